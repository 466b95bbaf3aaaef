package dev.fieldcare.simulator.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fieldcare.simulator.Failure;
import dev.fieldcare.simulator.device.DeviceSpec;
import dev.fieldcare.simulator.device.Fleet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioTest {
  private static final Path SCENARIOS =
      Path.of(System.getProperty("fieldcare.home", ".."), "device-simulator", "scenarios");
  private static final List<DeviceSpec> FIFTY = Fleet.of(50, "mix", 0.25, "");
  private static final long START = 1_795_392_000_000L;
  private static final long MINUTE = 60_000;

  @Test
  void the_demo_shows_every_fault_but_slow_ones_and_leaves_controls() {
    List<Injection> injections =
        new Casting(FIFTY, 1).cast(Scenario.read(SCENARIOS.resolve("demo.yaml")), START);
    Set<String> shown =
        injections.stream().map(each -> each.fault().name()).collect(Collectors.toSet());
    var expected = new HashSet<>(Faults.names());
    expected.remove("old-history"); // shown by stability.yaml: what is learnt from it takes a week
    expected.remove("lost-readings"); // shown by lost-readings.yaml: what is usual takes a day
    assertEquals(expected, shown);
    assertEquals(Duration.ofHours(3), Scenario.read(SCENARIOS.resolve("demo.yaml")).duration());
    Set<String> touched =
        injections.stream().map(each -> each.device().id()).collect(Collectors.toSet());
    assertEquals(injections.size(), touched.size(), "one fault a device");
    assertTrue(FIFTY.size() - touched.size() - 10 >= 20);
  }

  @Test
  void every_fault_has_a_scenario_of_its_own() {
    for (String name : Faults.names()) {
      Scenario scenario = Scenario.read(SCENARIOS.resolve(name + ".yaml"));
      assertEquals(1, scenario.faults().size());
      assertEquals(name, scenario.faults().getFirst().fault().name());
      assertEquals(1, new Casting(FIFTY, 1).cast(scenario, START).size());
    }
  }

  @Test
  void every_scenario_shipped_can_be_cast() throws IOException {
    try (var files = Files.list(SCENARIOS)) {
      for (Path each : files.toList()) {
        Scenario scenario = Scenario.read(each);
        Integer devices = scenario.devices();
        String model = scenario.model();
        List<DeviceSpec> fleet =
            devices == null || model == null ? FIFTY : Fleet.of(devices, model, 0, "");
        new Casting(fleet, 3).cast(scenario, START);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {devices: many, faults: []}                                  | devices: expected a number
          faults: 3                                                    | expected a list under "faults"
          faults: [{fault: earthquake, at: PT1M}]                      | found "earthquake"
          faults: [{fault: drift}]                                     | expected "at"
          faults: [{fault: drift, at: soon}]                           | found "soon"
          faults: [{fault: drift, at: PT1M, sigma: 3}]                 | unknown key "sigma"
          faults: [{fault: drift, at: PT1M, spreads: many}]            | spreads: expected a number
          faults: [{fault: drift, at: PT1M, device: 50}]               | fleet of 50
          faults: [{fault: drift, at: PT1M, device: nobody}]           | no device "nobody"
          faults: [{fault: drift, at: PT1M, metric: colour}]           | no device in the fleet is free
          faults: [{fault: drift, at: PT1M, metric: flow, device: 0}]  | cannot befall flow of gateway-000
          faults: [{fault: gateway-down, at: PT1M, device: 20}]        | cannot befall gateway-020
          faults: [{fault: brown-out, at: PT1M, device: 1}]            | cannot befall gateway-000.pump-01
          faults: [{fault: drift, at: PT1M, count: many}]              | expected "count"
          faults: [{fault: drift, at: PT1M, count: 2, device: 1}]      | expected "count"
          faults: [{fault: drift, at: PT1M, device: 0, hardwareRevision: B}] | gateway-x1 of revision A
          faults: [                                                    | not YAML
          """)
  void a_wrong_scenario_is_refused_in_one_clear_line(String yaml, String expected) {
    var failure =
        assertThrows(
            Failure.class,
            () -> {
              Scenario scenario = Scenario.parse("s.yaml", yaml);
              for (Injection each : new Casting(FIFTY, 1).cast(scenario, START)) {
                each.fault().influences(each);
              }
            });
    assertTrue(String.valueOf(failure.getMessage()).contains(expected), failure.getMessage());
    assertTrue(String.valueOf(failure.getMessage()).startsWith("s.yaml"), failure.getMessage());
  }

  @Test
  void the_truth_tells_what_was_injected_and_what_to_expect() {
    Scenario scenario =
        Scenario.parse(
            "s.yaml", "faults: [{fault: overheating, device: gateway-011, at: PT40M, for: PT20M}]");
    Truth truth = truth(scenario);
    JsonNode json = truth.json(START + 180 * MINUTE);
    assertEquals(START, json.path("started").asLong());
    assertEquals(50, json.path("devices").size());
    JsonNode fault = json.path("faults").path(0);
    assertEquals("overheating", fault.path("fault").asText());
    assertEquals("gateway-011", fault.path("device").asText());
    assertEquals("temperature", fault.path("metric").asText());
    assertEquals(START + 40 * MINUTE, fault.path("from").asLong());
    assertEquals(START + 60 * MINUTE, fault.path("to").asLong());
    JsonNode high = fault.path("expect").path(0);
    assertEquals("temperature.high", high.path("symptom").asText());
    assertTrue(high.path("required").asBoolean());
    assertTrue(high.path("from").asLong() <= fault.path("from").asLong());
    assertTrue(high.path("to").asLong() >= fault.path("to").asLong());
    assertFalse(fault.path("expect").path(1).path("required").asBoolean());
  }

  @Test
  void a_fault_cut_short_requires_nothing_and_one_not_begun_is_left_out() {
    Scenario scenario =
        Scenario.parse(
            "s.yaml",
            "faults: [{fault: overheating, at: PT40M, for: PT20M}, {fault: drift, at: PT90M}]");
    JsonNode faults = truth(scenario).json(START + 45 * MINUTE).path("faults");
    assertEquals(1, faults.size());
    assertFalse(faults.path(0).path("expect").path(0).path("required").asBoolean());
    assertEquals(START + 45 * MINUTE, faults.path(0).path("to").asLong());
  }

  @Test
  void many_devices_get_it_one_after_another() {
    Scenario scenario =
        Scenario.parse("s.yaml", "faults: [{fault: drift, count: 4, at: PT10M, spread: PT60M}]");
    List<Injection> injections = new Casting(FIFTY, 1).cast(scenario, START);
    assertEquals(
        List.of(10L, 25L, 40L, 55L),
        injections.stream().map(each -> (each.from() - START) / MINUTE).toList());
    assertEquals(4, injections.stream().map(Injection::device).distinct().count());
  }

  @Test
  void a_fault_can_befall_all_devices_of_a_hardware_revision() {
    Scenario scenario =
        Scenario.parse(
            "s.yaml", "faults: [{fault: crash-loop, device: all, hardwareRevision: B, at: PT0S}]");
    List<DeviceSpec> befallen =
        new Casting(FIFTY, 1).cast(scenario, START).stream().map(Injection::device).toList();
    assertEquals(
        FIFTY.stream().filter(each -> each.via() == null && each.revision().equals("B")).toList(),
        befallen);
  }

  @Test
  void the_truth_asks_no_ticket_of_a_fault_that_a_release_kept_away() {
    Scenario scenario =
        Scenario.parse(
            "s.yaml",
            "faults: [{fault: overheating, count: 2, at: PT30M, spread: PT60M, fixedIn: 1.5.0}]");
    List<Injection> cast = new Casting(FIFTY, 1).cast(scenario, START);
    var log = new ReleaseLog("1.4.0");
    log.runs("1.5.0", START + 39 * MINUTE);
    JsonNode json = new Truth(1, START, FIFTY, cast, device -> log).json(START + 180 * MINUTE);
    assertEquals(1, json.path("faults").size());
    assertEquals(1, json.path("prevented").asInt());
    JsonNode mended = json.path("faults").path(0);
    assertEquals(START + 39 * MINUTE, mended.path("to").asLong());
    assertFalse(mended.path("expect").path(0).path("required").asBoolean(), "too short to show");
  }

  @Test
  void the_truth_dates_what_a_release_causes_from_when_it_runs() {
    Scenario scenario =
        Scenario.parse(
            "s.yaml",
            "faults: [{fault: crash-loop, device: gateway-011, at: PT0S, onlyIn: 1.6.0}]");
    List<Injection> cast = new Casting(FIFTY, 1).cast(scenario, START);
    var log = new ReleaseLog("1.5.0");
    log.runs("1.6.0", START + 40 * MINUTE);
    log.runs("1.6.1", START + 70 * MINUTE);
    JsonNode json = new Truth(1, START, FIFTY, cast, device -> log).json(START + 180 * MINUTE);
    JsonNode caused = json.path("faults").path(0);
    assertEquals(START + 40 * MINUTE, caused.path("from").asLong());
    assertEquals(START + 70 * MINUTE, caused.path("to").asLong());
    assertTrue(caused.path("expect").path(0).path("required").asBoolean());
    assertEquals("firmware gateway-x1 1.6.0", caused.path("expect").path(1).path("cause").asText());
  }

  @Test
  void the_same_seed_casts_the_same_devices() {
    Scenario demo = Scenario.read(SCENARIOS.resolve("demo.yaml"));
    assertEquals(devices(new Casting(FIFTY, 8), demo), devices(new Casting(FIFTY, 8), demo));
  }

  private static List<String> devices(Casting casting, Scenario scenario) {
    return casting.cast(scenario, START).stream().map(each -> each.device().id()).toList();
  }

  private static Truth truth(Scenario scenario) {
    var factory = new ReleaseLog("1.4.0");
    List<Injection> cast = new Casting(FIFTY, 1).cast(scenario, START);
    return new Truth(1, START, FIFTY, cast, device -> factory);
  }
}
