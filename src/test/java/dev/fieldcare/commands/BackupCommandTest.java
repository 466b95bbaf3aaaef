package dev.fieldcare.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.Server;
import dev.fieldcare.Settings;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.mqtt.MqttClient;
import io.vertx.mqtt.MqttClientOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An installation is backed up while it runs and comes to life again elsewhere, by the commands
 * that people use, which read their configuration from the environment.
 */
class BackupCommandTest {
  private static final Path HOME = Path.of(System.getProperty("fieldcare.home", ".."));
  private static final String TOKEN = "backup-test";

  @TempDir private Path directory;
  private @Nullable Server server;

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private record Said(int status, String out, String err) {
    JsonObject json() {
      assertEquals(0, status, err);
      return new JsonObject(out.lines().toList().getLast());
    }
  }

  /** In a process of its own: the installation is named by FIELDCARE_DATA_DIR. */
  private Said run(Path data, String... arguments) throws Exception {
    Path log = Files.createTempFile(directory, "said", ".log");
    var environment = Map.of("FIELDCARE_DATA_DIR", data.toString(), "FIELDCARE_DATABASE_PORT", "0");
    try (var process =
        ChildProcess.ofOurs("fieldcare", HOME, List.of(arguments), environment, log)) {
      int status = process.waitFor();
      String said = Files.readString(log);
      return new Said(status, said, said);
    }
  }

  private Server start(Path data) {
    Settings settings =
        Settings.load(HOME, Map.of())
            .with(
                Map.of(
                    "data.dir", data.toString(),
                    "database.port", "0",
                    "http.port", "0",
                    "mqtt.port", "0"));
    Server started = Server.start(settings, TOKEN);
    server = started;
    return started;
  }

  private FirmwareServer admin() {
    return FirmwareServer.at(running().url(), TOKEN);
  }

  private Server running() {
    return Objects.requireNonNull(server);
  }

  private void close() {
    running().close();
    server = null;
  }

