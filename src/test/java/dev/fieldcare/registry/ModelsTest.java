package dev.fieldcare.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Await;
import dev.fieldcare.base.Problem;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class ModelsTest {
  private final RegistryFixture registry = RegistryFixture.open();

  @TempDir Path directory = Path.of("unset");

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void the_shipped_models_are_as_promised() {
    assertEquals(
        List.of("gateway-x1", "generic", "pump-p2"),
        registry.models.all().stream().map(Model::id).toList());
    Model gateway = registry.models.get("gateway-x1");
    assertEquals(Duration.ofSeconds(10), gateway.expectedInterval());
    Metric temperature = metric(gateway, "temperature");
    assertEquals("°C", temperature.unit());
    var minute = Duration.ofSeconds(60);
    assertEquals(
        List.of(new Limit(Limit.Side.HIGH, 70, Severity.MAJOR, minute, minute, 2)),
        temperature.limits());
    assertEquals(10.8, metric(gateway, "supplyVoltage").limits().getFirst().value());
    assertEquals(
        Set.of("temperature", "supplyVoltage", "memoryUsed", "cpuLoad", "rssi"),
        gateway.metrics().keySet());
    assertEquals(Duration.ofSeconds(5), registry.models.get("pump-p2").expectedInterval());
    assertEquals(
        Set.of("vibration", "flow", "motorTemperature", "current"),
        registry.models.get("pump-p2").metrics().keySet());
    Model generic = registry.models.get("generic");
    assertNull(generic.expectedInterval());
    assertEquals(Map.of(), generic.metrics());
  }

  @Test
  void a_changed_file_is_a_new_version_and_an_unchanged_one_is_not() throws IOException {
    write("a.yaml", "id: a\ninterval: 10s\n");
    load();
    load();
    assertEquals(1, registry.models.get("a").version());

    write("a.yaml", "id: a\ninterval: 20s\n");
    load();

    assertEquals(2, registry.models.get("a").version());
    assertEquals(Duration.ofSeconds(20), registry.models.get("a").expectedInterval());
  }

  @Test
  void an_edit_over_rest_wins_over_the_file_before_and_after_it_changes() throws IOException {
    write("a.yaml", "id: a\ninterval: 10s\n");
    load();
    JsonObject edited = ModelText.write(registry.models.get("a")).put("interval", "30s");

    assertEquals(2, Await.get(registry.models.save(edited, "user:test")).version());
    assertEquals(2, Await.get(registry.models.save(edited, "user:test")).version());
    load();
    write("a.yaml", "id: a\ninterval: 20s\n");
    registry.restart();
    load();

    assertEquals(2, registry.models.get("a").version());
    assertEquals(Duration.ofSeconds(30), registry.models.get("a").expectedInterval());
  }

  @Test
  void one_faulty_file_keeps_all_out() throws IOException {
    write("a.yaml", "id: a\n");
    write("b.yaml", "id: b\nintervall: 10s\n");

    Problem problem = Await.problem(registry.models.load(directory));

    assertTrue(problem.message().contains("b.yaml: intervall: unknown key"), problem.message());
    assertTrue(problem.message().contains("did you mean interval?"), problem.message());
    assertTrue(registry.models.find("a").isEmpty());
  }

  @Test
  void two_files_with_one_id_are_refused() throws IOException {
    write("a.yaml", "id: a\n");
    write("b.yaml", "id: a\n");
    Problem problem = Await.problem(registry.models.load(directory));
    assertTrue(problem.message().contains("b.yaml"), problem.message());
    assertTrue(problem.message().contains("a.yaml"), problem.message());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "id: a b                                                       | id: expected an id",
        "names: {en: x}                                                | id: expected",
        "{id: a, interval: soon}                                       | interval: expected a"
            + " duration",
        "{id: a, interval: 0s}                                         | interval: expected more"
            + " than 0",
        "{id: a, metrics: [t]}                                         | metrics: expected an"
            + " object",
        "{id: a, metrics: {t: {limits: {high: 1}}}}                    | metrics.t.limits: expected"
            + " a list",
        "{id: a, metrics: {t: {limits: [{hihg: 1}]}}}                  | metrics.t.limits[0].hihg:"
            + " unknown key (did you mean high?)",
        "{id: a, metrics: {t: {limits: [{high: hot}]}}}                | metrics.t.limits[0].high:"
            + " expected a number, found \"hot\"",
        "{id: a, metrics: {t: {limits: [{high: .nan}]}}}               | expected YAML, found:"
            + " Malformed",
        "{id: a, metrics: {t: {limits: [{high: 1, low: 0}]}}}          | metrics.t.limits[0]:"
            + " expected either high or low",
        "{id: a, metrics: {t: {limits: [{high: 1, severity: majr}]}}}  | did you mean major?",
        "{id: a, metrics: {t: {limits: [{high: 1, deadband: -1}]}}}    | deadband: expected 0 or"
            + " more",
        "{id: a, metrics: {t: {limits: [{high: 1, latched: 1}]}}}      | latched: expected true or"
            + " false",
        "{id: a, metrics: {t: {limits: [{high: 1, reAlarmTime: 1s}]}}} | reAlarmTime: expected from"
            + " 1m to 366d",
        "{id: a, metrics: {t: {limits: [{high: 1, reAlarmTime: 4}]}}}  | reAlarmTime: expected a"
            + " duration",
        "{id: a, metrics: {t: {limits: [{high: 1}, {high: 2}]}}}       | one limit for each side"
            + " and severity",
        "{id: a, metrics: {t: {physical: {min: 5, max: 1}}}}           | physical: expected min"
            + " below max",
        "{id: a, metrics: {t: {physical: {max: 1}, limits: [{high: 2}]}}} | within the physical"
            + " range",
        "{id: a, metrics: {t: {rated: {lasting: 5s}}}}                 | rated: expected min",
        "{id: a, metrics: {t: {rated: {min: 5, max: 5}}}}              | rated: expected min",
        "{id: a, metrics: {t: {physical: {max: 1}, rated: {max: 2}}}}  | within the physical range",
        "{id: a, metrics: {t: {rated: {max: 2, causes: [7]}}}}         | causes: expected a list",
        "{id: a, metrics: {t: {rated: {maximum: 2}}}}                  | maximum: unknown key",
        "{id: a, id: b}                                                | expected YAML",
        "'id: a: b'                                                    | expected YAML",
        "'[1, 2'                                                       | expected YAML",
        "''                                                            | expected an object"
      })
  void a_fault_is_named_with_its_place(String yaml, String expected) {
    Problem problem = assertThrows(Problem.class, () -> ModelText.parseYaml(yaml, "models/a.yaml"));
    assertTrue(problem.message().startsWith("models/a.yaml"), problem.message());
    assertTrue(problem.message().contains(expected), problem.message());
    assertFalse(problem.message().contains("\n"), problem.message());
  }

  @Test
  void the_written_form_reads_back_as_the_same_model() {
    for (Model model : registry.models.all()) {
      var json = ModelText.write(model).encode();
      assertEquals(model, ModelText.parseYaml(json, "json"));
    }
  }

  @Test
  void a_limit_may_latch_and_alarm_again_and_is_written_so() {
    String yaml =
        "{id: a, metrics: {t: {limits: [{high: 9, latched: true, reAlarmTime: 4h}, {low: 1}]}}}";
    Model model = ModelText.parseYaml(yaml, "models/a.yaml");
    List<Limit> limits = metric(model, "t").limits();
    assertTrue(limits.getFirst().latched());
    assertEquals(Duration.ofHours(4), limits.getFirst().reAlarmTime());
    assertFalse(limits.getLast().latched());
    assertNull(limits.getLast().reAlarmTime());
    assertEquals(model, ModelText.parseYaml(ModelText.write(model).encode(), "json"));
  }

  @Test
  void a_metric_may_be_rated_and_is_written_so() {
    String yaml =
        "{id: a, metrics: {t: {rated: {max: 36}}, u: {rated: {min: 9, lasting: 5s,"
            + " causes: [B, A]}}}}";
    Model model = ModelText.parseYaml(yaml, "models/a.yaml");
    assertEquals(
        new Rated(null, 36.0, Duration.ofMinutes(1), Set.of()), metric(model, "t").rated());
    assertEquals(
        new Rated(9.0, null, Duration.ofSeconds(5), Set.of("A", "B")), metric(model, "u").rated());
    assertEquals(model, ModelText.parseYaml(ModelText.write(model).encode(), "json"));
  }

  @Test
  void a_change_is_heard_and_journalled() {
    var heard = new ArrayList<Model>();
    registry.models.onChange(heard::add);
    Model saved = Await.get(registry.models.save(new JsonObject().put("id", "new"), "user:test"));
    assertEquals(List.of(saved), heard);
    var lines =
        Await.get(registry.journal.list(registry.database.pool(), null, 10, "model:new")).items();
    assertEquals("model.saved", lines.getFirst().type());
  }

  @Test
  void an_unknown_model_is_named_with_the_nearest() {
    Problem problem = assertThrows(Problem.class, () -> registry.models.get("pump-2"));
    assertEquals(404, problem.kind().status());
    assertTrue(problem.message().contains("pump-p2"), problem.message());
  }

  private static Metric metric(Model model, String name) {
    return java.util.Objects.requireNonNull(model.metrics().get(name));
  }

  private void load() {
    Await.get(registry.models.load(directory));
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }

  @Test
  void each_version_is_known_with_the_time_since_when_it_holds_also_after_a_restart() {
    var clock = registry.clock;
    java.time.Instant imported = clock.instant();
    clock.move(Duration.ofHours(1));
    JsonObject body = ModelText.write(registry.models.get("gateway-x1")).put("interval", "20s");
    Await.get(registry.models.save(body, "ann"));
    ModelHistory history = registry.models.history("gateway-x1");
    assertEquals(
        List.of(1, 2), history.versions().stream().map(it -> it.model().version()).toList());
    assertEquals(0, history.indexAt(0));
    assertEquals(0, history.indexAt(imported.plusSeconds(3_599).toEpochMilli()));
    assertEquals(1, history.indexAt(imported.plusSeconds(3_600).toEpochMilli()));
    assertEquals(Duration.ofSeconds(20), history.newest().expectedInterval());
    registry.restart();
    assertEquals(history, registry.models.history("gateway-x1"));
  }
}
