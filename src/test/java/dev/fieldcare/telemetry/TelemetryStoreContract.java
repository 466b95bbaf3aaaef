package dev.fieldcare.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.registry.Device;
import dev.fieldcare.telemetry.TelemetryStore.Bucket;
import dev.fieldcare.telemetry.TelemetryStore.Point;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What every telemetry store must do. A new store extends this test and hands in itself; the tests
 * may share one store, as each brings its own devices.
 */
public abstract class TelemetryStoreContract {
  /** 2026-11-22T08:00:00Z, a multiple of an hour. */
  protected static final long START = Instant.parse("2026-11-22T08:00:00Z").toEpochMilli();

  private static final AtomicInteger LAST_NUMBER = new AtomicInteger(700_000);
  private static final AtomicLong LAST_ARRIVAL = new AtomicLong(START * 1000);

  protected abstract TelemetryStore store();

  /** The interned metric sets the store was opened with. */
  protected abstract MetricSets metricSets();

  /** Whether the store tells a reading it already has from a new one. */
  protected boolean noticesRepeats() {
    return true;
  }

  @Test
  void a_value_comes_back_to_the_last_bit() throws Exception {
    Device device = device();
    double[] values = {
      -0.0,
      0.0,
      1.0 / 3,
      41.2,
      Double.MIN_VALUE,
      -Double.MIN_NORMAL,
      Double.MAX_VALUE,
      -Double.MAX_VALUE,
      9_007_199_254_740_993.0,
      1e-300,
      123_456_789.123_456_78
    };
    var readings = new ArrayList<Reading>();
    for (int i = 0; i < values.length; i++) {
      readings.add(reading(device, START + i, "temperature", values[i]));
    }
    append(readings);
    List<Point> points = points(device, "temperature", START, START + 1000, 100);
    assertEquals(values.length, points.size());
    for (int i = 0; i < values.length; i++) {
      assertEquals(new Point(START + i, values[i]), points.get(i));
    }
  }

  @Test
  void a_repeated_reading_is_stored_once() throws Exception {
    Device device = device();
    Reading reading = reading(device, START, "temperature", 41.2);
    var first = append(List.of(reading));
    var second = append(List.of(again(reading)));
    assertTrue(first.fresh().get(0));
    assertEquals(!noticesRepeats(), second.fresh().get(0));
    assertEquals(0, second.conflicts());
    assertEquals(List.of(new Point(START, 41.2)), points(device, "temperature", 0, 2 * START, 9));
  }

  @Test
  void a_reading_repeated_within_a_batch_is_fresh_once() throws Exception {
    Device device = device();
    Reading reading = reading(device, START, "temperature", 41.2);
    Reading later = reading(device, START + 1, "temperature", 41.3);
    var appended = append(List.of(reading, later, again(reading)));
    assertEquals(2, appended.fresh().cardinality());
    assertTrue(appended.fresh().get(1));
    assertEquals(2, points(device, "temperature", 0, 2 * START, 9).size());
  }

  @Test
  void of_two_values_of_one_instant_one_stays() throws Exception {
    Device device = device();
    append(List.of(reading(device, START, "temperature", 41.2)));
    var second = append(List.of(reading(device, START, "temperature", 55.5)));
    assertEquals(noticesRepeats() ? 1 : 0, second.conflicts());
    double kept = noticesRepeats() ? 41.2 : 55.5;
    assertEquals(List.of(new Point(START, kept)), points(device, "temperature", 0, 2 * START, 9));
  }

  @Test
  void points_come_oldest_first_however_they_were_sent() throws Exception {
    Device device = device();
    var readings = new ArrayList<Reading>();
    for (int i = 0; i < 50; i++) {
      readings.add(reading(device, START + i * 1000L, "temperature", i));
    }
    long seed = 20_261_122;
    Collections.shuffle(readings, new Random(seed));
    append(readings.subList(0, 20));
    append(readings.subList(20, 50));
    List<Point> points = points(device, "temperature", START, START + 50_000, 100);
    assertEquals(50, points.size());
    for (int i = 0; i < 50; i++) {
      assertEquals(new Point(START + i * 1000L, i), points.get(i), "shuffled with seed " + seed);
    }
  }

