package dev.fieldcare.stability;

import static dev.fieldcare.stability.Fixture.T0;
import static dev.fieldcare.stability.Fixture.minutes;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fieldcare.registry.Severity;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RebootTest {
  private final Fixture f = new Fixture();

  @ParameterizedTest
  @CsvSource({
    "0x8002, 0x8002 watchdog",
    "32771, 0x8003 brown-out",
    "32771.0, 0x8003 brown-out",
    "0x8009, 0x8009 firmware update error (rolled back)",
    "0x9999, 0x9999 not in the list",
    "0xA001, 0xA001 custom",
    "0, 0x0000 unknown",
    "banana, 0x0000 unknown",
    ", 0x0000 unknown",
  })
  void an_unexpected_reboot_is_an_alarm_that_names_its_reason(String code, String reason) {
    f.event(T0, "reboot", code);
    assertEquals(List.of("reboot.unexpected ACTIVE"), f.phases());
    assertEquals("rebooted unexpectedly: " + reason, f.last().because().text());
    assertEquals(Severity.MINOR, f.last().severity());
  }

  @ParameterizedTest
  @CsvSource({"0x0003", "7", "0007", "0x000b", "0x1000", "0x7FFF"})
  void an_expected_reboot_is_none(String code) {
    f.event(T0, "reboot", code);
    assertEquals(List.of(), f.alarms);
  }

  @Test
  void several_in_an_hour_are_a_crash_loop_and_one_alarm() {
    for (int i = 0; i < 4; i++) {
      f.event(T0 + minutes(i * 3), "reboot", "0x8002");
    }
    assertEquals(1, f.alarms.stream().map(Alarm::key).distinct().count());
    assertEquals(Severity.MAJOR, f.last().severity());
    assertEquals(
        "crash loop: 4 times in 9 min rebooted unexpectedly, last 0x8002 watchdog",
        f.last().because().text());
  }

  @Test
  void the_same_event_again_counts_once() {
    f.event(T0, "reboot", "0x8002");
    f.event(T0, "reboot", "0x8002");
    assertEquals(1, f.alarms.size());
  }

  @Test
  void it_clears_after_an_hour_without() {
    f.event(T0, "reboot", "0x8002");
    f.temperature(T0 + minutes(59), 40);
    assertEquals(1, f.alarms.size());
    f.temperature(T0 + minutes(60), 40);
    assertEquals(List.of("reboot.unexpected ACTIVE", "reboot.unexpected NORMAL"), f.phases());
    assertEquals(Instant.ofEpochMilli(T0), f.last().lastSeen());
  }

  @Test
  void a_crash_report_is_an_alarm_of_its_own() {
    f.event(T0, "crash", "E17");
    f.event(T0 + 1, "update", "x");
    assertEquals(List.of("crash ACTIVE"), f.phases());
    assertEquals("reported a crash: E17", f.last().because().text());
  }
}
