package dev.fieldcare.commands;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A rollout, as the API shows it, in lines of text. */
final class RolloutPicture {
  private static final int WIDTH = 24;
  private static final Set<String> DONE = Set.of("updated", "delivered");
  private static final Set<String> UNDER_WAY = Set.of("open", "asked");
  private static final Set<String> TROUBLE =
      Set.of("failed", "silent", "declined", "left_out", "brought_back", "unreachable");

  private RolloutPicture() {}

  /** {@code rolling_back} as people say it. */
  static String words(String code) {
    return code.replace('_', ' ');
  }

  /** One line of a list. */
  static String line(JsonObject rollout) {
    return "%-6s %-12s %-16s %-12s %7d devices  %s"
        .formatted(
            rollout.getString("id"),
            words(rollout.getString("state")),
            rollout.getString("model"),
            rollout.getString("release"),
            rollout.getLong("size", 0L),
            rollout.getString("because"))
        .stripTrailing();
  }

  static List<String> of(JsonObject rollout) {
    var lines = new ArrayList<String>();
    String name = rollout.getString("name", "");
    lines.add(
        "rollout %s: %s %s%s"
            .formatted(
                rollout.getString("id"),
                rollout.getString("model"),
                rollout.getString("release"),
                name.isEmpty() ? "" : ", " + name));
    lines.add("%s: %s".formatted(words(rollout.getString("state")), rollout.getString("because")));
    lines.add(
        "written by %s, %s"
            .formatted(
                rollout.getString("createdBy"),
                rollout.getString("approvedBy") == null
                    ? "not approved yet"
                    : "approved by " + rollout.getString("approvedBy")));
    if (rollout.getString("problem") != null) {
      lines.add("problem " + rollout.getString("problem"));
    }
    waves(lines, rollout);
    fixes(lines, rollout.getJsonArray("fixes"));
    gates(lines, rollout.getJsonObject("verdict"));
    return lines;
  }

  private static void waves(List<String> lines, JsonObject rollout) {
    JsonArray waves = rollout.getJsonArray("waves", new JsonArray());
    if (waves.isEmpty()) {
      return;
    }
    lines.add("");
    for (int i = 0; i < waves.size(); i++) {
      JsonObject wave = waves.getJsonObject(i);
      JsonObject states = wave.getJsonObject("states");
      int members = wave.getInteger("members");
      lines.add(
          "%-12s %7d  %s %3d %%  %s"
              .formatted(
                  title(wave, rollout.getInteger("wave", 0)),
                  members,
                  bar(states, members),
                  members == 0 ? 100 : 100 * count(states, DONE) / members,
                  states.fieldNames().stream()
                      .map(state -> words(state) + " " + states.getInteger(state))
                      .collect(Collectors.joining(", ")))
              .stripTrailing());
    }
    lines.add("%21s█ installed  ▓ under way  × not installed  ░ to come".formatted(""));
  }

  private static String title(JsonObject wave, int now) {
    int number = wave.getInteger("wave");
    return wave.getBoolean("heldBack")
        ? "held back"
        : "wave " + number + (number == now ? " (now)" : "");
  }

  private static int count(JsonObject states, Set<String> which) {
    return states.fieldNames().stream().filter(which::contains).mapToInt(states::getInteger).sum();
  }

  private static String bar(JsonObject states, int members) {
    int done = length(count(states, DONE), members, WIDTH);
    int trouble = length(count(states, TROUBLE), members, WIDTH - done);
    int way = length(count(states, UNDER_WAY), members, WIDTH - done - trouble);
    return "█".repeat(done)
        + "×".repeat(trouble)
        + "▓".repeat(way)
        + "░".repeat(WIDTH - done - trouble - way);
  }

  /** Rounded down, but a single device is seen; never more than is left. */
  private static int length(int count, int members, int left) {
    return count == 0 ? 0 : Math.min(left, Math.max(1, (int) ((long) count * WIDTH / members)));
  }

  private static void fixes(List<String> lines, @Nullable JsonArray all) {
    for (int i = 0; all != null && i < all.size(); i++) {
      JsonObject fix = all.getJsonObject(i);
      lines.add(
          "fixes %s: %s, %s"
              .formatted(
                  fix.getString("symptom"),
                  Objects.toString(fix.getString("state"), "").toLowerCase(Locale.ROOT),
                  Objects.toString(fix.getString("because"), "")));
    }
  }

  private static void gates(List<String> lines, @Nullable JsonObject verdict) {
    if (verdict == null) {
      return;
    }
    lines.add("");
    lines.add(
        "gates of wave %d, %s: %s"
            .formatted(
                verdict.getInteger("wave"),
                verdict.getString("at"),
                verdict.getString("answer").toLowerCase(Locale.ROOT)));
    JsonArray all = verdict.getJsonArray("verdicts");
    for (int i = 0; i < all.size(); i++) {
      JsonObject each = all.getJsonObject(i);
      lines.add(
          "  %-4s  %-10s %s"
              .formatted(
                  each.getString("answer").toLowerCase(Locale.ROOT),
                  each.getString("gate"),
                  each.getString("because")));
    }
  }
}
