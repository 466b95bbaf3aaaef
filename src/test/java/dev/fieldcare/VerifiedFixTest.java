package dev.fieldcare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Await;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.firmware.ReleaseDraft;
import dev.fieldcare.firmware.ReleaseState;
import dev.fieldcare.firmware.Workshop;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.Severity;
import dev.fieldcare.rollout.Evidence;
import dev.fieldcare.rollout.NoticesFixture;
import dev.fieldcare.rollout.RolloutFixture;
import dev.fieldcare.rollout.waves.Rollout;
import dev.fieldcare.rollout.waves.RolloutDesk;
import dev.fieldcare.rollout.waves.RolloutState;
import dev.fieldcare.stability.Alarm;
import dev.fieldcare.stability.Because;
import dev.fieldcare.stability.PgAlarms;
import dev.fieldcare.telemetry.EventLog;
import dev.fieldcare.telemetry.MetricSets;
import dev.fieldcare.telemetry.PgTelemetryStore;
import dev.fieldcare.tickets.Notices;
import dev.fieldcare.tickets.State;
import dev.fieldcare.tickets.Surroundings;
import dev.fieldcare.tickets.Ticket;
import dev.fieldcare.tickets.TicketDesk;
import dev.fieldcare.tickets.TicketFilter;
import dev.fieldcare.tickets.TicketSettings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From alarms in the field to tickets that end as verified, through the whole house. */
class VerifiedFixTest {
  private static final String SYMPTOM = "temperature.high";
  private static final String FIXED = "fixed in 1.5.0, verified";

