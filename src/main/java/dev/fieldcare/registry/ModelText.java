package dev.fieldcare.registry;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.fieldcare.base.Durations;
import dev.fieldcare.base.Nearest;
import dev.fieldcare.base.Problem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A model in its written form, which is the same in YAML, over REST and in the database; {@code
 * config/models/gateway-x1.yaml} explains each key.
 */
public final class ModelText {
  private static final String CODE = "model.invalid";
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final Pattern METRIC = Pattern.compile("[^\\p{Cntrl}]{1,128}");
  private static final List<String> LIMIT_KEYS =
      List.of(
          "high", "low", "severity", "onDelay", "offDelay", "deadband", "latched", "reAlarmTime");
  private static final int MOST_METRICS = 1_000;
  private static final Duration SHORTEST_RE_ALARM = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofDays(366);

  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final ObjectMapper TIDY =
      YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .build();

  private ModelText() {}

  /**
   * @param where what to call the source in a refusal, as in {@code config/models/pump-p2.yaml}
   * @throws Problem naming the key, what was expected and what was found
   */
  public static Model parseYaml(String text, String where) {
    try {
      return read(YAML.readTree(text), 1, where + ":");
    } catch (JsonProcessingException e) {
      var place = e.getLocation();
      String line = place == null ? "" : " line " + place.getLineNr();
      throw Problem.badInput(
          CODE, where + line + ": expected YAML, found: " + firstLine(e.getOriginalMessage()));
    }
  }

