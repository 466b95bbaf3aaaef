package dev.fieldcare.api;

import static dev.fieldcare.api.ApiServer.await;

import dev.fieldcare.firmware.JudgedFix;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.Role;
import dev.fieldcare.rollout.Action;
import dev.fieldcare.rollout.Evidence;
import dev.fieldcare.rollout.waves.Consequences;
import dev.fieldcare.rollout.waves.Gatekeeper;
import dev.fieldcare.rollout.waves.Hearing;
import dev.fieldcare.rollout.waves.Newcomers;
import dev.fieldcare.rollout.waves.Offers;
import dev.fieldcare.rollout.waves.RolloutRounds;
import dev.fieldcare.rollout.waves.Sightings.Sighting;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Devices that get a release by rollouts of the API's, in a field where the test says what happens.
 */
final class RolloutField {
  static final String MODEL = "gateway-x1";
  static final String VERSION = "1.5.0";

  private record Known(String kind, Sighting sighting) {}

  private final ApiServer server;
  private final Release release;
  private final List<Device> fleet = new ArrayList<>();
  private final List<Known> known = new ArrayList<>();
  private final Hearing hearing;
  private final RolloutRounds rounds;

  RolloutField(ApiServer server, int devices) {
    this(
        server,
        devices,
        server.workshop.published(MODEL, VERSION, "hello".getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * @param release published already
   */
  RolloutField(ApiServer server, int devices, Release release) {
    this.server = server;
    this.release = release;
    server.releases.put(release.id(), release);
    for (int i = 0; i < devices; i++) {
      String id = "d-%03d".formatted(i);
      var wish =
          new JsonObject()
              .put("id", id)
              .put("model", MODEL)
              .put("hardwareRevision", i % 2 == 0 ? "A" : "B");
      must(201, server.send("POST", "/api/v1/devices", Role.ADMIN, wish).statusCode());
      fleet.add(server.devices.get(id));
    }
    hearing = new Hearing(server.clock.instant(), device -> Duration.ofHours(1));
    rounds =
        new RolloutRounds(
            server.database,
            server.journal,
            server.clock,
            server.catalog,
            server.rollouts,
            new Offers(server.devices, server.actions, server.catalog, server.asking),
            server.actions,
            new Gatekeeper(this::known, hearing),
            new Newcomers(),
            new NoTickets());
  }

  private static final class NoTickets implements Consequences {
    @Override
    public Future<String> halted(SqlConnection sql, Halt halt) {
      return Future.succeededFuture("P-2026-000001");
    }

    @Override
    public Future<Void> verified(SqlConnection sql, JudgedFix fix) {
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> withdrawn(SqlConnection sql, JudgedFix fix) {
      return Future.succeededFuture();
    }
  }

  private static void must(int expected, int found) {
    if (expected != found) {
      throw new AssertionError("expected " + expected + ", found " + found);
    }
  }

  private Future<List<Sighting>> known(String kind, Instant from, Instant until) {
    return Future.succeededFuture(
        known.stream()
            .filter(each -> each.kind().equals(kind))
            .map(Known::sighting)
            .filter(each -> !each.at().isBefore(from) && each.at().isBefore(until))
            .toList());
  }

  /** Written by the release engineer. Its id. */
  String draft() {
    var gates =
        new JsonObject()
            .put("alpha", 0.05)
            .put("soak", new JsonArray().add("1h"))
            .put("exposureHours", 0.5);
    var plan =
        new JsonObject()
            .put("waves", new JsonArray().add(10).add("50%").add("100%"))
            .put("holdBack", "20%")
            .put("seed", 7)
            .put("retries", 0)
            .put("gates", gates);
    var body =
        new JsonObject()
            .put("model", MODEL)
            .put("release", VERSION)
            .put("name", "Spring update")
            .put("plan", plan);
    var made = server.send("POST", "/api/v1/rollouts", Role.RELEASE_ENGINEER, body);
    must(201, made.statusCode());
    return ApiServer.json(made).getString("id");
  }

  void step(String id, String to, Role as) {
    var body = new JsonObject().put("to", to);
    must(
        200, server.send("POST", "/api/v1/rollouts/" + id + "/transitions", as, body).statusCode());
  }

  /** Written, approved and started; its first wave is open. Its id. */
  String running() {
    String id = draft();
    step(id, "submitted", Role.RELEASE_ENGINEER);
    step(id, "approved", Role.MANAGER);
    step(id, "running", Role.RELEASE_ENGINEER);
    settle();
    return id;
  }

  void settle() {
    for (int i = 0; i < 20 && await(rounds.run()) > 0; i++) {
      // the next step
    }
  }

  /** Time passes in which everybody is heard of. */
  void pass(Duration time) {
    Instant until = server.clock.instant().plus(time);
    while (server.clock.instant().isBefore(until)) {
      fleet.forEach(each -> hearing.heard(each.number(), server.clock.instant()));
      server.clock.move(Duration.ofMinutes(10));
    }
  }

  /** Everybody who has the update open installs it, but the last so many, who fail. */
  void install(int failing) {
    List<Device> open =
        fleet.stream().filter(each -> server.actions.update(each.number()).open() != null).toList();
    for (int i = 0; i < open.size(); i++) {
      if (i < open.size() - failing) {
        installs(open.get(i));
      } else {
        hear(open.get(i), new Evidence.Failed("FLASH: worn out", "failed"));
      }
    }
    settle();
  }

  private void hear(Device device, Evidence evidence) {
    Action action = Objects.requireNonNull(server.actions.update(device.number()).open());
    await(server.actions.hear(action.id(), evidence, "device"));
  }

  private void installs(Device device) {
    String sha256 = release.image().sha256();
    hear(device, new Evidence.Claimed(false, "done"));
    await(server.states.reportedFirmware(device, VERSION, sha256, server.clock.instant()));
    await(server.actions.runs(device, VERSION, sha256, "boot-" + device.number(), true));
  }

  /** So many that run the release crash. */
  void crash(int count) {
    fleet.stream()
        .filter(each -> server.actions.update(each.number()).newest() != null)
        .limit(count)
        .forEach(
            each ->
                known.add(new Known("crash", new Sighting(each.number(), server.clock.instant()))));
    pass(Duration.ofMinutes(10));
    settle();
  }
}
