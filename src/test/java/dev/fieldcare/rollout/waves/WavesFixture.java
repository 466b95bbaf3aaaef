package dev.fieldcare.rollout.waves;

import dev.fieldcare.base.Await;
import dev.fieldcare.firmware.JudgedFix;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.messaging.Outbox;
import dev.fieldcare.messaging.Webhooks;
import dev.fieldcare.promises.CalendarImports;
import dev.fieldcare.promises.Commitments;
import dev.fieldcare.promises.standards.Standards;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.parties.Contacts;
import dev.fieldcare.rollout.Action;
import dev.fieldcare.rollout.Evidence;
import dev.fieldcare.rollout.NoticesFixture;
import dev.fieldcare.rollout.RolloutFixture;
import dev.fieldcare.rollout.waves.Sightings.Sighting;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Rollouts on a fresh database: devices that report, in a field where the test says what happens.
 */
final class WavesFixture implements AutoCloseable {
  static final String ANN = "user:ann";
  static final String BOB = "user:bob";

  /** Something that happened, and when it became known. */
  private record Known(String kind, Sighting sighting, Instant at) {}

  final RolloutFixture house = new RolloutFixture();
  final Map<Integer, Device> fleet = new HashMap<>();
  private final List<Known> known = new ArrayList<>();
  final List<Consequences.Halt> halts = new ArrayList<>();
  final List<JudgedFix> judged = new ArrayList<>();

  /** How often whoever is told of a judged fix fails first. */
  int failures;

  Hearing hearing = new Hearing(house.clock.instant(), device -> Duration.ofMinutes(30));
  private final NoticesFixture told = new NoticesFixture(house);
  final CalendarImports calendarImports = told.calendarImports;
  final Standards standards = told.standards;
  final Contacts contacts = told.contacts;
  final Webhooks webhooks = told.webhooks;
  final Outbox outbox = told.outbox;
  final Commitments commitments = told.commitments;
  NoticeDesk notices;
  RolloutDesk desk;
  RolloutRounds rounds;

  WavesFixture(int devices) {
    for (int i = 0; i < devices; i++) {
      Device device = house.device("d-%03d".formatted(i), i % 2 == 0 ? "A" : "B");
      fleet.put(device.number(), device);
    }
    wire();
  }

  /** Has what promises to customers stand on. */
  void keepsPromises() {
    Path config = Path.of(System.getProperty("fieldcare.home", "..")).resolve("config");
    Await.get(calendarImports.load(config.resolve("calendars")));
    Await.get(standards.load(config.resolve("service-standards.yaml")));
  }

  private void wire() {
    var newcomers = new Newcomers();
    house.devices.onChange(device -> newcomers.noticed(device.number()));
    var asking = new Asking(told.notices);
    desk =
        new RolloutDesk(
            house.database,
            house.journal,
            house.clock,
            house.catalog,
            (release, base) -> Optional.empty(),
            true,
            asking);
    notices = new NoticeDesk(house.database, house.clock, house.catalog, desk, asking);
    rounds =
        new RolloutRounds(
            house.database,
            house.journal,
            house.clock,
            house.catalog,
            desk,
            new Offers(house.devices, house.actions, house.catalog, asking),
            house.actions,
            new Gatekeeper(this::known, hearing),
            newcomers,
            new Consequences() {
              @Override
              public Future<String> halted(SqlConnection sql, Halt halt) {
                halts.add(halt);
                return Future.succeededFuture("P-2026-%06d".formatted(halts.size()));
              }

              @Override
              public Future<Void> verified(SqlConnection sql, JudgedFix fix) {
                return judged(fix);
              }

              @Override
              public Future<Void> withdrawn(SqlConnection sql, JudgedFix fix) {
                return judged(fix);
              }
            });
  }

  /** Another device of the fleet, of this customer's. */
  Device device(String id, String customer) {
    Device device = house.device(id, "A", customer);
    fleet.put(device.number(), device);
    return device;
  }

