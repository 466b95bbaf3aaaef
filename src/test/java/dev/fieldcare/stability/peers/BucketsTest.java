package dev.fieldcare.stability.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fieldcare.registry.Device;
import dev.fieldcare.telemetry.MetricSets;
import dev.fieldcare.telemetry.Reading;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BucketsTest {
  private static final long START = 2_970_000L * Buckets.WIDTH;
  private static final Device DEVICE =
      new Device(
          1, "d-1", "d-1", "m", null, null, null, null, null, null, Map.of(), Instant.EPOCH, null);

  private final MetricSets sets = new MetricSets();
  private final Buckets buckets = new Buckets(1);

  private void add(long ts, double value, long arrival) {
    buckets.add(
        new Reading(DEVICE, ts, sets.of(List.of("x")), new double[] {value}, arrival * 1000));
  }

  private List<Double> close(long at) {
    return buckets.close(0, Math.floorDiv(at, Buckets.WIDTH)).stream().map(Mean::value).toList();
  }

  @Test
  void readings_count_in_the_bucket_of_their_stamp_in_any_order() {
    add(START + 1, 10, START + 1);
    add(START + Buckets.WIDTH, 100, START + Buckets.WIDTH);
    add(START + 2, 20, START + Buckets.WIDTH + 5);
    assertEquals(List.of(15.0), close(START));
    assertEquals(List.of(100.0), close(START + Buckets.WIDTH));
  }

  @Test
  void what_comes_after_its_bucket_was_closed_changes_nothing() {
    add(START + 1, 10, START + 1);
    close(START);
    add(START + 2, 1000, START + Buckets.WIDTH);
    assertEquals(List.of(), close(START + Buckets.WIDTH));
  }

  @Test
  void a_clock_that_is_ahead_disturbs_nothing() {
    add(START + 3 * Buckets.WIDTH, 1000, START + 1);
    add(START + 1, 10, START + 1);
    assertEquals(List.of(10.0), close(START));
  }

  @Test
  void a_bucket_is_complete_five_minutes_after_its_end() {
    long end = START + Buckets.WIDTH;
    assertEquals(START / Buckets.WIDTH, Buckets.complete(end + 300_000));
    assertEquals(START / Buckets.WIDTH - 1, Buckets.complete(end + 299_999));
  }
}