  private final RolloutFixture it = new RolloutFixture();
  private final Workshop workshop = Workshop.on(it.vertx, it.database, it.clock);
  private final TicketDesk tickets =
      new TicketDesk(
          it.vertx,
          it.database,
          it.journal,
          new PgAlarms(it.database, it.clock),
          Notices.NONE,
          it.clock,
          TicketSettings.DEFAULT,
          Surroundings.BARE);
  private final Release release = published();
  private final List<Device> fleet = new ArrayList<>();
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
          new EventLog(it.database),
          PgTelemetryStore.open(it.database, new MetricSets(), it.clock),
          tickets,
          it.states,
          workshop.releases,
          new NoticesFixture(it).notices,
          false,
          Duration.ofDays(30));

  @AfterEach
  void close() {
    workshop.close();
  }

  private Release published() {
    var image = workshop.image("image.bin", new byte[] {1, 2, 3});
    Release draft =
        Await.get(
            workshop.releases.create(
                ReleaseDraft.of("gateway-x1", "1.5.0", image.sha256(), SYMPTOM), "user:test"));
    Release published =
        Await.get(workshop.releases.transition(draft.id(), ReleaseState.PUBLISHED, "user:test"));
    it.releases.put(published.id(), published);
    return published;
  }

  /** A rollout whose first wave, four tenths, runs the release; each device had the symptom. */
  private Rollout begun() {
    for (int i = 0; i < 60; i++) {
      Device device = it.device("d-%02d".formatted(i), "A");
      fleet.add(device);
      alarm(device, true);
    }
    var gates =
        new JsonObject()
            .put("alpha", 0.05)
            .put("kinds", new JsonObject().put("crash", 0.5))
            .put("soak", "1h")
            .put("exposureHours", 0);
    var plan =
        new JsonObject()
            .put("waves", new JsonArray().add("40%").add("100%"))
            .put("seed", 7)
            .put("holdBack", "20%")
            .put("gates", gates);
    RolloutDesk desk = house.desk();
    Rollout rollout =
        Await.get(
            desk.create(new RolloutDesk.Draft("", "gateway-x1", "1.5.0", "", plan), "user:ann"));
    for (var state : List.of(RolloutState.SUBMITTED, RolloutState.APPROVED, RolloutState.RUNNING)) {
      Await.get(desk.step(rollout.id(), state, "because", "user:ann"));
    }
    goOn(Duration.ofMinutes(1));
    installAll();
    goOn(Duration.ofMinutes(1));
    return rollout;
  }

  private void goOn(Duration time) {
    it.clock.move(time);
    for (int i = 0; i < 3; i++) {
      house.goRound();
    }
  }

  private void alarm(Device device, boolean ends) {
    Instant now = it.clock.instant();
    Alarm alarm = alarm(device, Alarm.Phase.ACTIVE, now);
    tickets.hear(alarm);
    if (ends) {
      tickets.hear(alarm(device, Alarm.Phase.NORMAL, now));
    }
    Await.get(tickets.drained());
  }

  private static Alarm alarm(Device device, Alarm.Phase phase, Instant since) {
    return new Alarm(
        Alarm.keyOf(device.id(), SYMPTOM, since),
        device,
        SYMPTOM,
        Severity.MAJOR,
        phase,
        since,
        since,
        since,
        "temperature",
        new Because("71 °C", "limit.high", Map.of("value", 71)));
  }

  private void installAll() {
    for (Device device : fleet) {
      var action = it.actions.update(device.number()).open();
      if (action != null) {
        Await.get(it.actions.hear(action.id(), new Evidence.Claimed(false, "done"), "device"));
        String sha = release.image().sha256();
        Await.get(it.states.reportedFirmware(device, "1.5.0", sha, it.clock.instant()));
        Await.get(it.actions.runs(device, "1.5.0", sha, "boot-" + action.id(), true));
      }
    }
  }

  private boolean isUpdated(Device device) {
    return it.actions.update(device.number()).installed() != null;
  }

  private List<Ticket> tickets(Predicate<Device> whose) {
    return Await.get(tickets.list(TicketFilter.ALL, 1_000, null)).items().stream()
        .filter(each -> whose.test(it.devices.find(Objects.requireNonNull(each.device())).get()))
        .toList();
  }

  private JsonObject fix(Rollout rollout) {
    return Await.get(house.desk().get(rollout.id())).fixes().getJsonObject(0);
  }

  @Test
  void tickets_are_closed_as_verified_now_and_as_their_devices_follow() {
    Rollout rollout = begun();
    List<Device> others = fleet.stream().filter(device -> !isUpdated(device)).toList();
    others.stream().limit(25).forEach(device -> alarm(device, true));
    goOn(Duration.ofMinutes(1));
    assertEquals("SHOWN", fix(rollout).getString("state"), fix(rollout).encode());
    List<Ticket> ended = tickets(this::isUpdated);
    assertTrue(ended.size() >= 15, ended.size() + " ended");
    for (Ticket each : ended) {
      assertEquals(State.CLOSED, each.state());
      assertEquals(FIXED, each.resolution());
      assertEquals("rollout:1", each.facts().getJsonObject("verified").getString("by"));
    }
    tickets(device -> !isUpdated(device))
        .forEach(each -> assertEquals(State.NEW, each.state(), each.number()));
    goOn(Duration.ofHours(2));
    installAll();
    goOn(Duration.ofMinutes(1));
    assertTrue(fleet.stream().filter(this::isUpdated).count() > ended.size());
    tickets(this::isUpdated).forEach(each -> assertEquals(FIXED, each.resolution()));
  }

  @Test
  void a_contradicted_claim_is_no_longer_offered_to_anybody() {
    Rollout rollout = begun();
    assertEquals("1.5.0", tickets(device -> true).getFirst().fixedIn());
    fleet.stream().filter(this::isUpdated).limit(14).forEach(device -> alarm(device, true));
    goOn(Duration.ofMinutes(1));
    assertEquals("CONTRADICTED", fix(rollout).getString("state"), fix(rollout).encode());
    tickets(device -> true).forEach(each -> assertNull(each.fixedIn()));
    workshop.reopen();
    Release after = workshop.releases.get(release.id());
    assertEquals(List.of(), after.fixes());
    assertEquals(List.of(SYMPTOM), after.withdrawnFixes());
  }
}