  @Test
  void the_range_includes_its_start_and_not_its_end() throws Exception {
    Device device = device();
    append(
        List.of(
            reading(device, START - 1, "temperature", 1),
            reading(device, START, "temperature", 2),
            reading(device, START + 99, "temperature", 3),
            reading(device, START + 100, "temperature", 4)));
    assertEquals(
        List.of(new Point(START, 2), new Point(START + 99, 3)),
        points(device, "temperature", START, START + 100, 100));
    assertEquals(
        List.of(new Point(START, 2)), points(device, "temperature", START, START + 100, 1));
  }

  @Test
  void an_unknown_device_or_metric_has_no_points() throws Exception {
    Device device = device();
    append(List.of(reading(device, START, "temperature", 1)));
    assertEquals(List.of(), points(device, "pressure", 0, 2 * START, 10));
    assertEquals(List.of(), points(device(), "temperature", 0, 2 * START, 10));
    assertEquals(Map.of(), await(store().latest(device())));
    assertEquals(
        List.of(),
        await(store().buckets(device(), "temperature", 0, 2 * START, Duration.ofMinutes(1))));
  }

  @Test
  void devices_do_not_see_each_others_points() throws Exception {
    Device one = device();
    Device other = device();
    append(List.of(reading(one, START, "temperature", 1), reading(other, START, "temperature", 2)));
    assertEquals(List.of(new Point(START, 1)), points(one, "temperature", 0, 2 * START, 10));
    assertEquals(List.of(new Point(START, 2)), points(other, "temperature", 0, 2 * START, 10));
  }

  @Test
  void buckets_are_aligned_and_only_those_with_points() throws Exception {
    Device device = device();
    append(
        List.of(
            reading(device, START + 10_000, "temperature", 10),
            reading(device, START + 59_999, "temperature", 20),
            reading(device, START + 60_000, "temperature", -5),
            reading(device, START + 240_000, "temperature", 7),
            reading(device, START + 300_000, "temperature", 99)));
    List<Bucket> buckets =
        await(
            store().buckets(device, "temperature", START, START + 300_000, Duration.ofMinutes(1)));
    assertEquals(
        List.of(
            new Bucket(START, 2, 10, 15, 20),
            new Bucket(START + 60_000, 1, -5, -5, -5),
            new Bucket(START + 240_000, 1, 7, 7, 7)),
        buckets);
  }

  @Test
  void buckets_of_hours_hold_what_the_points_say() throws Exception {
    Device device = device();
    long seed = 7;
    var random = new Random(seed);
    var readings = new ArrayList<Reading>();
    for (int i = 0; i < 3 * 360; i++) {
      readings.add(reading(device, START + i * 10_000L, "temperature", random.nextGaussian()));
    }
    append(readings);
    List<Bucket> buckets =
        await(
            store().buckets(device, "temperature", START, START + 10_800_000, Duration.ofHours(1)));
    assertEquals(3, buckets.size());
    for (int hour = 0; hour < 3; hour++) {
      var statistics =
          readings.subList(hour * 360, hour * 360 + 360).stream()
              .mapToDouble(reading -> reading.values()[0])
              .summaryStatistics();
      Bucket bucket = buckets.get(hour);
      assertEquals(START + hour * 3_600_000L, bucket.ts());
      assertEquals(360, bucket.count());
      assertEquals(statistics.getMin(), bucket.min(), "seed " + seed);
      assertEquals(statistics.getMax(), bucket.max(), "seed " + seed);
      assertEquals(statistics.getAverage(), bucket.mean(), 1e-12, "seed " + seed);
    }
  }

  @Test
  void the_latest_point_is_the_one_of_the_newest_instant() throws Exception {
    Device device = device();
    long tomorrow = Instant.now().toEpochMilli() + 80_000_000;
    append(
        List.of(
            reading(device, tomorrow, "temperature", 3),
            reading(device, START, "temperature", 1),
            reading(device, START + 5, Map.of("rssi", -67.0, "temperature", 2.0))));
    append(List.of(reading(device, START - 50, "temperature", 9)));
    assertEquals(
        Map.of("temperature", new Point(tomorrow, 3), "rssi", new Point(START + 5, -67)),
        await(store().latest(device)));
  }

