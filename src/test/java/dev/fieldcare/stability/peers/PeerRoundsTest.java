package dev.fieldcare.stability.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Lanes;
import dev.fieldcare.base.MovableClock;
import dev.fieldcare.base.TestDatabase;
import dev.fieldcare.registry.Device;
import dev.fieldcare.telemetry.MetricSets;
import dev.fieldcare.telemetry.Reading;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From the lanes to verdicts and back, over a restart, on the real database. */
class PeerRoundsTest {
  private static final long START = Instant.parse("2026-11-01T00:00:00Z").toEpochMilli();

  private final Vertx vertx = Vertx.vertx();
  private final Database database = TestDatabase.open(vertx);
  private final Lanes lanes = new Lanes(2);
  private final MovableClock clock = new MovableClock(Instant.ofEpochMilli(START));
  private final MetricSets sets = new MetricSets();
  private final List<Peers.Verdict> verdicts = new CopyOnWriteArrayList<>();
  private final List<Device> devices = new ArrayList<>();
  private final Random random = new Random(1);
  private Buckets buckets = new Buckets(2);
  private PeerRounds rounds = started();
  private long now = START;

  @AfterEach
  void close() throws Exception {
    lanes.close();
    database.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private PeerRounds started() {
    buckets = new Buckets(2);
    return new PeerRounds(
        buckets,
        new PeerStore(database),
        lanes,
        device -> null,
        verdicts::add,
        () -> CompletableFuture.completedFuture(null),
        clock);
  }

  private void register(int count) throws Exception {
    try (var connection = database.openJdbc();
        var insert =
            connection.prepareStatement(
                "insert into devices (id, serial, model, registered_at) values (?, ?, 'm', now())"
                    + " returning number")) {
      for (int i = 0; i < count; i++) {
        insert.setString(1, "d-" + i);
        insert.setString(2, "d-" + i);
        try (var row = insert.executeQuery()) {
          row.next();
          devices.add(device(row.getInt(1), "d-" + i));
        }
      }
    }
  }

  private static Device device(int number, String id) {
    return new Device(
        number, id, id, "m", null, null, null, null, null, null, Map.of(), Instant.EPOCH, null);
  }

  private void live(int count, double extraOfTheFirst) throws InterruptedException {
    for (int i = 0; i < count; i++, now += Buckets.WIDTH) {
      List<Reading> readings = new ArrayList<>();
      for (int place = 0; place < devices.size(); place++) {
        double value = 20 + random.nextGaussian() + (place == 0 ? extraOfTheFirst : 0);
        long ts = now + 60_000;
        readings.add(
            new Reading(
                devices.get(place), ts, sets.of(List.of("x")), new double[] {value}, ts * 1000));
      }
      lanes.runOnAllAndWait(
          lane ->
              readings.stream()
                  .filter(each -> lanes.laneOf(each.device().number()) == lane)
                  .forEach(buckets::add));
      clock.set(Instant.ofEpochMilli(now + Buckets.WIDTH));
      rounds.next();
    }
  }

  @Test
  void what_was_learnt_outlives_a_restart() throws Exception {
    register(12);
    live(160, 0);
    rounds = started();
    rounds.restore();
    live(8, 15);
    assertEquals(1, verdicts.size(), "" + verdicts);
    assertEquals("d-0", verdicts.getFirst().device().id());
    assertEquals(true, verdicts.getFirst().standsOut());
    assertEquals(11, verdicts.getFirst().peers());
    live(8, 0);
    assertEquals(false, verdicts.getLast().standsOut());
  }
}
