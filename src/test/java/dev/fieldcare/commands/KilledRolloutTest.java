package dev.fieldcare.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * Kills the server again and again, as {@code kill -9} does, while a rollout goes out to devices
 * that poll: each is offered the release once, and nobody is passed over. {@code -Dchaos.kills=N}
 * says how often, {@code -Dchaos.seed=N} when.
 */
class KilledRolloutTest {
  private static final int DEVICES = 30;
  private static final int KILLS = Integer.getInteger("chaos.kills", 8);
  private static final String MODEL = "gateway-x1";
  private static final String BEFORE = "1.4.0";
  private static final String AFTER = "1.5.0";

  /** Rollouts are led on every five seconds: most kills are to come around then. */
  private static final Duration SHORTEST_LIFE = Duration.ofMillis(4_600);

  private static final int LIFE_MILLIS = 1_900;
  private static final Duration LIMIT = Duration.ofSeconds(240);

  private final Path home = Path.of(System.getProperty("fieldcare.home", "."));
  private final long seed = Long.getLong("chaos.seed", 20261127);
  private final Random random = new Random(seed);
  private final long began = System.currentTimeMillis();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @Test
  void each_device_is_offered_the_release_once_however_often_the_server_is_killed()
      throws Exception {
    System.out.println("killed rollout: seed " + seed + ", " + KILLS + " kills");
    var settings = Map.of("FIELDCARE_ROLLOUT_FOUR_EYES", "false");
    try (var server = ScratchServer.start(home, settings)) {
      List<PollingDevice> fleet = fleet(server);
      for (PollingDevice each : fleet) {
        each.step(AFTER);
      }
      var desk = FirmwareServer.at(server.url(), ScratchServer.TOKEN);
      String rollout = start(desk);
      var isOver = new AtomicBoolean();
      var broken = new ArrayList<Throwable>();
      var field = Thread.ofPlatform().start(() -> live(fleet, isOver, broken));
      int kills = killed(server, desk, rollout);
      awaitFinished(desk, rollout);
      isOver.set(true);
      field.join(LIMIT);
      assertEquals(List.of(), broken);
      assertEquals(KILLS, kills, "kills while the rollout ran; seed " + seed);
      assertOnce(server, fleet, rollout);
      System.out.printf(
          "killed rollout: %d devices updated, each offered once, in %d s%n",
          fleet.size(), (System.currentTimeMillis() - began) / 1_000);
    } finally {
      http.close();
    }
  }

  private List<PollingDevice> fleet(ScratchServer server) throws Exception {
    var fleet = new ArrayList<PollingDevice>();
    for (int i = 0; i < DEVICES; i++) {
      String id = "killed-%02d".formatted(i);
      fleet.add(new PollingDevice(http, server.url(), id, server.register(id, MODEL), BEFORE));
    }
    return fleet;
  }

  private static String start(FirmwareServer desk) {
    byte[] image = "an image".getBytes(StandardCharsets.UTF_8);
    var begin =
        new JsonObject()
            .put("filename", "image.bin")
            .put("size", image.length)
            .put("sha256", Json.sha256Hex(image));
    String upload = desk.send("POST", "/api/v1/uploads", begin).getString("id");
    String path = "/api/v1/uploads/" + upload;
    desk.send("PATCH", path + "?offset=0", BodyPublishers.ofByteArray(image));
    String sha256 = desk.send("POST", path + "/completion", (JsonObject) null).getString("sha256");
    var wish = new JsonObject().put("model", MODEL).put("version", AFTER).put("image", sha256);
    String release =
        "/api/v1/releases/" + desk.send("POST", "/api/v1/releases", wish).getValue("id");
    step(desk, release, "published");
    var draft = new JsonObject().put("model", MODEL).put("release", AFTER).put("plan", plan());
    String rollout =
        "/api/v1/rollouts/" + desk.send("POST", "/api/v1/rollouts", draft).getString("id");
    List.of("submitted", "approved", "running").forEach(to -> step(desk, rollout, to));
    return rollout;
  }

  private static void step(FirmwareServer desk, String path, String to) {
    desk.send("POST", path + "/transitions", new JsonObject().put("to", to));
  }

  private static JsonObject plan() {
    return new JsonObject()
        .put(
            "waves",
            new JsonArray().add(2).add(4).add(7).add(10).add(14).add(18).add(22).add("100%"))
        .put("seed", 7)
        .put("holdBack", "10%")
        .put("offersPerMinute", 60)
        .put(
            "gates",
            new JsonObject()
                .put("soak", new JsonArray().add("1s"))
                .put("exposureHours", 0)
                .put("installedShare", 1));
  }

  /** Devices do what devices do, whether the server is there or not. */
  private static void live(
      List<PollingDevice> fleet, AtomicBoolean isOver, List<Throwable> broken) {
    while (!isOver.get()) {
      for (PollingDevice each : fleet) {
        try {
          each.step(AFTER);
        } catch (IOException e) {
          LockSupport.parkNanos(10_000_000);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        } catch (RuntimeException | AssertionError e) {
          broken.add(e);
          return;
        }
      }
    }
  }

  /** How often it was killed before the rollout was through. */
  private int killed(ScratchServer server, FirmwareServer desk, String rollout) throws Exception {
    int kills = 0;
    while (kills < KILLS && !isFinished(desk, rollout)) {
      LockSupport.parkNanos(SHORTEST_LIFE.plusMillis(random.nextInt(LIFE_MILLIS)).toNanos());
      server.kill();
      kills++;
      server.startAgain();
    }
    return kills;
  }

  private static boolean isFinished(FirmwareServer desk, String rollout) {
    JsonObject now = desk.send("GET", rollout, (JsonObject) null);
    String state = now.getString("state");
    assertTrue(List.of("running", "finished").contains(state), now::encode);
    return state.equals("finished");
  }

  private void awaitFinished(FirmwareServer desk, String rollout) {
    long until = System.nanoTime() + LIMIT.toNanos();
    while (!isFinished(desk, rollout)) {
      assertTrue(
          System.nanoTime() < until,
          () ->
              "seed "
                  + seed
                  + ": not finished: "
                  + desk.send("GET", rollout, (JsonObject) null).encode());
      LockSupport.parkNanos(100_000_000);
    }
  }

  private void assertOnce(ScratchServer server, List<PollingDevice> fleet, String rollout)
      throws Exception {
    var actions = new HashMap<String, List<String>>();
    try (var connection = server.database();
        var statement =
            connection.prepareStatement(
                "SELECT d.id, a.id, a.state FROM actions a JOIN devices d ON d.number = a.device");
        var rows = statement.executeQuery()) {
      while (rows.next()) {
        assertEquals("CONFIRMED", rows.getString(3), rows.getString(1));
        actions.computeIfAbsent(rows.getString(1), any -> new ArrayList<>()).add(rows.getString(2));
      }
    }
    assertEquals(DEVICES, actions.size(), "devices that were offered it, " + rollout);
    for (PollingDevice each : fleet) {
      List<String> given = actions.getOrDefault(each.id(), List.of());
      assertEquals(1, given.size(), each.id() + " has " + given + "; seed " + seed);
      assertEquals(new HashSet<>(given), each.offered(), each.id() + "; seed " + seed);
      assertEquals(AFTER, each.version(), each.id());
    }
  }
}
