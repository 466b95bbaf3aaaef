package dev.fieldcare.firmware.tuf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fieldcare.base.Json;
import dev.fieldcare.base.Problem;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What the simulator must canonicalise and verify alike. */
class TufVectorsTest {
  private final JsonNode vectors = read();

  private static JsonNode read() {
    try (var in = TufVectorsTest.class.getResourceAsStream("/vectors/tuf/canonical.json")) {
      return Json.mapper().readTree(Objects.requireNonNull(in));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void values_have_their_canonical_form() {
    for (JsonNode each : vectors.path("canonical")) {
      byte[] canonical = TufJson.canonical(each.path("value"));
      assertEquals(each.path("canonical").asText(), new String(canonical, UTF_8));
      assertEquals(each.path("sha256").asText(), Json.sha256Hex(canonical));
    }
  }

  @Test
  void values_without_a_canonical_form_are_refused() {
    assertEquals(4, vectors.path("refused").size());
    for (JsonNode each : vectors.path("refused")) {
      assertThrows(Problem.class, () -> TufJson.canonical(each), each::toString);
    }
  }

  @Test
  void keys_have_their_ids_and_verify_what_they_signed() {
    for (JsonNode each : vectors.path("keys")) {
      TufKey key = TufKey.parse(each.path("key"));
      assertEquals(each.path("id").asText(), key.id());
      byte[] message = HexFormat.of().parseHex(each.path("message").asText());
      byte[] signature = HexFormat.of().parseHex(each.path("signature").asText());
      assertTrue(key.verifies(message, signature));
      signature[3] ^= 1;
      assertFalse(key.verifies(message, signature));
      assertFalse(key.verifies(message, new byte[0]));
    }
  }
}