  private Future<Void> judged(JudgedFix fix) {
    if (failures-- > 0) {
      return Future.failedFuture("killed");
    }
    judged.add(fix);
    return Future.succeededFuture();
  }

  private Future<List<Sighting>> known(String kind, Instant from, Instant until) {
    return Future.succeededFuture(
        known.stream()
            .filter(each -> each.kind().equals(kind))
            .filter(each -> !each.at().isBefore(from) && each.at().isBefore(until))
            .map(Known::sighting)
            .toList());
  }

  /** As after a restart: only the database remembers. */
  void restart() {
    house.restart();
    hearing = new Hearing(house.clock.instant(), device -> Duration.ofMinutes(30));
    wire();
  }

  void happens(String kind, Device device) {
    Instant now = house.clock.instant();
    known.add(new Known(kind, new Sighting(device.number(), now), now));
  }

  /** Everybody but these is heard of, every ten minutes, for so long. */
  void pass(Duration time, Device... silent) {
    Instant until = house.clock.instant().plus(time);
    while (house.clock.instant().isBefore(until)) {
      for (Device device : fleet.values()) {
        if (!List.of(silent).contains(device)) {
          hearing.heard(device.number(), house.clock.instant());
        }
      }
      house.clock.move(Duration.ofMinutes(10));
    }
  }

  Rollout create(Release release, JsonObject plan) {
    return Await.get(
        desk.create(new RolloutDesk.Draft("", release.model(), release.version(), "", plan), ANN));
  }

  Rollout start(Release release, JsonObject plan) {
    Rollout rollout = create(release, plan);
    to(rollout, RolloutState.SUBMITTED, ANN);
    to(rollout, RolloutState.APPROVED, BOB);
    return to(rollout, RolloutState.RUNNING, ANN);
  }

  Rollout to(Rollout rollout, RolloutState state, String actor) {
    return Await.get(desk.step(rollout.id(), state, "because", actor));
  }

  Rollout now(Rollout rollout) {
    return Await.get(desk.get(rollout.id()));
  }

  /** Steps until nothing changes. */
  void settle() {
    for (int i = 0; i < 20 && Await.get(rounds.run()) > 0; i++) {
      // the next step
    }
  }

  List<Member> members(Rollout rollout) {
    return Await.get(desk.members(rollout.id(), null, null, 10_000, null)).items();
  }

  List<Device> in(Rollout rollout, MemberState state) {
    return members(rollout).stream()
        .filter(each -> each.state() == state)
        .map(each -> Objects.requireNonNull(fleet.get(each.device())))
        .toList();
  }

  Optional<Action> open(Device device) {
    return Optional.ofNullable(house.actions.update(device.number()).open());
  }

  /** The device installs what it was given, boots, and says what it runs. */
  void installs(Device device) {
    Action action = open(device).orElseThrow();
    Release release = house.actions.release(action);
    String boot = "boot-" + action.id();
    Await.get(house.actions.hear(action.id(), new Evidence.Claimed(false, "done"), "device"));
    Await.get(
        house.states.reportedFirmware(
            device, release.version(), release.image().sha256(), house.clock.instant()));
    Await.get(house.actions.runs(device, release.version(), release.image().sha256(), boot, true));
  }

  void fails(Device device) {
    Action action = open(device).orElseThrow();
    Await.get(
        house.actions.hear(
            action.id(), new Evidence.Failed("FLASH: worn out", "failed"), "device"));
  }

  static JsonObject plan(Object... waves) {
    var array = new JsonArray();
    for (Object wave : waves) {
      array.add(wave);
    }
    return new JsonObject()
        .put("waves", array)
        .put("seed", 7)
        .put("holdBack", "20%")
        .put(
            "gates",
            new JsonObject().put("soak", new JsonArray().add("1h")).put("exposureHours", 0.5));
  }

  @Override
  public void close() {
    house.close();
  }
}
