package dev.fieldcare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The database is killed, as {@code kill -9} does, in the middle of a fault that many devices of a
 * lot have in common: afterwards there is one parent with all of them below it, and nobody was
 * taken for silent.
 */
class KilledDatabaseTest {
  private static final int SPEED = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final String TOKEN = "t0";
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String LOT = "L-hot";
  private static final int HOT = 6;
  private static final int OTHERS = 6;

  /** Registered and never heard of: the lot is one among many. */
  private static final int UNHEARD = 24;

  private final Map<String, MqttAsyncClient> clients = new ConcurrentHashMap<>();
  private final Set<String> overheated = ConcurrentHashMap.newKeySet();

  @Test
  void a_common_cause_that_a_killed_database_interrupts_has_one_parent_and_nobody_is_silent(
      @TempDir Path data) throws Exception {
    try (Server server = start(data);
        ScheduledExecutorService reports = Executors.newSingleThreadScheduledExecutor()) {
      try {
        connectAll(server);
        reports.scheduleAtFixedRate(this::reportAll, 0, 10_000 / SPEED, TimeUnit.MILLISECONDS);
        await("all are heard", () -> newest(server, "other-0") > 0 && newest(server, "hot-5") > 0);

        overheat(0, 4);
        await("four of the lot have one parent", () -> children(server) == 4);
        long killed = newest(server, "other-0");
        ProcessHandle.of(databasePid(data)).orElseThrow().destroyForcibly();
        overheat(4, HOT);
        await("all of the lot are below it", () -> children(server) == HOT);
        await(
            "everybody could have been found silent",
            () -> newest(server, "other-0") > killed + Duration.ofMinutes(6).toMillis());

        List<JsonObject> tickets =
            tickets(server).stream()
                .filter(each -> each.getString("kind").equals("fault"))
                .toList();
        List<JsonObject> parents =
            tickets.stream().filter(each -> each.getString("device") == null).toList();
        assertEquals(1, parents.size(), parents.toString());
        String number = parents.getFirst().getString("number");
        List<JsonObject> children =
            tickets.stream().filter(each -> number.equals(each.getString("parent"))).toList();
        assertEquals(
            Set.of("hot-0", "hot-1", "hot-2", "hot-3", "hot-4", "hot-5"),
            Set.copyOf(children.stream().map(each -> each.getString("device")).toList()));
        assertTrue(
            children.stream()
                .allMatch(each -> each.getString("symptom").equals("temperature.high")),
            children.toString());
        assertEquals(HOT + 1, tickets.size(), "one each and their parent: " + tickets);
        List<String> problems =
            tickets(server).stream()
                .filter(each -> each.getString("kind").equals("problem"))
                .map(each -> each.getJsonObject("cause").getString("id"))
                .toList();
        assertEquals(List.of(LOT), problems, "one problem, of the lot");
        assertEquals(
            List.of(),
            call(server, "GET", "/api/v1/alarms?symptom=silence", null)
                .getJsonArray("items")
                .getList());
      } finally {
        reports.shutdownNow();
        close();
      }
    }
  }

  private static Server start(Path data) throws IOException {
    Path home = Path.of(System.getProperty("fieldcare.home", ".."));
    return Server.start(
        Settings.load(home, Map.of())
            .with(
                Map.of(
                    "data.dir",
                    data.toString(),
                    "clock.speed",
                    Integer.toString(SPEED),
                    "clock.start",
                    Long.toString(System.currentTimeMillis()),
                    "http.port",
                    "0",
                    "mqtt.port",
                    "0",
                    "database.port",
                    "0")),
        TOKEN);
  }

  private static long databasePid(Path data) throws IOException {
    Path file = data.resolve("postgres/postmaster.pid");
    return Long.parseLong(Files.readAllLines(file).getFirst().strip());
  }

  private static String register(Server server, JsonObject device) throws Exception {
    return call(server, "POST", "/api/v1/devices", device).getString("token");
  }

  private static JsonObject call(
      Server server, String method, String path, @Nullable JsonObject body) throws Exception {
    var publisher =
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body.encode());
    HttpResponse<String> answer =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(server.url() + path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + TOKEN)
                .method(method, publisher)
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(method + " " + path + ": " + answer.body());
    }
    return new JsonObject(answer.body());
  }

  private void connectAll(Server server) throws Exception {
    for (int i = 0; i < HOT; i++) {
      connect(server, "hot-" + i, LOT);
    }
    for (int i = 0; i < OTHERS; i++) {
      connect(server, "other-" + i, "L-" + i);
    }
    for (int i = 0; i < UNHEARD; i++) {
      register(server, device("unheard-" + i, "L-" + i % 6));
    }
  }

  private static JsonObject device(String id, String lot) {
    return new JsonObject().put("id", id).put("model", "gateway-x1").put("lot", lot);
  }

  private void connect(Server server, String id, String lot) throws Exception {
    String token = register(server, device(id, lot));
    var client =
        new MqttAsyncClient("tcp://127.0.0.1:" + server.mqttPort(), id, new MemoryPersistence());
    var options = new MqttConnectionOptions();
    options.setUserName(id);
    options.setPassword(token.getBytes(StandardCharsets.UTF_8));
    options.setAutomaticReconnect(true);
    client.connect(options).waitForCompletion(20_000);
    clients.put(id, client);
  }

  private void overheat(int from, int to) {
    for (int i = from; i < to; i++) {
      overheated.add("hot-" + i);
    }
  }

  private void reportAll() {
    clients.forEach(
        (id, client) -> {
          String report = "{\"temperature\":" + (overheated.contains(id) ? 85 : 40) + "}";
          try {
            client.publish(
                "fc/v1/" + id + "/telemetry", report.getBytes(StandardCharsets.UTF_8), 1, false);
          } catch (MqttException e) {
            System.err.println(id + " cannot report: " + e);
          }
        });
  }

  private static long newest(Server server, String id) throws Exception {
    JsonObject metrics =
        call(server, "GET", "/api/v1/devices/" + id + "/metrics", null).getJsonObject("metrics");
    return metrics.isEmpty() ? 0 : metrics.getJsonObject("temperature").getLong("ts");
  }

  private static List<JsonObject> tickets(Server server) throws Exception {
    var tickets = new ArrayList<JsonObject>();
    call(server, "GET", "/api/v1/tickets", null)
        .getJsonArray("items")
        .forEach(it -> tickets.add((JsonObject) it));
    return tickets;
  }

  private static int children(Server server) throws Exception {
    return tickets(server).stream()
        .filter(each -> each.getString("device") == null)
        .mapToInt(each -> each.getJsonObject("children").getInteger("count"))
        .sum();
  }

  /** While the database is away the server refuses to answer; that is no verdict. */
  private static void await(String what, Callable<Boolean> condition) throws Exception {
    long until = System.nanoTime() + PATIENCE.toNanos();
    @Nullable Exception last = null;
    while (System.nanoTime() < until) {
      try {
        if (condition.call()) {
          return;
        }
      } catch (IOException e) {
        last = e;
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new AssertionError(what + ": not within " + PATIENCE, last);
  }

  private void close() throws MqttException {
    for (MqttAsyncClient each : clients.values()) {
      each.disconnectForcibly(0, 500, false);
      each.close(true);
    }
  }
}
