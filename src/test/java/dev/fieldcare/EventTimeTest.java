package dev.fieldcare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.tickets.Ticket;
import dev.fieldcare.tickets.TicketFilter;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole way from a real client to the ticket: the same history in order, in disorder, and cut
 * by a restart of the server leads to the same tickets.
 */
class EventTimeTest {
  private static final int AT_ONCE = 50;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @Test
  void the_same_history_in_any_order_and_over_a_restart_leads_to_the_same_tickets(
      @TempDir Path data) throws Exception {
    long seed = Long.getLong("seed", 11);
    System.out.println("seed " + seed);
    var random = new Random(seed);
    List<JsonArray> inOrder = history(random);
    List<JsonArray> disordered = new ArrayList<>(inOrder);
    Collections.shuffle(disordered.subList(10, 40), random);
    disordered.add(disordered.get(5));
    Collections.reverse(disordered.subList(50, 55));

    List<String> expected;
    try (Server server = start(data)) {
      publish(server, register(server, "in-order"), "in-order", inOrder);
      expected = settled(server, "in-order", List.of());
      assertTrue(expected.size() >= 3, "too calm to tell: " + expected);

      publish(server, register(server, "disordered"), "disordered", disordered);
      assertEquals(expected, settled(server, "disordered", expected));
    }
    String token;
    try (Server server = start(data)) {
      token = register(server, "cut");
      publish(server, token, "cut", disordered.subList(20, disordered.size()));
    }
    try (Server server = start(data)) {
      publish(server, token, "cut", disordered.subList(0, 20));
      assertEquals(expected, settled(server, "cut", expected));
      assertEquals(expected, settled(server, "in-order", expected), "what was told before stands");
    }
  }

  private static Server start(Path data) throws IOException {
    Path home = Path.of(System.getProperty("fieldcare.home", ".."));
    return Server.start(
        Settings.load(home, Map.of())
            .with(
                Map.of(
                    "data.dir", data.toString(),
                    "http.port", "0",
                    "mqtt.port", "0",
                    "database.port", "0")),
        "t0");
  }

  /** Ten hours, a reading every ten seconds, a day ago: hot at times, with a reboot or two. */
  private static List<JsonArray> history(Random random) {
    long ts = Instant.now().minus(Duration.ofHours(30)).toEpochMilli() / 10_000 * 10_000;
    var messages = new ArrayList<JsonArray>();
    double level = 45;
    for (int i = 0; i < 72; i++) {
      var message = new JsonArray();
      if (i % 12 == 6) {
        level = 82;
      } else if (i % 12 == 9) {
        level = 45;
      }
      for (int j = 0; j < AT_ONCE; j++) {
        ts += 10_000;
        message.add(
            new JsonObject()
                .put("ts", ts)
                .put(
                    "values",
                    new JsonObject()
                        .put("temperature", level + random.nextGaussian())
                        .put("supplyVoltage", i == 30 ? 9.5 : 12.1)));
      }
      messages.add(message);
    }
    return messages;
  }

  private static String register(Server server, String device)
      throws IOException, InterruptedException {
    var body = new JsonObject().put("id", device).put("model", "gateway-x1");
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(server.url() + "/api/v1/devices"))
                    .header("Authorization", "Bearer t0")
                    .POST(HttpRequest.BodyPublishers.ofString(body.encode()))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertEquals(201, answer.statusCode(), answer.body());
    return new JsonObject(answer.body()).getString("token");
  }

  private static void publish(Server server, String token, String device, List<JsonArray> messages)
      throws MqttException {
    var client =
        new MqttClient("tcp://127.0.0.1:" + server.mqttPort(), device, new MemoryPersistence());
    var options = new MqttConnectionOptions();
    options.setUserName(device);
    options.setPassword(token.getBytes(StandardCharsets.UTF_8));
    client.connect(options);
    for (JsonArray each : messages) {
      client.publish("fc/v1/" + device + "/telemetry", each.toBuffer().getBytes(), 1, false);
    }
    client.disconnect();
    client.close();
  }

  /** The device's tickets once they are as expected, or have not changed for a while. */
  private static List<String> settled(Server server, String device, List<String> expected)
      throws InterruptedException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    List<String> last = List.of();
    int same = 0;
    while (System.nanoTime() < until) {
      List<String> now = tickets(server, device);
      same = now.equals(last) ? same + 1 : 0;
      last = now;
      if (!now.isEmpty() && (now.equals(expected) || (expected.isEmpty() && same > 40))) {
        return now;
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    return last;
  }

  private static List<String> tickets(Server server, String device) {
    return server
        .tickets()
        .list(TicketFilter.ofDevice(device), 100, null)
        .toCompletionStage()
        .toCompletableFuture()
        .join()
        .items()
        .stream()
        .filter(each -> !"silence".equals(each.symptom()))
        .filter(each -> !"retracted".equals(each.resolution()))
        .map(EventTimeTest::text)
        .sorted()
        .toList();
  }

  private static String text(Ticket it) {
    return "%s %s %s %s to %s, %d times, back-dated %s: %s"
        .formatted(
            it.symptom(),
            it.severity(),
            it.state(),
            it.firstSeenAt(),
            it.lastSeenAt(),
            it.occurrences(),
            it.backDated(),
            it.because().text());
  }
}
