package dev.fieldcare;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fieldcare.firmware.formats.CmsSigner;
import dev.fieldcare.firmware.formats.SwuPacker;
import dev.fieldcare.firmware.formats.TestSigner;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rollout to devices that each run the real SWUpdate, unmodified, against the whole server. */
class SwupdateRolloutTest {
  private static final String BEFORE = "1.4.0";
  private static final String AFTER = "1.5.0";

  @TempDir private static Path folder;
  private static FirmwareServer server;
  private static TestSigner signer;
  private static byte[] payload;
  private static String writer;
  private static String approver;
  private final List<Swupdate> devices = new ArrayList<>();

  @BeforeAll
  static void open() throws Exception {
    assumeTrue(
        Files.isExecutable(Swupdate.PROGRAM),
        "swupdate is not installed: apt-get install swupdate");
    server =
        new FirmwareServer(
            folder.resolve("data"),
            Map.of(
                "ddi.pollInterval", "1s",
                "ddi.pollJitter", "0",
                "clock.start", Long.toString(System.currentTimeMillis()),
                "clock.speed", "10"));
    signer = TestSigner.make(folder, "signer");
    payload = new byte[300_000];
    new SplittableRandom(3).nextBytes(payload);
    writer = token("writer", "release_engineer");
    approver = token("approver", "manager");
  }

  @AfterAll
  static void close() {
    if (server != null) {
      server.close();
    }
  }

  @AfterEach
  void stop() throws InterruptedException {
    for (Swupdate each : devices) {
      each.close();
    }
  }

  private static String token(String name, String role) {
    var wish = new JsonObject().put("name", name).put("role", role);
    return "Bearer "
        + FirmwareServer.json(server.send("POST", "/api/v1/tokens", wish)).getString("token");
  }

  private static byte[] swu() throws IOException {
    Path image = Files.write(folder.resolve("payload.bin"), payload);
    Path swu = folder.resolve("update.swu");
    SwuPacker.pack(
        new SwuPacker.Order(image, AFTER, Swupdate.PLACE, List.of("1.0")),
        CmsSigner.read(signer.certificate(), signer.key(), false),
        swu);
    return Files.readAllBytes(swu);
  }

  /** Devices of the model, up and running the version before. */
  private void devices(String model, int count, Path trusted) throws IOException {
    for (int i = 1; i <= count; i++) {
      String id = model + "-" + i;
      server.device(new JsonObject().put("id", id).put("model", model));
      var device = new Swupdate(folder, id, server.server.url(), server.token(id), trusted);
      devices.add(device);
      device.start(BEFORE, "");
    }
    await("devices of " + model + " to say what they run", () -> versions(BEFORE) == count);
  }

  private long versions(String version) {
    return devices.stream()
        .map(each -> get("/api/v1/devices/" + each.id).getJsonObject("firmware"))
        .filter(firmware -> firmware != null && version.equals(firmware.getString("version")))
        .count();
  }

  /** Written by one, approved by another, started. Its path. */
  private static String start(String model, byte[] image) {
    server.release(FirmwareServer.wish(model, AFTER, server.image("update.swu", image)));
    var gates =
        new JsonObject()
            .put("soak", new JsonArray().add("10s"))
            .put("exposureHours", 0)
            .put("installedShare", 1)
            .put("alpha", 0.05)
            .put("failedLimit", 0.01)
            .put("failedWeight", 0.5)
            .put("kinds", new JsonObject().put("silence", 0.35));
    var plan =
        new JsonObject()
            .put("waves", new JsonArray().add(1).add("100%"))
            .put("holdBack", "0%")
            .put("retries", 0)
            .put("gates", gates);
    var draft = new JsonObject().put("model", model).put("release", AFTER).put("plan", plan);
    String path =
        "/api/v1/rollouts/" + must(201, writer, "/api/v1/rollouts", draft).getString("id");
    step(path, writer, "submitted");
    step(path, approver, "approved");
    step(path, writer, "running");
    return path;
  }

  private static void step(String path, String as, String to) {
    must(200, as, path + "/transitions", new JsonObject().put("to", to));
  }

  private static JsonObject must(int status, String as, String path, JsonObject body) {
    var answer = server.send("POST", path, as, body.toBuffer().getBytes());
    JsonObject json = FirmwareServer.json(answer);
    assertEquals(status, answer.statusCode(), json::encode);
    return json;
  }

