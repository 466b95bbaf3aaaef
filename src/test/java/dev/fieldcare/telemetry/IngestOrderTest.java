package dev.fieldcare.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Lanes;
import dev.fieldcare.base.Problem;
import dev.fieldcare.base.TestDatabase;
import dev.fieldcare.registry.Device;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What two connections of one device send may be stamped in one order and come in in another. */
class IngestOrderTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final Device DEVICE =
      new Device(
          1, "d-1", "d-1", "generic", null, null, null, null, null, null, Map.of(), NOW, null);

  private final Vertx vertx = Vertx.vertx();
  private final Database database = TestDatabase.open(vertx);
  private final MetricSets sets = new MetricSets();
  private final PgTelemetryStore store =
      PgTelemetryStore.open(database, sets, Clock.fixed(NOW, java.time.ZoneOffset.UTC));
  private final Lanes lanes = new Lanes(2);
  private final List<Long> digested = Collections.synchronizedList(new ArrayList<>());
  private final Ingest ingest =
      new Ingest(
          store,
          new EventLog(database),
          state -> Future.succeededFuture(),
          lanes,
          new Ingest.Digest() {
            @Override
            public void reading(Reading reading) {
              digested.add(reading.arrival());
            }

            @Override
            public void event(Event event) {
              digested.add(event.arrival());
            }

            @Override
            public void state(StateReport report) {
              digested.add(report.arrival());
            }
          },
          Ingest.Limits.DEFAULT,
          new SimpleMeterRegistry());

  @AfterEach
  void close() {
    ingest.close();
    lanes.close();
    store.close();
    database.close();
    vertx.close();
  }

  private Message message(long ts, long arrival) {
    var reading =
        new Reading(DEVICE, ts, sets.of(List.of("temperature")), new double[] {50}, arrival);
    var event = new Event(DEVICE, ts, "reboot", "0x8002", "{}", arrival + 1);
    var state = new StateReport(DEVICE, true, null, null, null, arrival + 2);
    return new Message(
        List.of(reading),
        List.of(event),
        List.of(state),
        new Receipt() {
          @Override
          public void stored() {}

          @Override
          public void refused(Problem why) {
            throw why;
          }
        });
  }

  @Test
  void the_stamps_of_arrival_rise_in_the_order_in_which_a_device_is_stored_and_judged()
      throws Exception {
    long now = NOW.toEpochMilli();
    ingest.submit(message(now, 1_000_010));
    ingest.submit(message(now + 1, 1_000_000)); // stamped before, submitted after
    ingest.submit(message(now + 2, 1_000_020));
    ingest.digested().get(20, TimeUnit.SECONDS);

    List<Long> stored = new ArrayList<>();
    store.history(DEVICE, 0, reading -> stored.add(reading.arrival()));
    assertEquals(3, stored.size());
    assertEquals(1_000_010, stored.getFirst());
    assertTrue(stored.get(0) + 2 < stored.get(1), "before all of the second message: " + stored);
    assertEquals(stored.stream().sorted().toList(), stored);
    assertEquals(9, digested.size());
    assertTrue(digested.containsAll(stored), digested + " but stored was " + stored);
    assertEquals(9, digested.stream().distinct().count(), digested.toString());
  }
}
