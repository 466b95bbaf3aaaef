package dev.fieldcare.rollout.waves;

import dev.fieldcare.base.Durations;
import dev.fieldcare.base.Nearest;
import dev.fieldcare.base.Problem;
import dev.fieldcare.rollout.Days;
import dev.fieldcare.rollout.Maintenance;
import dev.fieldcare.rollout.Manner;
import dev.fieldcare.rollout.WorkDays;
import dev.fieldcare.rollout.gates.GatePlan;
import dev.fieldcare.rollout.notices.NoticePlan;
import dev.fieldcare.rollout.waves.Plan.Likeness;
import dev.fieldcare.rollout.waves.Plan.Reach;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a plan from JSON; whatever is not said has a default. Fails with {@code plan.…}. */
final class PlanText {
  private static final Pattern SHARE = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,4})?) ?%");
  private static final int MOST_WAVES = 50;
  private static final int MOST = 1_000_000_000;
  private static final List<String> WAVES = List.of("1%", "5%", "15%", "50%", "100%");
  private static final String SITE = "site";
  private static final Set<String> KEYS =
      new TreeSet<>(
          Set.of(
              "waves",
              "holdBack",
              "opensHoldBack",
              "strata",
              "seed",
              "dynamic",
              "priority",
              "offersPerMinute",
              "mostOpen",
              "retries",
              "backOff",
              "forced",
              "notBefore",
              "deadline",
              "downloadOnly",
              "maintenance",
              "spread",
              "confirm",
              "notice",
              "noticeWithin",
              "silence",
              "rollback",
              "rollbackWithin",
              "gates"));

  private final JsonObject json;

  private PlanText(JsonObject json) {
    this.json = json;
  }

  /**
   * @param seed what lots are drawn with if the plan does not say
   * @throws Problem naming the member, what was expected and what was found
   */
  static Plan parse(JsonObject json, long seed) {
    for (String key : json.fieldNames()) {
      if (!KEYS.contains(key)) {
        throw Problem.badInput(
            "plan.unknown",
            "%s: expected one of %s%s"
                .formatted(key, String.join(", ", KEYS), Nearest.hint(key, KEYS)));
      }
    }
    var text = new PlanText(json);
    long drawn = text.whole("seed", seed, Long.MIN_VALUE, Long.MAX_VALUE);
    JsonObject windows = text.object("maintenance");
    GatePlan gates = GatePlan.fromJson(text.object("gates"));
    return new Plan(
        text.waves(),
        text.share("holdBack", 0.05, 0.5),
        text.flag("opensHoldBack", true),
        text.strata(),
        drawn,
        text.flag("dynamic", false),
        (int) text.whole("priority", 100, 0, 1_000),
        (int) text.whole("offersPerMinute", 0, 0, MOST),
        (int) text.whole("mostOpen", 0, 0, MOST),
        (int) text.whole("retries", 2, 0, 100),
        text.duration("backOff", Duration.ofHours(1)),
        text.manner(windows),
        text.flag("spread", true),
        SITE.equals(windows.getValue("timezone", SITE)),
        text.flag("confirm", false),
        text.notice(),
        text.text("rollback"),
        text.duration("rollbackWithin", Duration.ofDays(14)),
        gates,
        json.copy().put("seed", drawn).put("gates", gates.toJson()));
  }

  private NoticePlan notice() {
    String mode = text("notice");
    String silence = text("silence");
    if (silence != null && !silence.equals("accept") && !silence.equals("wait")) {
      throw bad("silence", "accept or wait", silence);
    }
    return new NoticePlan(
        Arrays.stream(NoticePlan.Mode.values())
            .filter(each -> each.code().equals(mode == null ? "inform" : mode))
            .findAny()
            .orElseThrow(() -> bad("notice", "none, inform or ask", mode)),
        duration("noticeWithin", Duration.ofDays(7)),
        "accept".equals(silence));
  }

  private List<Reach> waves() {
    JsonArray array = array("waves", new JsonArray(WAVES));
    if (array.isEmpty() || array.size() > MOST_WAVES) {
      throw bad("waves", "1 to " + MOST_WAVES + " waves", array.size());
    }
    var waves = new ArrayList<Reach>();
    Reach before = Reach.ofShare(0);
    for (Object each : array) {
      Reach reach = reach(each);
      boolean grows =
          reach.number() > 0
              ? before.number() < reach.number() && before.share() == 0
              : before.share() < reach.share();
      if (!grows) {
        throw bad(
            "waves",
            "each to go further than the one before, numbers before shares",
            array.encode());
      }
      waves.add(reach);
      before = reach;
    }
    if (before.share() != 1) {
      throw bad("waves", "\"100%\" as the last one", array.getValue(array.size() - 1));
    }
    return List.copyOf(waves);
  }

  private static Reach reach(Object value) {
    if (value instanceof Integer number && number > 0) {
      return Reach.ofNumber(number);
    }
    return Reach.ofShare(shareOf("waves", value, 1));
  }

  private double share(String key, double otherwise, double most) {
    Object value = json.getValue(key);
    return value == null ? otherwise : shareOf(key, value, most);
  }

  private static double shareOf(String key, Object value, double most) {
    if (value instanceof String text) {
      Matcher matcher = SHARE.matcher(text);
      if (matcher.matches()) {
        double share = Double.parseDouble(matcher.group(1)) / 100;
        if (share <= most) {
          return share;
        }
      }
    }
    throw bad(key, "a share such as \"5%\", at most " + Math.round(most * 100) + "%", value);
  }

  private List<Likeness> strata() {
    JsonArray array =
        array(
            "strata",
            new JsonArray()
                .add(Likeness.HARDWARE_REVISION.word())
                .add(Likeness.PREVIOUS_VERSION.word()));
    Set<Likeness> found = EnumSet.noneOf(Likeness.class);
    for (Object each : array) {
      found.add(
          Arrays.stream(Likeness.values())
              .filter(likeness -> likeness.word().equals(each))
              .findAny()
              .orElseThrow(
                  () ->
                      bad(
                          "strata",
                          Arrays.stream(Likeness.values())
                              .map(Likeness::word)
                              .collect(Collectors.joining(", ")),
                          each)));
    }
    return List.copyOf(found);
  }

  private Manner manner(JsonObject windows) {
    boolean downloadOnly = flag("downloadOnly", false);
    Maintenance maintenance = windows.isEmpty() ? null : maintenance(windows);
    Instant notBefore = time("notBefore");
    Instant deadline = time("deadline");
    if (downloadOnly && (maintenance != null || notBefore != null || deadline != null)) {
      throw bad("downloadOnly", "false with maintenance, notBefore or deadline", true);
    }
    return new Manner(flag("forced", true), notBefore, deadline, downloadOnly, maintenance);
  }

  private static Maintenance maintenance(JsonObject windows) {
    for (String key : windows.fieldNames()) {
      if (!Set.of("schedule", "duration", "timezone", "days").contains(key)) {
        throw bad("maintenance", "schedule, duration, timezone and days", key);
      }
    }
    if (!(windows.getValue("schedule") instanceof String schedule)) {
      throw bad("maintenance.schedule", "a Quartz schedule", windows.getValue("schedule"));
    }
    Duration duration = durationOf("maintenance.duration", windows.getValue("duration"));
    if (!(windows.getValue("timezone", SITE) instanceof String zone)) {
      throw bad("maintenance.timezone", "\"site\" or a zone", windows.getValue("timezone"));
    }
    Object days = windows.getValue("days", Days.ANY.code());
    return Maintenance.of(schedule, duration, zone.equals(SITE) ? "Z" : zone)
        .on(
            Days.find(String.valueOf(days))
                .orElseThrow(() -> bad("maintenance.days", "workdays, restdays or any", days)),
            "",
            WorkDays.WEEKLY);
  }

  private Duration duration(String key, Duration otherwise) {
    Object value = json.getValue(key);
    return value == null ? otherwise : durationOf(key, value);
  }

  private static Duration durationOf(String key, @Nullable Object value) {
    if (value instanceof String text) {
      return Durations.parse(text).orElseThrow(() -> bad(key, Durations.FORM, text));
    }
    throw bad(key, Durations.FORM, value);
  }

  private @Nullable Instant time(String key) {
    Object value = json.getValue(key);
    if (value == null) {
      return null;
    }
    try {
      return OffsetDateTime.parse(String.valueOf(value)).toInstant();
    } catch (DateTimeException e) {
      throw bad(key, "a time such as 2026-11-22T08:00:00Z", value);
    }
  }

  private @Nullable String text(String key) {
    Object value = json.getValue(key);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw bad(key, "a string", value);
  }

  private boolean flag(String key, boolean otherwise) {
    Object value = json.getValue(key);
    if (value == null || value instanceof Boolean) {
      return value == null ? otherwise : (Boolean) value;
    }
    throw bad(key, "true or false", value);
  }

  private long whole(String key, long otherwise, long least, long most) {
    Object value = json.getValue(key);
    if (value == null) {
      return otherwise;
    }
    if ((value instanceof Integer || value instanceof Long)
        && ((Number) value).longValue() >= least
        && ((Number) value).longValue() <= most) {
      return ((Number) value).longValue();
    }
    throw bad(key, "a whole number from " + least + " to " + most, value);
  }

  private JsonArray array(String key, JsonArray otherwise) {
    Object value = json.getValue(key);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof JsonArray array) {
      return array;
    }
    throw bad(key, "an array", value);
  }

  private JsonObject object(String key) {
    Object value = json.getValue(key);
    if (value == null) {
      return new JsonObject();
    }
    if (value instanceof JsonObject object) {
      return object;
    }
    throw bad(key, "an object", value);
  }

  static Problem bad(String key, String expected, @Nullable Object found) {
    String shown = String.valueOf(found);
    return Problem.badInput(
        "plan.bad",
        "%s: expected %s, found %s"
            .formatted(key, expected, shown.length() > 80 ? shown.substring(0, 80) + "…" : shown));
  }
}
