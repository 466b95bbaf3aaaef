package dev.fieldcare.stability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.registry.Limit;
import dev.fieldcare.registry.Metric;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitDetectorTest {

  private static final class Heard implements Sink {
    final List<String> all = new ArrayList<>();
    final List<Finding> findings = new ArrayList<>();

    @Override
    public void raise(Finding finding) {
      all.add("raise " + finding.since() / 1000 + "@" + finding.at() / 1000);
      findings.add(finding);
    }

    @Override
    public void clear(long at, long lastSeen) {
      all.add("clear " + lastSeen / 1000 + "@" + at / 1000);
    }
  }

  private static Heard feed(Limit limit, String readings) {
    var metric = new Metric("temperature", "°C", -50.0, 150.0, List.of(limit));
    var detector = new LimitDetector(metric, limit, 10_000);
    var heard = new Heard();
    for (String each : readings.strip().split(" +")) {
      String[] pair = each.split(":");
      detector.observe(Long.parseLong(pair[0]) * 1000, Double.parseDouble(pair[1]), heard);
    }
    return heard;
  }

  /** Readings as second:value; the limit is 70, on-delay 60 s, off-delay 60 s, deadband 2. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          below the limit                    | 0:60 60:69 120:70                     | ''
          at the limit is not above it       | 0:70 60:70 120:70                     | ''
          a moment before the on-delay       | 0:71 30:71 59:71                      | ''
          exactly the on-delay               | 0:71 30:71 60:71                      | raise 0@60
          one dip starts anew                | 0:71 30:70 60:71 90:71 119:71         | ''
          and then holds                     | 0:71 30:70 60:71 90:71 120:71         | raise 60@120
          a gap as long as the delay         | 0:71 60:71                            | raise 0@60
          a longer gap starts anew           | 0:71 61:71 100:71 120:71              | ''
          and then holds after the gap       | 0:71 61:71 121:71                     | raise 61@121
          NaN says nothing                   | 0:71 30:NaN 60:71                     | raise 0@60
          an implausible value says nothing  | 0:71 30:151 60:71                     | raise 0@60
          implausible alone is no alarm      | 0:200 60:200 120:200                  | ''
          time going back starts anew        | 100:71 130:71 90:71 149:71            | ''
          """)
  void raises_after_the_on_delay(String name, String readings, String expected) {
    Limit limit = Fixture.limit(Limit.Side.HIGH, 70, 60, 60, 2);
    assertEquals(expected, String.join(", ", feed(limit, readings).all), name);
  }

  /** After being raised at 60. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          within the deadband stays          | 70:69 130:69 190:68.1                 | ''
          exactly back by the deadband       | 70:68 100:68 130:68                   | clear 60@130
          a moment before the off-delay      | 70:68 100:68 129:68                   | ''
          into the deadband starts anew      | 70:68 100:69 130:68 160:68 189:68     | ''
          and then clears                    | 70:68 100:69 130:68 160:68 190:68     | clear 60@190
          above again starts anew            | 70:68 100:71 130:68 190:68            | clear 100@190
          a long gap starts anew             | 70:68 131:68 190:68                   | ''
          raised a second time               | 70:60 130:60 140:71 200:71            | clear 60@130, raise 140@200
          """)
  void clears_after_the_off_delay(String name, String readings, String expected) {
    Limit limit = Fixture.limit(Limit.Side.HIGH, 70, 60, 60, 2);
    String all = String.join(", ", feed(limit, "0:71 30:71 60:71 " + readings).all);
    assertEquals(("raise 0@60, " + expected).replaceFirst(", $", ""), all, name);
  }

  @Test
  void a_low_limit_is_the_mirror_of_a_high_one() {
    Limit limit = Fixture.limit(Limit.Side.LOW, 10, 60, 60, 2);
    assertEquals(List.of("raise 0@60", "clear 60@130"), feed(limit, "0:9 60:9 70:12 130:12").all);
    assertEquals(List.of(), feed(limit, "0:10 60:10 120:10").all, "at the limit is not below it");
  }

  @Test
  void without_delays_one_reading_suffices() {
    Limit limit = Fixture.limit(Limit.Side.HIGH, 70, 0, 0, 0);
    assertEquals(List.of("raise 5@5", "clear 5@6"), feed(limit, "5:71 6:70").all);
  }

  @Test
  void the_reason_names_value_limit_and_delay() {
    Limit limit = Fixture.limit(Limit.Side.HIGH, 70, 60, 60, 2);
    Finding finding = feed(limit, "0:71 30:71 60:71.3").findings.getFirst();
    assertEquals(
        "temperature 71.3 °C stayed above the 70 °C limit for 60 s (on-delay 60 s)",
        finding.because().text());
    assertEquals("limit.high", finding.because().key());
    assertEquals("temperature.high", finding.symptom());
    assertTrue(finding.because().arguments().containsKey("onDelaySeconds"));
  }
}