  /** The written form as YAML, each key on a line of its own. */
  public static String writeYaml(Model model) {
    try {
      return TIDY.writeValueAsString(YAML.readTree(write(model).encode()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("model " + model.id() + " cannot be written", e);
    }
  }

  private static String firstLine(@Nullable String text) {
    return text == null ? "nothing" : text.lines().findFirst().orElse("nothing");
  }

  static Model read(@Nullable JsonNode node, int version, String where) {
    var fields =
        new Fields(
            node,
            where,
            CODE,
            List.of("id", "names", "interval", "firmwareLine", "metrics", "confidential"));
    String id = fields.findText("id");
    if (id == null || !ID.matcher(id).matches()) {
      throw fields.refused("id", "an id of the form " + ID.pattern(), fields.find("id"));
    }
    Duration interval = fields.findDuration("interval");
    if (interval != null && (interval.isZero() || interval.compareTo(LONGEST) > 0)) {
      throw fields.refused("interval", "more than 0 and at most 366d", fields.find("interval"));
    }
    return new Model(
        id,
        version,
        names(fields, id),
        interval,
        fields.findText("firmwareLine"),
        metrics(fields),
        Boolean.TRUE.equals(fields.findFlag("confidential")));
  }

  private static Map<String, String> names(Fields fields, String id) {
    var names = new LinkedHashMap<String, String>();
    if (fields.find("names") != null) {
      Fields each = fields.inner("names", List.of());
      for (String language : each.names()) {
        names.put(language, Objects.requireNonNullElse(each.findText(language), id));
      }
    }
    names.putIfAbsent("en", id);
    return java.util.Collections.unmodifiableMap(names);
  }

  private static Map<String, Metric> metrics(Fields fields) {
    var metrics = new LinkedHashMap<String, Metric>();
    if (fields.find("metrics") != null) {
      Fields each = fields.inner("metrics", List.of());
      if (each.names().size() > MOST_METRICS) {
        throw fields.refused("metrics", "at most " + MOST_METRICS + " metrics", null);
      }
      for (String name : each.names()) {
        if (!METRIC.matcher(name).matches()) {
          throw each.refused(name, "a name of 1 to 128 printable characters", null);
        }
        metrics.put(name, metric(name, each));
      }
    }
    return java.util.Collections.unmodifiableMap(metrics);
  }

  private static Metric metric(String name, Fields metrics) {
    if (metrics.find(name) == null) {
      return new Metric(name, null, null, null, List.of());
    }
    Fields fields = metrics.inner(name, List.of("unit", "physical", "rated", "limits"));
    Double min = null;
    Double max = null;
    if (fields.find("physical") != null) {
      Fields physical = fields.inner("physical", List.of("min", "max"));
      min = physical.findNumber("min");
      max = physical.findNumber("max");
      if (min != null && max != null && min >= max) {
        throw fields.refused("physical", "min below max", fields.find("physical"));
      }
    }
    return new Metric(
        name,
        fields.findText("unit"),
        min,
        max,
        limits(fields, min, max),
        RatedText.read(fields, min, max));
  }

  private static List<Limit> limits(Fields metric, @Nullable Double min, @Nullable Double max) {
    JsonNode node = metric.find("limits");
    if (node == null) {
      return List.of();
    }
    if (!node.isArray()) {
      throw metric.refused("limits", "a list", node);
    }
    var limits = new ArrayList<Limit>();
    for (int i = 0; i < node.size(); i++) {
      var fields = new Fields(node.get(i), metric.at("limits[" + i + "]"), CODE, LIMIT_KEYS);
      Limit limit = limit(fields);
      boolean isReachable =
          (min == null || limit.value() >= min) && (max == null || limit.value() <= max);
      if (!isReachable) {
        throw fields.refused(
            limit.side().code(),
            "a value within the physical range",
            fields.find(limit.side().code()));
      }
      if (limits.stream()
          .anyMatch(l -> l.side() == limit.side() && l.severity() == limit.severity())) {
        throw fields.refused(
            "severity", "one limit for each side and severity", fields.find("severity"));
      }
      limits.add(limit);
    }
    return List.copyOf(limits);
  }

  private static Limit limit(Fields fields) {
    Double high = fields.findNumber("high");
    Double low = fields.findNumber("low");
    if ((high == null) == (low == null)) {
      throw fields.refused("", "either high or low", null);
    }
    Double deadband = fields.findNumber("deadband");
    if (deadband != null && deadband < 0) {
      throw fields.refused("deadband", "0 or more", fields.find("deadband"));
    }
    return new Limit(
        high != null ? Limit.Side.HIGH : Limit.Side.LOW,
        high != null ? high : Objects.requireNonNull(low),
        severity(fields),
        delay(fields, "onDelay"),
        delay(fields, "offDelay"),
        deadband == null ? 0 : deadband,
        Boolean.TRUE.equals(fields.findFlag("latched")),
        reAlarmTime(fields));
  }

  private static @Nullable Duration reAlarmTime(Fields fields) {
    Duration time = fields.findDuration("reAlarmTime");
    if (time != null && (time.compareTo(SHORTEST_RE_ALARM) < 0 || time.compareTo(LONGEST) > 0)) {
      throw fields.refused("reAlarmTime", "from 1m to 366d", fields.find("reAlarmTime"));
    }
    return time;
  }

  private static Duration delay(Fields fields, String name) {
    Duration delay = fields.findDuration(name);
    if (delay != null && delay.compareTo(LONGEST) > 0) {
      throw fields.refused(name, "at most 366d", fields.find(name));
    }
    return delay == null ? Duration.ZERO : delay;
  }

  private static Severity severity(Fields fields) {
    String text = fields.findText("severity");
    if (text == null) {
      return Severity.MAJOR;
    }
    List<String> codes = Arrays.stream(Severity.values()).map(Severity::code).toList();
    if (!codes.contains(text)) {
      throw fields.refused(
          "severity",
          "one of " + String.join(", ", codes) + Nearest.hint(text, codes),
          fields.find("severity"));
    }
    return Severity.valueOf(text.toUpperCase(Locale.ROOT));
  }

  /** The written form, without the version; what {@link Models#save} takes back. */
  public static JsonObject write(Model model) {
    var names = new JsonObject();
    model.names().forEach(names::put);
    var metrics = new JsonObject();
    model.metrics().forEach((name, metric) -> metrics.put(name, write(metric)));
    var json = new JsonObject().put("id", model.id()).put("names", names);
    if (model.expectedInterval() != null) {
      json.put("interval", Durations.format(model.expectedInterval()));
    }
    if (model.firmwareLine() != null) {
      json.put("firmwareLine", model.firmwareLine());
    }
    if (model.confidential()) {
      json.put("confidential", true);
    }
    return json.put("metrics", metrics);
  }

  /**
   * The model with other limits of one metric, in their written form; for trying out, not for
   * saving.
   *
   * @throws Problem naming what was expected of the limits and what was found
   */
  public static Model withLimits(Model model, String metric, JsonArray limits) {
    Metric known = model.metrics().get(metric);
    JsonObject written = known == null ? new JsonObject() : write(known);
    JsonObject json = write(model);
    json.getJsonObject("metrics").put(metric, written.put("limits", limits));
    try {
      return read(YAML.readTree(json.encode()), model.version(), "limits of " + metric + ":");
    } catch (JsonProcessingException e) {
      throw Problem.badInput(
          CODE, "limits of " + metric + ": " + firstLine(e.getOriginalMessage()));
    }
  }

  private static JsonObject write(Metric metric) {
    var json = new JsonObject();
    if (metric.unit() != null) {
      json.put("unit", metric.unit());
    }
    if (metric.physicalMin() != null || metric.physicalMax() != null) {
      var physical = new JsonObject();
      if (metric.physicalMin() != null) {
        physical.put("min", metric.physicalMin());
      }
      if (metric.physicalMax() != null) {
        physical.put("max", metric.physicalMax());
      }
      json.put("physical", physical);
    }
    if (metric.rated() != null) {
      json.put("rated", RatedText.write(metric.rated()));
    }
    var limits = new JsonArray();
    metric.limits().forEach(limit -> limits.add(write(limit)));
    return limits.isEmpty() ? json : json.put("limits", limits);
  }

  /** What is off is left out, so that models without it are written as they always were. */
  private static JsonObject write(Limit limit) {
    var json =
        new JsonObject()
            .put(limit.side().code(), limit.value())
            .put("severity", limit.severity().code())
            .put("onDelay", Durations.format(limit.onDelay()))
            .put("offDelay", Durations.format(limit.offDelay()))
            .put("deadband", limit.deadband());
    if (limit.latched()) {
      json.put("latched", true);
    }
    if (limit.reAlarmTime() != null) {
      json.put("reAlarmTime", Durations.format(limit.reAlarmTime()));
    }
    return json;
  }
}