  private static JsonObject get(String path) {
    return FirmwareServer.json(server.get(path, approver));
  }

  private static List<JsonObject> members(String path) {
    return get(path + "/members").getJsonArray("items").stream()
        .map(JsonObject.class::cast)
        .toList();
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private void await(String what, Condition condition) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(240);
    try {
      while (!condition.holds()) {
        if (System.nanoTime() > until) {
          throw new AssertionError("waited 240 s in vain for " + what + "\n" + logs());
        }
        LockSupport.parkNanos(100_000_000);
      }
    } catch (Exception e) {
      throw new AssertionError("while waiting for " + what, e);
    }
  }

  private String logs() throws IOException {
    var logs = new StringBuilder();
    for (Swupdate each : devices) {
      logs.append(each.id).append(":\n").append(Files.readString(each.log()));
    }
    return logs.toString();
  }

  @Test
  void devices_install_wave_after_wave_until_it_is_finished() throws Exception {
    devices("gateway-x1", 4, signer.certificate());
    String path = start("gateway-x1", swu());
    await(
        "the rollout to finish",
        () -> {
          for (Swupdate each : devices) {
            each.bootInstalled(AFTER);
          }
          return get(path).getString("state").equals("finished");
        });
    List<JsonObject> members = members(path);
    assertEquals(4, members.size());
    assertTrue(
        members.stream().allMatch(each -> each.getString("state").equals("updated")),
        members::toString);
    for (Swupdate each : devices) {
      assertArrayEquals(payload, each.installed().orElseThrow(), each.id);
    }
    Instant first = updated(members, each -> each.getInteger("wave") == 1).getFirst();
    Instant second = Instant.parse(wave(path, 2).getString("openedAt"));
    assertFalse(second.isBefore(first), first + " to " + second);
    assertTrue(
        updated(members, each -> each.getInteger("wave") == 2).stream().allMatch(second::isBefore));
    assertEquals(4, versions(AFTER));
  }

  private static List<Instant> updated(List<JsonObject> members, Predicate<JsonObject> which) {
    return members.stream()
        .filter(which)
        .map(each -> Instant.parse(each.getString("changedAt")))
        .toList();
  }

  private static JsonObject wave(String path, int number) {
    return get(path).getJsonArray("waves").stream()
        .map(JsonObject.class::cast)
        .filter(each -> each.getInteger("wave") == number && !each.getBoolean("heldBack"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void a_signer_whom_devices_do_not_know_fails_on_the_first_and_halts_the_rollout()
      throws Exception {
    devices("pump-p2", 3, TestSigner.make(folder, "somebody").certificate());
    assertHaltsAtFirst("pump-p2", swu(), "Authentication of all signatures failed");
  }

  @Test
  void an_altered_image_fails_on_the_first_and_halts_the_rollout() throws Exception {
    byte[] altered = swu();
    int at = altered.length / 2;
    int other = at + 1;
    while (altered[other] == altered[at]) {
      other++;
    }
    // Two bytes change places: the archive's own sum is the same, only the signed hash tells.
    byte kept = altered[at];
    altered[at] = altered[other];
    altered[other] = kept;
    devices("generic", 3, signer.certificate());
    assertHaltsAtFirst("generic", altered, "HASH mismatch");
  }

  /**
   * @param why what the device said of it on its way
   */
  private void assertHaltsAtFirst(String model, byte[] image, String why) throws Exception {
    String path = start(model, image);
    await("the gates to halt it", () -> get(path).getString("state").equals("halted"));
    JsonObject halted = get(path);
    assertTrue(halted.getString("because").startsWith("1 of 1 updates failed"), halted::encode);
    assertTrue(halted.getString("problem") != null, halted::encode);
    JsonObject failed =
        members(path).stream()
            .filter(each -> each.getString("state").equals("failed"))
            .findFirst()
            .orElseThrow();
    assertTrue(failed.getString("reason").startsWith("failed: DEVICE: "), failed::encode);
    String action = get("/api/v1/actions/" + failed.getString("action")).encode();
    assertTrue(action.contains(why), action);
    assertEquals(1, failed.getInteger("wave"));
    assertEquals(2, count(path, "pending"), () -> members(path).toString());
    assertEquals(3, versions(BEFORE));
  }

  private static long count(String path, String state) {
    return get(path + "/members?state=" + state).getJsonArray("items").size();
  }
}