  @Test
  void years_old_readings_are_kept_like_others() throws Exception {
    Device device = device();
    long old = Instant.parse("2000-01-01T00:00:00Z").toEpochMilli();
    long before = Instant.parse("2013-12-02T21:15:00Z").toEpochMilli();
    append(
        List.of(
            reading(device, old, "temperature", 1),
            reading(device, before, "temperature", 2),
            reading(device, START, "temperature", 3)));
    assertEquals(
        List.of(new Point(old, 1), new Point(before, 2), new Point(START, 3)),
        points(device, "temperature", 0, Long.MAX_VALUE, 10));
    assertEquals(
        List.of(new Bucket(before - before % 3_600_000, 1, 2, 2, 2)),
        await(
            store()
                .buckets(
                    device,
                    "temperature",
                    before - before % 3_600_000,
                    before + 3_600_000,
                    Duration.ofHours(1))));
  }

  @Test
  void two_sets_of_metrics_of_one_instant_are_both_kept() throws Exception {
    Device device = device();
    append(List.of(reading(device, START, Map.of("temperature", 41.2, "rssi", -67.0))));
    append(List.of(reading(device, START, Map.of("cpuLoad", 0.5))));
    assertEquals(List.of(new Point(START, 41.2)), points(device, "temperature", 0, 2 * START, 9));
    assertEquals(List.of(new Point(START, -67)), points(device, "rssi", 0, 2 * START, 9));
    assertEquals(List.of(new Point(START, 0.5)), points(device, "cpuLoad", 0, 2 * START, 9));
  }

  @Test
  void ten_thousand_readings_are_all_there() throws Exception {
    Device one = device();
    Device other = device();
    try (var writer = store().openWriter()) {
      for (int batch = 0; batch < 5; batch++) {
        var readings = new ArrayList<Reading>();
        for (int i = 0; i < 2000; i++) {
          long ts = START + (batch * 1000L + i / 2) * 100;
          readings.add(
              reading(i % 2 == 0 ? one : other, ts, Map.of("a", i * 0.1, "b", -i * 1.0, "c", 7.0)));
        }
        assertEquals(2000, writer.append(readings).fresh().cardinality());
      }
    }
    assertEquals(5000, points(one, "a", START, START + 1_000_000, 100_000).size());
    assertEquals(5000, points(other, "c", START, START + 1_000_000, 100_000).size());
  }

  @Test
  void any_text_is_a_metrics_name() throws Exception {
    Device device = device();
    var hostile =
        List.of(
            "time",
            "device",
            "_arrival",
            "_number",
            "a b",
            "a,b=c",
            "a\"b",
            "a'b",
            "a\\",
            "\\\"",
            "%0041",
            "A",
            "a\nb",
            "a\tb",
            "温度",
            "💧",
            "value; drop measurement reading",
            "last_a",
            "*",
            "/.*/",
            "#comment",
            "Temperature",
            "temperature");
    var values = new HashMap<String, Double>();
    for (int i = 0; i < hostile.size(); i++) {
      values.put(hostile.get(i), i + 0.5);
    }
    append(List.of(reading(device, START, values)));
    for (var each : values.entrySet()) {
      assertEquals(
          List.of(new Point(START, each.getValue())),
          points(device, each.getKey(), 0, 2 * START, 10),
          each.getKey());
    }
    var latest = new HashMap<String, Double>();
    await(store().latest(device)).forEach((metric, point) -> latest.put(metric, point.value()));
    assertEquals(values, latest);
    assertEquals(values, valuesOf(replay(0, device).getFirst()));
  }

