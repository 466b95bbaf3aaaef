package dev.fieldcare.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.TestDatabase;
import dev.fieldcare.registry.Device;
import dev.fieldcare.telemetry.TelemetryStore.Appended;
import dev.fieldcare.telemetry.TelemetryStore.Bucket;
import dev.fieldcare.telemetry.TelemetryStore.Point;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What PostgreSQL does beyond the contract: partitions, roll-ups, redone batches. */
class PgTelemetryStoreTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final long NOON = NOW.toEpochMilli();

  private final Vertx vertx = Vertx.vertx();
  private final Database database = TestDatabase.open(vertx);
  private final MetricSets sets = new MetricSets();
  private PgTelemetryStore store;
  private TelemetryStore.Writer writer;
  private long arrival = 1;

  @BeforeEach
  void open() {
    store = openAt(NOW);
    writer = store.openWriter();
  }

  @AfterEach
  void close() {
    writer.close();
    database.close();
    vertx.close();
  }

  @Test
  void a_repeated_reading_is_stored_once_and_is_not_fresh() {
    writer.append(List.of(reading(7, NOON, 41.2)));
    Appended again = writer.append(List.of(reading(7, NOON, 41.2), reading(7, NOON + 1, 41.3)));
    assertEquals("{1}", again.fresh().toString());
    assertEquals(0, again.conflicts());
    assertEquals(
        List.of(new Point(NOON, 41.2), new Point(NOON + 1, 41.3)), points(7, "temperature"));
  }

  @Test
  void of_two_readings_that_differ_only_in_value_the_first_stays_and_the_conflict_is_counted() {
    writer.append(List.of(reading(7, NOON, 41.2)));
    Appended again = writer.append(List.of(reading(7, NOON, 99.9)));
    assertTrue(again.fresh().isEmpty());
    assertEquals(1, again.conflicts());
    assertEquals(List.of(new Point(NOON, 41.2)), points(7, "temperature"));
  }

  @Test
  void a_batch_redone_after_its_answer_was_lost_counts_as_fresh() {
    List<Reading> batch = List.of(reading(7, NOON, 1), reading(8, NOON, 2));
    writer.append(batch);
    Appended redone = writer.append(batch);
    assertEquals("{0, 1}", redone.fresh().toString());
    assertEquals(0, redone.conflicts());
  }

  @Test
  void a_key_repeated_within_a_batch_keeps_its_first_value() {
    Appended appended =
        writer.append(List.of(reading(7, NOON, 1), reading(7, NOON, 2), reading(8, NOON, 3)));
    assertEquals("{0, 2}", appended.fresh().toString());
    assertEquals(1, appended.conflicts());
    assertEquals(List.of(new Point(NOON, 1)), points(7, "temperature"));
  }

  @Test
  void two_messages_of_one_instant_with_other_metrics_are_both_kept() {
    writer.append(List.of(reading(7, NOON, 1)));
    var other =
        new Reading(
            device(7),
            NOON,
            sets.of(List.of("rssi", "temperature")),
            new double[] {-60, 9},
            next());
    assertEquals(1, writer.append(List.of(other)).fresh().cardinality());
    assertEquals(List.of(new Point(NOON, -60)), points(7, "rssi"));
    assertEquals(List.of(new Point(NOON, 1)), points(7, "temperature"), "the first stored stays");
  }

  @Test
  void recent_days_get_a_partition_each_and_old_months_one_together() {
    long day = Duration.ofDays(1).toMillis();
    var batch = new ArrayList<Reading>();
    for (int i = 0; i < 3; i++) {
      batch.add(reading(7, NOON - i * day, i));
    }
    long old = Instant.parse("2013-07-04T00:00:00Z").toEpochMilli();
    for (int i = 0; i < 25; i++) {
      batch.add(reading(7, old + i * day, i));
    }
    writer.append(batch);
    assertEquals(
        List.of("readings_201307", "readings_20261120", "readings_20261121", "readings_20261122"),
        partitions());
    assertEquals(28, points(7, "temperature").size());
    assertEquals(1, openAt(NOW).openWriter().append(batch.subList(0, 1)).fresh().cardinality());
  }

  @Test
  void retention_drops_whole_partitions_only() {
    long day = Duration.ofDays(1).toMillis();
    writer.append(List.of(reading(7, NOON - 3 * day, 1), reading(7, NOON, 2)));
    store.forgetBefore(Duration.ofDays(1));
    assertEquals(List.of("readings_20261122"), partitions());
    writer.append(List.of(reading(7, NOON - 3 * day, 1)));
    assertEquals(2, points(7, "temperature").size(), "a late reading makes its day anew");
  }

  @Test
  void rolled_up_hours_answer_like_the_readings_themselves_and_late_readings_join_them() {
    long start = NOON - Duration.ofDays(3).toMillis();
    var batch = new ArrayList<Reading>();
    for (int i = 0; i < 3 * 360; i++) {
      batch.add(reading(7, start + i * 10_000L, Math.sin(i)));
    }
    writer.append(batch);
    List<Bucket> raw = hours(start);
    PgTelemetryStore later = openAt(NOW.plus(Duration.ofMinutes(10)));
    later.rollUp();
    assertEquals(0, count("select count(*) from rollup_due"));
    assertEquals(3 * 60, count("select count(*) from rollups_minute"));
    assertEquals(rounded(raw), rounded(hours(start)));

    writer = openAt(NOW).openWriter();
    writer.append(List.of(reading(7, start + 5, 1000)));
    assertEquals(1000, hours(start).getFirst().max());
    openAt(NOW.plus(Duration.ofHours(1))).rollUp();
    assertEquals(1000, hours(start).getFirst().max());
    assertEquals(361, hours(start).getFirst().count());
  }

  @Test
  void excursions_are_those_that_any_store_would_find() {
    var random = new Random(29);
    long start = NOON - Duration.ofHours(8).toMillis() + 1_234;
    var batch = new ArrayList<Reading>();
    for (int device = 7; device <= 9; device++) {
      for (int i = 0; i < 700; i++) {
        boolean isCalm = i / 25 % (device - 3) != 0;
        batch.add(reading(device, start + i * 41_000L, isCalm ? 5 : random.nextInt(12)));
      }
    }
    writer.append(batch);
    var envelopes = new ArrayList<Envelope>();
    for (int device = 7; device <= 10; device++) {
      envelopes.add(new Envelope(device(device), "temperature", 1.0, 9.0, Duration.ofSeconds(40)));
      envelopes.add(new Envelope(device(device), "temperature", null, 7.0, Duration.ZERO));
      envelopes.add(new Envelope(device(device), "rssi", -1.0, 1.0, Duration.ZERO));
    }
    long to = NOON - 600_000;
    for (Duration later : List.of(Duration.ZERO, Duration.ofHours(-3), Duration.ofHours(3))) {
      openAt(NOW.plus(later)).rollUp();
      List<String> found =
          shown(await(store.excursions(database.pool(), envelopes, start + 60_000, to)));
      assertEquals(
          shown(await(StoredExcursions.find(store, envelopes, start + 60_000, to))), found);
      assertTrue(found.size() > 50, "seed 29: " + found.size());
    }
  }

  private static List<String> shown(List<Excursion> found) {
    return found.stream()
        .map(
            each ->
                each.envelope().device().id()
                    + " "
                    + each.envelope().low()
                    + " "
                    + (each.since() - NOON)
                    + " "
                    + (each.until() - NOON)
                    + " "
                    + each.extreme())
        .toList();
  }

  private static List<String> rounded(List<Bucket> buckets) {
    return buckets.stream()
        .map(
            each ->
                "%d %d %.6f %.6f %.6f"
                    .formatted(each.ts(), each.count(), each.min(), each.mean(), each.max()))
        .toList();
  }

  @Test
  void replay_hands_over_what_arrived_later_in_order_of_arrival() {
    writer.append(List.of(reading(7, NOON, 1)));
    long before = arrival - 1;
    writer.append(List.of(reading(8, NOON - 5_000, 2), reading(7, NOON - 10_000, 3)));
    var replayed = new ArrayList<Double>();
    openAt(NOW)
        .replay(before, number -> device(number), reading -> replayed.add(reading.values()[0]));
    assertEquals(List.of(2.0, 3.0), replayed);
  }

  private PgTelemetryStore openAt(Instant time) {
    return PgTelemetryStore.open(database, sets, Clock.fixed(time, ZoneOffset.UTC));
  }

  private Reading reading(int device, long ts, double value) {
    return new Reading(
        device(device), ts, sets.of(List.of("temperature")), new double[] {value}, next());
  }

  private long next() {
    return arrival++;
  }

  private static Device device(int number) {
    return new Device(
        number,
        "d" + number,
        "d" + number,
        "generic",
        null,
        null,
        null,
        null,
        null,
        null,
        Map.of(),
        NOW,
        null);
  }

  private List<Point> points(int device, String metric) {
    return await(store.points(device(device), metric, 0, NOON + 1_000_000, 10_000));
  }

  private List<Bucket> hours(long start) {
    return await(store.buckets(device(7), "temperature", start, NOON, Duration.ofHours(1)));
  }

  private List<String> partitions() {
    var names = new ArrayList<String>();
    await(
            database
                .pool()
                .query(
                    "select inhrelid::regclass::text from pg_inherits where inhparent ="
                        + " 'readings'::regclass order by 1")
                .execute())
        .forEach(row -> names.add(row.getString(0)));
    return names;
  }

  private long count(String sql) {
    return await(database.pool().query(sql).execute()).iterator().next().getLong(0);
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
