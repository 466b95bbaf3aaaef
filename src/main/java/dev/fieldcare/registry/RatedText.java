package dev.fieldcare.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fieldcare.base.Durations;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a model says of the use of a metric, in its written form. */
final class RatedText {
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final int MOST_CAUSES = 100;

  private RatedText() {}

  /**
   * @param low the least that can physically be; null if nothing is said
   * @param high likewise the most
   */
  static @Nullable Rated read(Fields metric, @Nullable Double low, @Nullable Double high) {
    if (metric.find("rated") == null) {
      return null;
    }
    Fields fields = metric.inner("rated", List.of("min", "max", "lasting", "causes"));
    Double min = fields.findNumber("min");
    Double max = fields.findNumber("max");
    if ((min == null && max == null) || (min != null && max != null && min >= max)) {
      throw metric.refused("rated", "min below max, or one of them", metric.find("rated"));
    }
    boolean isPossible =
        (min == null || low == null || min >= low) && (max == null || high == null || max <= high);
    if (!isPossible) {
      throw metric.refused("rated", "values within the physical range", metric.find("rated"));
    }
    Duration lasting = fields.findDuration("lasting");
    if (lasting != null && lasting.compareTo(LONGEST) > 0) {
      throw fields.refused("lasting", "at most 1d", fields.find("lasting"));
    }
    return new Rated(min, max, lasting == null ? Rated.LASTING : lasting, causes(fields));
  }

  private static Set<String> causes(Fields fields) {
    JsonNode list = fields.find("causes");
    var causes = new HashSet<String>();
    if (list != null) {
      list.forEach(each -> causes.add(each.isTextual() ? each.textValue().strip() : ""));
      boolean isGood =
          list.isArray()
              && !causes.contains("")
              && causes.size() <= MOST_CAUSES
              && causes.stream().allMatch(Fields::isPlain);
      if (!isGood) {
        throw fields.refused("causes", "a list of cause codes, at most " + MOST_CAUSES, list);
      }
    }
    return causes;
  }

  static JsonObject write(Rated it) {
    var json = new JsonObject();
    if (it.min() != null) {
      json.put("min", it.min());
    }
    if (it.max() != null) {
      json.put("max", it.max());
    }
    json.put("lasting", Durations.format(it.lasting()));
    return it.causes().isEmpty()
        ? json
        : json.put("causes", new JsonArray(List.copyOf(new TreeSet<>(it.causes()))));
  }
}
