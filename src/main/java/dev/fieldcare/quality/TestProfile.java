package dev.fieldcare.quality;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fieldcare.base.Durations;
import dev.fieldcare.registry.Fields;
import dev.fieldcare.registry.Severity;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a bench unit is put through, and what it must do meanwhile.
 *
 * @param severity the least alarm that fails it
 * @param longestGap how long it may say nothing of a required metric
 */
public record TestProfile(
    List<Segment> segments, List<Required> required, Severity severity, Duration longestGap) {
  private static final String CODE = "testprofile.invalid";
  private static final int MOST = 50;
  private static final Duration LONGEST = Duration.ofDays(60);

  /** The tests of IEC 60068-2 (GB/T 2423), and others that are usual. */
  public enum Test {
    COLD,
    DRY_HEAT,
    DAMP_HEAT_STEADY,
    DAMP_HEAT_CYCLIC,
    VIBRATION,
    TEMPERATURE_CHANGE,
    SUPPLY_VARIATION,
    ENDURANCE
  }

  /**
   * One stretch of the run, in order.
   *
   * @param from and {@code to}: of what the test is of, in its unit; null where there is none
   */
  public record Segment(Test test, Duration length, @Nullable Double from, @Nullable Double to) {
    JsonObject json() {
      return new JsonObject()
          .put("test", test.name())
          .put("length", Durations.format(length))
          .put("from", from)
          .put("to", to);
    }
  }

  /** The function it must keep: the metric between these all the time. */
  public record Required(String metric, double min, double max) {
    JsonObject json() {
      return new JsonObject().put("metric", metric).put("min", min).put("max", max);
    }
  }

  /** One of the model's versions of it. */
  public record Versioned(String model, int version, TestProfile profile) {
    public JsonObject json() {
      return profile.json().put("model", model).put("version", version);
    }
  }

  public TestProfile {
    segments = List.copyOf(segments);
    required = List.copyOf(required);
  }

  /** How long it takes at least. */
  public Duration length() {
    return segments.stream().map(Segment::length).reduce(Duration.ZERO, Duration::plus);
  }

  public static TestProfile parse(String model, JsonObject json) {
    Fields fields =
        Fields.of(
            json,
            "test profile of " + model + ":",
            CODE,
            List.of("segments", "required", "severity", "longestGap"));
    var segments = new ArrayList<Segment>();
    for (Fields each : list(fields, "segments", List.of("test", "length", "from", "to"))) {
      segments.add(
          new Segment(
              code(each, "test", Test.values()),
              length(each, "length"),
              each.findNumber("from"),
              each.findNumber("to")));
    }
    if (segments.isEmpty()) {
      throw fields.refused("segments", "at least one", fields.find("segments"));
    }
    var required = new ArrayList<Required>();
    for (Fields each : list(fields, "required", List.of("metric", "min", "max"))) {
      Double min = each.findNumber("min");
      Double max = each.findNumber("max");
      if (min == null || max == null || min > max) {
        throw each.refused("max", "min and max, a range", each.find("max"));
      }
      required.add(new Required(each.getText("metric", 64), min, max));
    }
    return new TestProfile(
        segments,
        required,
        fields.find("severity") == null
            ? Severity.MINOR
            : code(fields, "severity", Severity.values()),
        fields.find("longestGap") == null ? Duration.ofMinutes(5) : length(fields, "longestGap"));
  }

  private static List<Fields> list(Fields fields, String name, List<String> known) {
    JsonNode given = fields.find(name);
    if (given == null) {
      return List.of();
    }
    if (!given.isArray() || given.size() > MOST) {
      throw fields.refused(name, "a list of at most " + MOST, given);
    }
    var all = new ArrayList<Fields>();
    for (int i = 0; i < given.size(); i++) {
      all.add(new Fields(given.get(i), fields.at(name + "[" + i + "]"), CODE, known));
    }
    return all;
  }

  private static Duration length(Fields fields, String name) {
    Duration found = fields.findDuration(name);
    if (found == null || found.compareTo(LONGEST) > 0 || found.toMillis() < 1) {
      throw fields.refused(name, "a time of at most 60 days", fields.find(name));
    }
    return found;
  }

  /** Severities are written small, tests large. */
  private static <E extends Enum<E>> E code(Fields fields, String name, E[] all) {
    String text = fields.getText(name, 40);
    for (E each : all) {
      if (each.name().equals(text) || each.name().toLowerCase(Locale.ROOT).equals(text)) {
        return each;
      }
    }
    throw fields.refused(name, "one of " + List.of(all), fields.find(name));
  }

  public JsonObject json() {
    return new JsonObject()
        .put("segments", new JsonArray(segments.stream().map(Segment::json).toList()))
        .put("required", new JsonArray(required.stream().map(Required::json).toList()))
        .put("severity", severity.code())
        .put("longestGap", Durations.format(longestGap));
  }
}
