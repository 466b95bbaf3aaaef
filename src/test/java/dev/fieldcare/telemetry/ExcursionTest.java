package dev.fieldcare.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fieldcare.telemetry.TelemetryStore.Point;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What counts as an excursion beyond an envelope. */
class ExcursionTest {
  private static final Envelope VOLTAGE =
      new Envelope(
          TelemetryStoreContract.device(), "supplyVoltage", 9.0, 36.0, Duration.ofSeconds(20));

  /** Readings ten seconds apart. */
  private static List<Point> every10s(double... values) {
    var points = new ArrayList<Point>();
    for (int i = 0; i < values.length; i++) {
      points.add(new Point(i * 10_000L, values[i]));
    }
    return points;
  }

  @Test
  void it_lasts_from_the_first_reading_beyond_to_the_last_and_knows_the_furthest() {
    assertEquals(
        List.of(new Excursion(VOLTAGE, 10_000, 40_000, 41.5)),
        Excursion.in(VOLTAGE, every10s(24, 37, 41.5, 40, 36.5, 36, 24)));
    assertEquals(
        List.of(new Excursion(VOLTAGE, 0, 20_000, 3)), Excursion.in(VOLTAGE, every10s(8, 3, 5)));
  }

  @Test
  void a_spike_that_does_not_last_counts_for_nothing() {
    assertEquals(List.of(), Excursion.in(VOLTAGE, every10s(24, 60, 24, 60, 60, 24)));
    assertEquals(List.of(), Excursion.in(VOLTAGE, List.of()));
  }

  @Test
  void a_return_or_a_long_silence_between_makes_two() {
    assertEquals(
        List.of(new Excursion(VOLTAGE, 0, 20_000, 40), new Excursion(VOLTAGE, 40_000, 60_000, 40)),
        Excursion.in(VOLTAGE, every10s(40, 40, 40, 24, 40, 40, 40)));
    long later = Excursion.LONGEST_GAP + 20_001;
    var apart = every10s(40, 40, 40);
    apart.addAll(List.of(new Point(later, 40), new Point(later + 10_000, 40)));
    assertEquals(List.of(new Excursion(VOLTAGE, 0, 20_000, 40)), Excursion.in(VOLTAGE, apart));
  }

  @Test
  void a_side_without_a_bound_is_never_left() {
    var high = new Envelope(VOLTAGE.device(), "supplyVoltage", null, 36.0, Duration.ZERO);
    assertEquals(
        List.of(new Excursion(high, 20_000, 20_000, 37)),
        Excursion.in(high, every10s(-500, 24, 37)));
  }
}
