package dev.fieldcare.simulator.update.online;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.simulator.update.trust.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DesiredTest {
  private static Optional<Desired> parse(String text) {
    return Desired.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Desired wanted(String more) {
    return parse(
            """
            {"action": "7", "director": "http://127.0.0.1:1/d", "image": "http://127.0.0.1:1/i/" %s}
            """
                .formatted(more))
        .orElseThrow();
  }

  @Test
  void an_empty_object_wants_nothing() {
    assertTrue(parse("{}").isEmpty());
  }

  @Test
  void what_is_left_out_is_at_once_for_ever_and_to_be_installed() {
    Desired desired = wanted("");
    assertEquals("http://127.0.0.1:1/d/", desired.director().toString());
    assertEquals(0, desired.notBefore());
    assertFalse(desired.isPast(Long.MAX_VALUE));
    assertFalse(desired.downloadOnly());
  }

  @Test
  void a_window_ends_at_its_last_moment() {
    Desired desired = wanted(", \"notBefore\": 1000, \"until\": 2000");
    assertEquals(1_000, desired.notBefore());
    assertFalse(desired.isPast(1_999));
    assertTrue(desired.isPast(2_000));
  }

  @Test
  void what_is_only_to_be_downloaded_says_so() {
    assertTrue(wanted(", \"downloadOnly\": true").downloadOnly());
  }

  @Test
  void an_address_that_is_none_is_refused() {
    assertThrows(
        Refusal.class,
        () -> parse("{\"action\": \"7\", \"director\": \"ftp://h/\", \"image\": \"x\"}"));
  }
}