  @Test
  void replay_hands_over_in_order_of_arrival_what_came_after() throws Exception {
    Device device = device();
    Device other = device();
    Device unknown = device();
    append(List.of(reading(device, START, "temperature", 0)));
    long mark = LAST_ARRIVAL.get();
    var readings = new ArrayList<Reading>();
    for (int i = 0; i < 200; i++) {
      Device from = i % 3 == 0 ? other : device;
      readings.add(reading(from, START + 1_000_000 - i * 1000L, Map.of("a", i * 1.0, "b", 0.5)));
    }
    // Two writers: their batches lie across each other in order of arrival.
    append(everyOther(readings, 0));
    append(everyOther(readings, 1));
    append(List.of(reading(unknown, START, "temperature", 0)));

    List<Reading> replayed = replay(mark, device, other);
    assertEquals(readings.stream().map(Reading::arrival).toList(), arrivals(replayed));
    for (int i = 0; i < readings.size(); i++) {
      assertEquals(readings.get(i).device(), replayed.get(i).device());
      assertEquals(readings.get(i).ts(), replayed.get(i).ts());
      assertEquals(readings.get(i).metrics(), replayed.get(i).metrics());
      assertEquals(valuesOf(readings.get(i)), valuesOf(replayed.get(i)));
    }
    long middle = readings.get(100).arrival();
    assertEquals(arrivals(readings.subList(101, 200)), arrivals(replay(middle, device, other)));
  }

  @Test
  void the_last_arrival_is_known_when_the_clock_was_set_back() throws Exception {
    long future = Instant.now().plus(Duration.ofHours(5)).toEpochMilli() * 1000;
    long arrival = LAST_ARRIVAL.updateAndGet(last -> Math.max(last, future) + 1);
    MetricSet set = metricSets().of(List.of("temperature"));
    append(List.of(new Reading(device(), START, set, new double[] {1}, arrival)));
    assertEquals(arrival, store().lastArrival());
  }

  private static List<Reading> everyOther(List<Reading> readings, int remainder) {
    var some = new ArrayList<Reading>();
    for (int i = remainder; i < readings.size(); i += 2) {
      some.add(readings.get(i));
    }
    return some;
  }

  private static List<Long> arrivals(List<Reading> readings) {
    return readings.stream().map(Reading::arrival).toList();
  }

  private static Map<String, Double> valuesOf(Reading reading) {
    var values = new HashMap<String, Double>();
    for (int i = 0; i < reading.values().length; i++) {
      values.put(reading.metrics().names().get(i), reading.values()[i]);
    }
    return values;
  }

  private List<Reading> replay(long arrival, Device... known) {
    var replayed = new ArrayList<Reading>();
    store().replay(arrival, number -> byNumber(number, known), replayed::add);
    return replayed;
  }

  private static @Nullable Device byNumber(int number, Device... devices) {
    for (Device device : devices) {
      if (device.number() == number) {
        return device;
      }
    }
    return null;
  }

  protected final TelemetryStore.Appended append(List<Reading> readings) {
    try (var writer = store().openWriter()) {
      return writer.append(readings);
    }
  }

  protected final List<Point> points(Device device, String metric, long from, long to, int limit)
      throws Exception {
    return await(store().points(device, metric, from, to, limit));
  }

  protected static Device device() {
    int number = LAST_NUMBER.incrementAndGet();
    String id = "d-" + number;
    Instant registered = Instant.parse("2026-11-01T00:00:00Z");
    return new Device(
        number, id, id, "generic", null, null, null, null, null, null, Map.of(), registered, null);
  }

  protected final Reading reading(Device device, long ts, String metric, double value) {
    return reading(device, ts, Map.of(metric, value));
  }

  protected final Reading reading(Device device, long ts, Map<String, Double> values) {
    var sorted = new TreeMap<>(values);
    return new Reading(
        device,
        ts,
        metricSets().of(List.copyOf(sorted.keySet())),
        sorted.values().stream().mapToDouble(Double::doubleValue).toArray(),
        LAST_ARRIVAL.incrementAndGet());
  }

  /** The same reading, arrived once more. */
  protected static Reading again(Reading reading) {
    return new Reading(
        reading.device(),
        reading.ts(),
        reading.metrics(),
        reading.values(),
        LAST_ARRIVAL.incrementAndGet());
  }

  protected static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}
