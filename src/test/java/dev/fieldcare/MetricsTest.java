package dev.fieldcare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttClient;
import io.vertx.mqtt.MqttClientOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the whole server tells Prometheus is what docs/metrics.md lists, and what the dashboard and
 * the alert rules ask for.
 */
class MetricsTest {
  private static final Path PROMTOOL = Path.of("/usr/bin/promtool");
  private static final Path DASHBOARD =
      Checkout.HOME.resolve("docker/grafana/dashboards/fieldcare.json");
  private static final Path RULES = Checkout.HOME.resolve("docker/prometheus/alerts.yaml");
  private static final Pattern OURS = Pattern.compile("fieldcare_[a-z_]+");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(fieldcare_[a-z_]+)`");
  private static final Pattern PARTS = Pattern.compile("_(sum|count|max|bucket)$");

  @TempDir static Path directory;
  private static FirmwareServer house;
  private static String told;

  @BeforeAll
  static void start() throws Exception {
    house = new FirmwareServer(directory.resolve("data"), Map.of());
    house.device("d-1");
    refuseSomething();
    told = new String(house.get("/metrics", FirmwareServer.ADMIN).body(), StandardCharsets.UTF_8);
  }

  @AfterAll
  static void stop() {
    house.close();
  }

  /** Counted by their reason, which is not known before it happens: a refusal and a drop. */
  private static void refuseSomething() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      var options = new MqttClientOptions().setUsername("d-1").setPassword(house.token("d-1"));
      MqttClient client = MqttClient.create(vertx, options);
      var acknowledged = new java.util.concurrent.CountDownLatch(2);
      client.publishCompletionHandler(id -> acknowledged.countDown());
      wait(client.connect(house.server.mqttPort(), "127.0.0.1"));
      for (String body : List.of("no JSON", "{\"temperature\":\"warm\",\"rssi\":-60}")) {
        wait(
            client.publish(
                "fc/v1/d-1/telemetry", Buffer.buffer(body), MqttQoS.AT_LEAST_ONCE, false, false));
      }
      assertTrue(acknowledged.await(20, TimeUnit.SECONDS));
      wait(client.disconnect());
    } finally {
      wait(vertx.close());
    }
  }

  private static void wait(io.vertx.core.Future<?> done) throws Exception {
    done.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  void the_table_lists_what_is_told_and_nothing_else() {
    assertEquals(told(), listed());
  }

  @Test
  void promtool_finds_what_is_told_well_formed() throws Exception {
    // its advice on names is not asked for: names are kept as they are known
    String said = promtool(told, "check", "metrics").said();
    List<String> wrong = said.lines().filter(line -> line.contains("error while linting")).toList();
    assertEquals(List.of(), wrong);
  }

  @Test
  void the_dashboard_asks_for_what_is_told() throws Exception {
    assertEquals(Set.of(), missing(String.join("\n", asked())));
  }

  @Test
  void the_alert_rules_ask_for_what_is_told() {
    assertEquals(Set.of(), missing(Checkout.read(RULES)));
  }

  @Test
  void prometheus_understands_every_expression_of_the_dashboard() throws Exception {
    var rules = new StringBuilder("groups:\n  - name: dashboard\n    rules:\n");
    List<String> asked = asked();
    for (int i = 0; i < asked.size(); i++) {
      rules.append("      - record: asked_").append(i).append("\n        expr: '");
      rules.append(asked.get(i).replace("'", "''")).append("'\n");
    }
    Path file = Files.writeString(directory.resolve("dashboard.yaml"), rules);
    Ran ran = promtool("", "check", "rules", file.toString());
    assertEquals(0, ran.status(), ran.said());
    assertTrue(ran.said().contains(asked.size() + " rules found"), ran.said());
  }

  private static Set<String> told() {
    var names = new TreeSet<String>();
    told.lines()
        .filter(line -> line.startsWith("# TYPE fieldcare_"))
        .map(line -> PARTS.matcher(line.split(" ")[2]).replaceFirst(""))
        .forEach(names::add);
    return names;
  }

  private static Set<String> listed() {
    var names = new TreeSet<String>();
    ROW.matcher(Checkout.read(Checkout.HOME.resolve("docs/metrics.md")))
        .results()
        .forEach(found -> names.add(found.group(1)));
    return names;
  }

  /** The names in the text that are not told. */
  private static Set<String> missing(String text) {
    var names = new TreeSet<String>();
    OURS.matcher(text)
        .results()
        .map(found -> PARTS.matcher(found.group()).replaceFirst(""))
        .forEach(names::add);
    assertTrue(names.size() > 2, "the text asks for " + names);
    names.removeAll(told());
    return names;
  }

  private static List<String> asked() throws Exception {
    var asked = new ArrayList<String>();
    for (JsonNode panel : new ObjectMapper().readTree(DASHBOARD.toFile()).path("panels")) {
      panel.path("targets").forEach(target -> asked.add(target.path("expr").asText()));
    }
    return asked;
  }

  private record Ran(int status, String said) {}

  private static Ran promtool(String input, String... arguments) throws Exception {
    assumeTrue(
        Files.isExecutable(PROMTOOL), "promtool is not installed: apt-get install prometheus");
    var command = new ArrayList<>(List.of(PROMTOOL.toString()));
    command.addAll(List.of(arguments));
    Path in = Files.writeString(directory.resolve("input.txt"), input);
    Process process =
        new ProcessBuilder(command).redirectInput(in.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(30, TimeUnit.SECONDS), said);
    return new Ran(process.exitValue(), said);
  }
}
