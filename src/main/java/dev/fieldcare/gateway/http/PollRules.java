package dev.fieldcare.gateway.http;

import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Device;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How long some devices wait between two polls. Written as {@code model==gateway-x1;site==s-* ->
 * 1m~20%, customer==acme -> 10m}: the first rule of which all conditions hold counts, and a rule
 * may have a jitter of its own. A {@code *} stands for any characters.
 */
public record PollRules(List<Rule> rules) {
  public static final PollRules NONE = new PollRules(List.of());

  private static final Pattern RULE =
      Pattern.compile("(.+?)->\\s*([0-9]{1,5})([smh])\\s*(?:~([0-9]{1,2})%)?");
  private static final Pattern CONDITION = Pattern.compile("([A-Za-z.]+)\\s*(==|!=)\\s*(\\S.*)");
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofHours(24);

  /**
   * @param jitter share by which the wait differs from answer to answer; negative: as usual
   */
  public record Rule(List<Condition> conditions, Duration interval, double jitter) {
    boolean describes(Device device) {
      return conditions.stream().allMatch(each -> each.holds(device));
    }
  }

  /** One thing to be true of a device. */
  public record Condition(String selector, boolean isEqual, Pattern value) {
    boolean holds(Device device) {
      String found = PollRules.value(device, selector);
      return (found != null && value.matcher(found).matches()) == isEqual;
    }
  }

  public PollRules {
    rules = List.copyOf(rules);
  }

  /** The first that describes the device, counted from 1; 0 where none does. */
  int number(Device device) {
    for (int i = 0; i < rules.size(); i++) {
      if (rules.get(i).describes(device)) {
        return i + 1;
      }
    }
    return 0;
  }

  private static @Nullable String value(Device device, String selector) {
    return switch (selector) {
      case "id" -> device.id();
      case "model" -> device.model();
      case "customer" -> device.customer();
      case "site" -> device.site();
      case "lot" -> device.lot();
      case "via" -> device.via();
      case "hardwareRevision" -> device.hardwareRevision();
      default -> device.attributes().get(selector.substring("attribute.".length()));
    };
  }

  private static boolean isSelector(String name) {
    return List.of("id", "model", "customer", "site", "lot", "via", "hardwareRevision")
            .contains(name)
        || (name.startsWith("attribute.") && name.length() > "attribute.".length());
  }

  /**
   * @throws Problem {@code settings.invalid} naming the rule that cannot be read
   */
  public static PollRules parse(String text) {
    var rules = new ArrayList<Rule>();
    for (String each : text.split(",", -1)) {
      if (!each.isBlank()) {
        rules.add(rule(each.strip()));
      }
    }
    return new PollRules(rules);
  }

  private static Rule rule(String text) {
    Matcher found = RULE.matcher(text);
    if (!found.matches()) {
      throw bad("a rule such as model==gateway-x1 -> 1m~20%", text);
    }
    var conditions = new ArrayList<Condition>();
    for (String each : found.group(1).split(";", -1)) {
      conditions.add(condition(each.strip()));
    }
    long amount = Long.parseLong(found.group(2));
    Duration interval =
        switch (found.group(3)) {
          case "s" -> Duration.ofSeconds(amount);
          case "m" -> Duration.ofMinutes(amount);
          default -> Duration.ofHours(amount);
        };
    if (interval.compareTo(SHORTEST) < 0 || interval.compareTo(LONGEST) >= 0) {
      throw bad("1s to less than 24h", found.group(2) + found.group(3));
    }
    String jitter = found.group(4);
    if (jitter != null && Integer.parseInt(jitter) > 50) {
      throw bad("a jitter of at most 50 %", jitter + " %");
    }
    return new Rule(conditions, interval, jitter == null ? -1 : Integer.parseInt(jitter) / 100.0);
  }

  private static Condition condition(String text) {
    Matcher found = CONDITION.matcher(text);
    if (!found.matches() || !isSelector(found.group(1))) {
      throw bad(
          "id, model, customer, site, lot, via, hardwareRevision or attribute.<name> with == or !=",
          text);
    }
    var pattern = new StringBuilder();
    for (String piece : found.group(3).strip().split("\\*", -1)) {
      pattern.append(pattern.isEmpty() ? "" : ".*").append(Pattern.quote(piece));
    }
    return new Condition(
        found.group(1), found.group(2).equals("=="), Pattern.compile(pattern.toString()));
  }

  private static Problem bad(String expected, String found) {
    return Problem.badInput(
        "settings.invalid", "ddi.pollRules: expected " + expected + ", found " + found);
  }
}
