package dev.fieldcare.simulator.scenario;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.fieldcare.simulator.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The faults to inject, as a scenario file lists them.
 *
 * @param duration how long a run takes unless the command line says otherwise
 */
public record Scenario(@Nullable Duration duration, List<Entry> faults) {
  /** Nothing goes wrong. */
  public static final Scenario NONE = new Scenario(null, List.of());

  private static final List<String> COMMON =
      List.of("fault", "device", "metric", "at", "for", "fixedIn");

  /**
   * One line of the file.
   *
   * @param device an index into the fleet, an id, or {@code any}
   * @param at how long after the start it begins
   * @param lasts absent: to the end
   * @param fixedIn the release that mends it; absent: none does
   */
  public record Entry(
      String where,
      Fault fault,
      String device,
      @Nullable String metric,
      Duration at,
      @Nullable Duration lasts,
      @Nullable String fixedIn,
      Parameters parameters) {}

  /** Reads the file; throws {@link Failure} naming the fault and what was expected. */
  public static Scenario read(Path file) {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new Failure("cannot read the scenario " + file + ": " + e.getMessage());
    }
    return parse(String.valueOf(file.getFileName()), text);
  }

  static Scenario parse(String name, String text) {
    JsonNode root;
    try {
      root = new YAMLMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new Failure(name + ": not YAML: " + e.getOriginalMessage());
    }
    JsonNode list = root.path("faults");
    if (!list.isArray()) {
      throw new Failure(name + ": expected a list under \"faults\"");
    }
    var entries = new ArrayList<Entry>();
    for (JsonNode node : list) {
      entries.add(entry(name + ": fault " + (entries.size() + 1), node));
    }
    return new Scenario(duration(name, root, "duration"), List.copyOf(entries));
  }

  private static Entry entry(String place, JsonNode node) {
    String name = node.path("fault").asText();
    Fault fault =
        Faults.find(name)
            .orElseThrow(
                () ->
                    new Failure(
                        place
                            + ": expected one of "
                            + Faults.names()
                            + ", found \""
                            + name
                            + "\""));
    String where = place + " (" + name + ")";
    var parameters = new TreeMap<String, String>();
    node.properties().forEach(each -> parameters.put(each.getKey(), each.getValue().asText()));
    COMMON.forEach(parameters::remove);
    for (String key : parameters.keySet()) {
      if (!fault.parameters().contains(key)) {
        throw new Failure(
            where + ": unknown key \"" + key + "\"; known: " + COMMON + " " + fault.parameters());
      }
    }
    Duration at = duration(where, node, "at");
    if (at == null || at.isNegative()) {
      throw new Failure(where + ": expected \"at\", a duration such as PT40M");
    }
    return new Entry(
        where,
        fault,
        node.path("device").asText("any"),
        node.hasNonNull("metric") ? node.get("metric").asText() : null,
        at,
        duration(where, node, "for"),
        node.hasNonNull("fixedIn") ? node.get("fixedIn").asText() : null,
        new Parameters(where, parameters));
  }

  private static @Nullable Duration duration(String where, JsonNode node, String key) {
    if (!node.hasNonNull(key)) {
      return null;
    }
    String text = node.get(key).asText();
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException e) {
      throw new Failure(
          where + ": " + key + ": expected a duration such as PT40M, found \"" + text + "\"");
    }
  }
}