  /** Sends one reading and waits for its PUBACK. */
  private static void report(int port, String device, String token, String body) throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      var options = new MqttClientOptions().setUsername(device).setPassword(token);
      MqttClient client = MqttClient.create(vertx, options);
      var stored = new CountDownLatch(1);
      client.publishCompletionHandler(id -> stored.countDown());
      wait(client.connect(port, "127.0.0.1"));
      wait(
          client.publish(
              "fc/v1/" + device + "/telemetry",
              Buffer.buffer(body),
              MqttQoS.AT_LEAST_ONCE,
              false,
              false));
      assertTrue(stored.await(20, TimeUnit.SECONDS));
      wait(client.disconnect());
    } finally {
      wait(vertx.close());
    }
  }

  private static void wait(io.vertx.core.Future<?> done) throws Exception {
    done.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  void what_was_backed_up_lives_on_elsewhere() throws Exception {
    Path here = directory.resolve("here");
    start(here);
    String token =
        admin()
            .send(
                "POST",
                "/api/v1/devices",
                new JsonObject().put("id", "d-17").put("model", "gateway-x1"))
            .getString("token");
    long now = System.currentTimeMillis();
    long old = now - TimeUnit.DAYS.toMillis(400);
    String reading =
        "[{\"ts\":%d,\"values\":{\"temperature\":41.5}},{\"ts\":%d,\"values\":{\"temperature\":17.5}}]";
    report(running().mqttPort(), "d-17", token, reading.formatted(now, old));
    new DemoRelease("gateway-x1", "1.5.0", "1.5.0", List.of(), "Runs cooler.", "降低温升。")
        .publish(admin(), directory);
    Files.createDirectories(here.resolve("attachments/ab"));
    Files.writeString(here.resolve("attachments/ab/abcd"), "a picture");

    Path file = directory.resolve("all.fcbackup");
    Path keys = directory.resolve("all.fckeys");
    JsonObject made =
        run(here, "backup", "--json", "--out", file.toString(), "--keys-out", keys.toString())
            .json();
    assertTrue(made.getLong("rows") > 10, made.encode());
    assertTrue(made.getInteger("keys") > 4, made.encode());
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(keys)));
    assertHasNoKeys(file);
    close();

    Path there = directory.resolve("there");
    JsonObject restored =
        run(there, "restore", file.toString(), "--json", "--keys", keys.toString()).json();
    assertEquals(made.getString("journal"), restored.getString("journal"));
    assertEquals(made.getLong("rows"), restored.getLong("rows"));
    Path key = there.resolve("keys/image-targets.pem");
    assertTrue(Files.exists(there.resolve("keys/image/1.root.json")), "the roots");
    try (var all = Files.list(there.resolve("keys"))) {
      for (Path each : all.filter(Files::isRegularFile).toList()) {
        assertEquals(
            "rw-------",
            PosixFilePermissions.toString(Files.getPosixFilePermissions(each)),
            each + ", " + key);
      }
    }
    assertEquals("a picture", Files.readString(there.resolve("attachments/ab/abcd")));

    start(there);
    report(
        running().mqttPort(), "d-17", token, "{\"ts\":%d,\"temperature\":42}".formatted(now + 1));
    JsonObject series =
        admin()
            .send(
                "GET",
                "/api/v1/devices/d-17/telemetry?metric=temperature&from=0&to=" + (now + 60_000),
                (JsonObject) null);
    assertTrue(
        series.getJsonArray("points").encode().contains("[" + old + ",17.5],[" + now + ",41.5]"),
        series.encode());
    JsonObject action =
        admin()
            .send(
                "POST",
                "/api/v1/actions",
                new JsonObject().put("device", "d-17").put("release", "1.5.0"));
    assertEquals("assigned", action.getString("state"), action.encode());
    Said chain = run(there, "journal", "verify", "--expect-head", made.getString("journal"));
    assertEquals(0, chain.status(), chain.out());
  }

  private static void assertHasNoKeys(Path file) throws IOException {
    try (var zip = new ZipFile(file.toFile())) {
      var secret =
          zip.stream()
              .map(ZipEntry::getName)
              .filter(name -> name.matches(".*(\\.pem|\\.key|password|admin-token)"))
              .toList();
      assertEquals(List.of(), secret);
      assertTrue(zip.stream().anyMatch(each -> each.getName().startsWith("firmware/targets/")));
    }
  }

  @Test
  void data_that_is_there_is_replaced_only_when_asked() throws Exception {
    Path here = directory.resolve("here");
    start(here);
    close();
    Path file = directory.resolve("all.fcbackup");
    run(here, "backup", "--json", "--out", file.toString()).json();
    Said refused = run(here, "restore", file.toString());
    assertEquals(1, refused.status(), refused.out());
    assertTrue(refused.out().contains("--replace throws it away"), refused.out());
    run(here, "restore", file.toString(), "--replace", "--json").json();
  }

  @Test
  void a_server_that_runs_is_left_alone() throws Exception {
    Path here = directory.resolve("here");
    start(here);
    Path file = directory.resolve("all.fcbackup");
    run(here, "backup", "--json", "--out", file.toString()).json();
    Said refused = run(here, "restore", file.toString(), "--replace");
    assertEquals(1, refused.status(), refused.out());
    assertTrue(refused.out().contains("is in use by"), refused.out());
  }

  @Test
  void an_altered_backup_changes_nothing() throws Exception {
    Path here = directory.resolve("here");
    start(here);
    admin()
        .send(
            "POST",
            "/api/v1/devices",
            new JsonObject().put("id", "d-17").put("model", "gateway-x1"));
    close();
    Path file = directory.resolve("all.fcbackup");
    run(here, "backup", "--json", "--out", file.toString()).json();
    assertEquals(0, run(here, "restore", file.toString(), "--check").status());
    Path altered = altered(file, "database/devices.copy", new Random(7));

    Said checked = run(here, "restore", altered.toString(), "--check");
    assertEquals(1, checked.status(), checked.out());
    assertTrue(checked.out().contains("devices"), checked.out());
    Said refused = run(directory.resolve("there"), "restore", altered.toString());
    assertEquals(1, refused.status(), refused.out());
    assertFalse(refused.out().contains("restored:"), refused.out());
    assertFalse(Files.exists(directory.resolve("there/firmware-repo")));
  }

  /** The same zip, one letter of one entry changed. */
  private static Path altered(Path file, String entry, Random random) throws IOException {
    Path to = file.resolveSibling("altered.fcbackup");
    try (var zip = new ZipFile(file.toFile());
        var out = new ZipOutputStream(Files.newOutputStream(to))) {
      for (ZipEntry each : zip.stream().toList()) {
        byte[] bytes = zip.getInputStream(each).readAllBytes();
        if (each.getName().equals(entry)) {
          assertTrue(bytes.length > 0, entry + " is empty");
          bytes[random.nextInt(4)] ^= 1; // within the first field
        }
        out.putNextEntry(new ZipEntry(each.getName()));
        out.write(bytes);
        out.closeEntry();
      }
    }
    return to;
  }

  @Test
  void what_is_no_backup_is_refused_by_name() throws Exception {
    Path file = Files.writeString(directory.resolve("notes.txt"), "no backup");
    var err = new StringWriter();
    int status =
        CommandLines.run(
            new String[] {"restore", file.toString(), "--check"},
            new PrintWriter(new StringWriter()),
            new PrintWriter(err));
    assertEquals(1, status);
    assertTrue(err.toString().contains("notes.txt: expected a backup"), err.toString());
  }
}
