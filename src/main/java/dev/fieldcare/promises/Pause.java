package dev.fieldcare.promises;

import dev.fieldcare.base.Problem;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Time that does not count, from just after {@code from} up to and including {@code to}: a day that
 * closes at {@code from} still counts.
 *
 * @param to null while it lasts
 */
public record Pause(Instant from, @Nullable Instant to, PauseReason reason) {
  public Pause {
    if (to != null && to.isBefore(from)) {
      throw Problem.badInput(
          "pause.order", "expected a pause to end after it began at " + from + ", found " + to);
    }
  }

  public boolean isOpen() {
    return to == null;
  }

  /** The same pause, over at this moment, or at its beginning if that is later. */
  public Pause endedAt(Instant end) {
    return new Pause(from, end.isBefore(from) ? from : end, reason);
  }

  boolean covers(Instant moment) {
    return moment.isAfter(from) && (to == null || !moment.isAfter(to));
  }

  boolean overlaps(Instant begin, Instant end) {
    return from.isBefore(end) && (to == null || to.isAfter(begin));
  }

  /** Their union: in order, apart from each other, each with the reason that began it. */
  static List<Pause> union(List<Pause> pauses) {
    var merged = new ArrayList<Pause>();
    for (Pause next : pauses.stream().sorted(Comparator.comparing(Pause::from)).toList()) {
      Pause last = merged.isEmpty() ? null : merged.getLast();
      Instant end = last == null ? null : last.to;
      if (last == null || (end != null && next.from.isAfter(end))) {
        merged.add(next);
      } else if (end != null && (next.to == null || next.to.isAfter(end))) {
        merged.set(merged.size() - 1, new Pause(last.from, next.to, last.reason));
      }
    }
    return merged;
  }

  public JsonObject json() {
    return new JsonObject()
        .put("from", from.toString())
        .put("to", to == null ? null : to.toString())
        .put("reason", reason.code());
  }

  static Pause parse(JsonObject json) {
    String to = json.getString("to");
    return new Pause(
        Instant.parse(json.getString("from")),
        to == null ? null : Instant.parse(to),
        PauseReason.valueOf(json.getString("reason").toUpperCase(java.util.Locale.ROOT)));
  }
}
