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
 * @param devices how many there are, likewise
 * @param model of all devices, likewise
 */
public record Scenario(
    @Nullable Duration duration,
    @Nullable Integer devices,
    @Nullable String model,
    List<Entry> faults) {
  /** Nothing goes wrong. */
  public static final Scenario NONE = new Scenario(null, null, null, List.of());

  private static final List<String> COMMON =
      List.of(
          "fault",
          "device",
          "hardwareRevision",
          "metric",
          "count",
          "at",
          "spread",
          "for",
          "fixedIn",
          "onlyIn");

  /**
   * One line of the file.
   *
   * @param device an index into the fleet, an id, {@code any}, or {@code all} with a connection of
   *     their own
   * @param revision of the hardware it befalls; absent: any
   * @param count so many devices, one after another; 1 unless it may be any
   * @param at how long after the start it begins
   * @param spread how long after the first the last of many would be
   * @param lasts absent: to the end
   * @param programs the releases it is in
   */
  public record Entry(
      String where,
      Fault fault,
      String device,
      @Nullable String revision,
      @Nullable String metric,
      int count,
      Duration at,
      Duration spread,
      @Nullable Duration lasts,
      Programs programs,
      Parameters parameters) {
    boolean isAny() {
      return device.equals("any");
    }

    boolean isAll() {
      return device.equals("all");
    }

    /** When it begins on the device of this number, from 0. */
    long millis(int number) {
      return at.toMillis() + spread.toMillis() * number / count;
    }
  }

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
    JsonNode devices = root.path("devices");
    if (!devices.isMissingNode() && !devices.isInt()) {
      throw new Failure(name + ": devices: expected a number, found \"" + devices.asText() + "\"");
    }
    return new Scenario(
        duration(name, root, "duration"),
        devices.isInt() ? devices.asInt() : null,
        text(root, "model"),
        List.copyOf(entries));
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
    Duration spread = duration(where, node, "spread");
    var entry =
        new Entry(
            where,
            fault,
            node.path("device").asText("any"),
            text(node, "hardwareRevision"),
            text(node, "metric"),
            node.path("count").asInt(1),
            at,
            spread == null ? Duration.ZERO : spread,
            duration(where, node, "for"),
            new Programs(text(node, "fixedIn"), text(node, "onlyIn")),
            new Parameters(where, parameters));
    boolean isNumber = node.path("count").isMissingNode() || node.path("count").isInt();
    if (!isNumber || entry.count() < 1 || entry.count() > 1 && !entry.isAny()) {
      throw new Failure(where + ": expected \"count\" of 1 or more, above 1 only of any device");
    }
    return entry;
  }

  private static @Nullable String text(JsonNode node, String key) {
    return node.hasNonNull(key) ? node.get(key).asText() : null;
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
