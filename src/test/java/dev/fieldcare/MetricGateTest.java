package dev.fieldcare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Await;
import dev.fieldcare.base.Lanes;
import dev.fieldcare.base.Problem;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.firmware.ReleaseDraft;
import dev.fieldcare.firmware.ReleaseState;
import dev.fieldcare.firmware.Workshop;
import dev.fieldcare.registry.Device;
import dev.fieldcare.rollout.Action;
import dev.fieldcare.rollout.Evidence;
import dev.fieldcare.rollout.NoticesFixture;
import dev.fieldcare.rollout.RolloutFixture;
import dev.fieldcare.rollout.waves.Rollout;
import dev.fieldcare.rollout.waves.RolloutDesk;
import dev.fieldcare.rollout.waves.RolloutState;
import dev.fieldcare.stability.PgAlarms;
import dev.fieldcare.telemetry.Event;
import dev.fieldcare.telemetry.EventLog;
import dev.fieldcare.telemetry.Ingest;
import dev.fieldcare.telemetry.Message;
import dev.fieldcare.telemetry.MetricSets;
import dev.fieldcare.telemetry.PgTelemetryStore;
import dev.fieldcare.telemetry.Reading;
import dev.fieldcare.telemetry.Receipt;
import dev.fieldcare.telemetry.StateReport;
import dev.fieldcare.tickets.Notices;
import dev.fieldcare.tickets.Surroundings;
import dev.fieldcare.tickets.TicketDesk;
import dev.fieldcare.tickets.TicketSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From what devices measure, stored as it comes in, to what the gate of metrics makes of it. */
class MetricGateTest {
  private static final long SEED = 11;
  private static final String METRIC = "memoryUsed";

  private final RolloutFixture it = new RolloutFixture();
  private final Workshop workshop = Workshop.on(it.vertx, it.database, it.clock);
  private final MetricSets sets = new MetricSets();
  private final EventLog events = new EventLog(it.database);
  private final PgTelemetryStore store = PgTelemetryStore.open(it.database, sets, it.clock);
  private final Lanes lanes = new Lanes(2);
  private final Ingest ingest =
      new Ingest(
          store,
          events,
          state -> Future.succeededFuture(),
          lanes,
          new Unjudged(),
          Ingest.Limits.DEFAULT,
          new SimpleMeterRegistry());
  private final RolloutHouse house =
      new RolloutHouse(
          it.database,
          it.journal,
          it.clock,
          it.devices,
          it.models,
          it.actions,
          it.catalog,
          (release, version) -> Optional.empty(),
          events,
          store,
          new TicketDesk(
              it.vertx,
              it.database,
              it.journal,
              new PgAlarms(it.database, it.clock),
              Notices.NONE,
              it.clock,
              TicketSettings.DEFAULT,
              Surroundings.BARE),
          it.states,
          workshop.releases,
          new NoticesFixture(it).notices,
          false,
          Duration.ofDays(30));
  private final Release release = published();
  private final List<Device> fleet = new ArrayList<>();
  private final Random random = new Random(SEED);

  private static final class Unjudged implements Ingest.Digest {
    @Override
    public void reading(Reading reading) {}

    @Override
    public void event(Event event) {}

    @Override
    public void state(StateReport report) {}
  }

  private static final class Stored implements Receipt {
    @Override
    public void stored() {}

    @Override
    public void refused(Problem why) {
      throw why;
    }
  }

  @AfterEach
  void close() {
    ingest.close();
    lanes.close();
    store.close();
    workshop.close();
  }

  private Release published() {
    var image = workshop.image("image.bin", new byte[] {1, 2, 3});
    var wish = ReleaseDraft.of("gateway-x1", "1.5.0", image.sha256());
    Release draft = Await.get(workshop.releases.create(wish, "user:test"));
    Release published =
        Await.get(workshop.releases.transition(draft.id(), ReleaseState.PUBLISHED, "user:test"));
    it.releases.put(published.id(), published);
    return published;
  }

  /**
   * Everybody measures every ten minutes for so long; devices differ much more from each other than
   * from themselves.
   *
   * @param leak how much more those that run the release use
   */
  private void measure(Duration time, double leak) throws Exception {
    Instant until = it.clock.instant().plus(time);
    while (it.clock.instant().isBefore(until)) {
      it.clock.move(Duration.ofMinutes(10));
      Instant now = it.clock.instant();
      var readings = new ArrayList<Reading>();
      for (Device each : fleet) {
        double used =
            30
                + each.number() % 40
                + random.nextGaussian()
                + (it.actions.update(each.number()).installed() == null ? 0 : leak);
        readings.add(
            new Reading(
                each,
                now.toEpochMilli(),
                sets.of(List.of(METRIC)),
                new double[] {used},
                now.toEpochMilli() * 1_000 + each.number()));
      }
      ingest.submit(new Message(readings, List.of(), List.of(), new Stored()));
    }
    ingest.digested().get(20, TimeUnit.SECONDS);
  }

  private Rollout started() {
    var gates =
        new JsonObject()
            .put("kinds", new JsonObject().put("crash", 0.5))
            .put("metrics", new JsonArray().add(new JsonObject().put("metric", METRIC)))
            .put("metricWeight", 0.4)
            .put("soak", new JsonArray().add("90m"))
            .put("exposureHours", 0);
    var plan =
        new JsonObject()
            .put("waves", new JsonArray().add("40%").add("100%"))
            .put("seed", 7)
            .put("gates", gates);
    RolloutDesk desk = house.desk();
    Rollout rollout =
        Await.get(
            desk.create(new RolloutDesk.Draft("", "gateway-x1", "1.5.0", "", plan), "user:ann"));
    for (var state : List.of(RolloutState.SUBMITTED, RolloutState.APPROVED, RolloutState.RUNNING)) {
      Await.get(desk.step(rollout.id(), state, "because", "user:ann"));
    }
    house.goRound();
    return rollout;
  }

  private void installAll() {
    String sha = release.image().sha256();
    for (Device device : fleet) {
      Action action = it.actions.update(device.number()).open();
      if (action != null) {
        Await.get(it.actions.hear(action.id(), new Evidence.Claimed(false, "done"), "device"));
        Await.get(it.states.reportedFirmware(device, "1.5.0", sha, it.clock.instant()));
        Await.get(it.actions.runs(device, "1.5.0", sha, "boot-" + action.id(), true));
      }
    }
    house.goRound();
  }

  /** What became of a rollout two hours after its first wave opened. */
  private Rollout after(double leak) throws Exception {
    for (int i = 0; i < 60; i++) {
      fleet.add(it.device("d-%02d".formatted(i), "A"));
    }
    measure(Duration.ofHours(3), leak);
    Rollout rollout = started();
    installAll();
    measure(Duration.ofMinutes(70), leak);
    house.lookAtMetrics();
    house.goRound();
    measure(Duration.ofMinutes(50), leak);
    house.goRound();
    return Await.get(house.desk().get(rollout.id()));
  }

  @Test
  void a_release_that_uses_more_memory_is_halted_by_what_devices_measure() throws Exception {
    Rollout halted = after(5);
    assertEquals(RolloutState.HALTED, halted.state(), halted.because());
    assertTrue(halted.because().startsWith("memoryUsed of wave 1 is "), halted.because());
    assertTrue(
        halted.because().endsWith("than of those not yet updated after 1 h"), halted.because());
  }

  @Test
  void a_release_that_changes_nothing_passes_with_the_same_measurements() throws Exception {
    Rollout passed = after(0);
    assertEquals(RolloutState.RUNNING, passed.state(), passed.because());
    assertEquals(1, passed.wave(), passed.because());
  }
}
