package dev.fieldcare.promises;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A promise with its clock.
 *
 * @param calendarVersion by which its deadline was reckoned; pinned when it ends
 * @param stop when it was done
 * @param deadline null while it is paused, and when nothing is owed
 * @param level the next step of its ladder
 * @param nextAt when that is due; null when there is none or it is paused
 */
public record Commitment(
    long id,
    Undertaking promise,
    int calendarVersion,
    List<Pause> pauses,
    @Nullable Instant stop,
    Outcome outcome,
    @Nullable Deadline deadline,
    int level,
    @Nullable Instant nextAt) {

  public Commitment {
    pauses = List.copyOf(pauses);
  }

  public String subject() {
    return promise.subject();
  }

  public String kind() {
    return promise.kind();
  }

  public boolean isOpen() {
    return outcome == Outcome.OPEN;
  }

  public boolean isPaused() {
    return isOpen() && pauses.stream().anyMatch(Pause::isOpen);
  }

  /** Empty when it has no term: a date was agreed, or nothing is owed. */
  public Optional<Clock> clock(WorkCalendar calendar) {
    return Optional.ofNullable(promise.term())
        .map(term -> new Clock(term, promise.start(), pauses, calendar));
  }

  /** The same with its deadline and next warning reckoned anew by this calendar. */
  Commitment reckoned(WorkCalendar calendar) {
    Deadline due =
        promise.agreed() == null
            ? clock(calendar).flatMap(Clock::deadline).orElse(null)
            : new Deadline(promise.agreed(), false);
    var next =
        new Commitment(id, promise, calendar.version(), pauses, stop, outcome, due, level, nextAt);
    return next.warning(next.moment(level, calendar));
  }

  /** When a step of the ladder is due; null when there is no such step, or never yet. */
  @Nullable Instant moment(int step, WorkCalendar calendar) {
    List<Ladder.Level> levels = promise.ladder().levels();
    if (stop != null || step >= levels.size()) {
      return null;
    }
    double share = levels.get(step).share();
    Instant agreed = promise.agreed();
    if (agreed != null) {
      Duration whole = Duration.between(promise.start(), agreed);
      return promise.start().plusMillis((long) (whole.toMillis() * share));
    }
    return clock(calendar).flatMap(clock -> clock.moment(share)).orElse(null);
  }

  Commitment warning(@Nullable Instant at) {
    return new Commitment(id, promise, calendarVersion, pauses, stop, outcome, deadline, level, at);
  }

  Commitment atLevel(int step) {
    return new Commitment(
        id, promise, calendarVersion, pauses, stop, outcome, deadline, step, nextAt);
  }

  Commitment pausedBy(List<Pause> all) {
    return new Commitment(
        id, promise, calendarVersion, all, stop, outcome, deadline, level, nextAt);
  }

  /** With every pause that lasts over at this moment. */
  Commitment resumedAt(Instant at) {
    return pausedBy(
        pauses.stream().map(pause -> pause.isOpen() ? pause.endedAt(at) : pause).toList());
  }

  Commitment about(String subject) {
    return new Commitment(
        id,
        promise.about(subject),
        calendarVersion,
        pauses,
        stop,
        outcome,
        deadline,
        level,
        nextAt);
  }

  /** Over without having been done: cancelled, or its deadline passed. */
  Commitment ended(Outcome how) {
    Instant next = how == Outcome.BREACHED ? nextAt : null;
    return new Commitment(id, promise, calendarVersion, pauses, stop, how, deadline, level, next);
  }

  /** Done at this moment, in time or not. What was breached stays so. */
  Commitment done(Instant at) {
    boolean inTime = deadline == null || !at.isAfter(deadline.at());
    Outcome how = isOpen() && inTime ? Outcome.KEPT : Outcome.BREACHED;
    return new Commitment(id, promise, calendarVersion, pauses, at, how, deadline, level, null);
  }

  /** Whether the other one is due earlier. A clock that is paused is due later than any. */
  boolean isLaterThan(Commitment other) {
    return other.deadline != null
        && (deadline == null || deadline.at().isAfter(other.deadline.at()));
  }

  public JsonObject json() {
    var array = new JsonArray();
    pauses.forEach(pause -> array.add(pause.json()));
    return new JsonObject()
        .put("id", Long.toString(id))
        .put("subject", promise.subject())
        .put("customer", promise.customer())
        .put("kind", promise.kind())
        .put("clause", promise.clause())
        .put("term", promise.term() == null ? null : promise.term().json())
        .put("start", promise.start().toString())
        .put("agreed", text(promise.agreed()))
        .put("calendar", promise.calendar())
        .put("calendarVersion", calendarVersion)
        .put("termsVersion", promise.termsVersion())
        .put("pauses", array)
        .put("paused", isPaused())
        .put("stop", text(stop))
        .put("outcome", outcome.name())
        .put("deadline", deadline == null ? null : deadline.at().toString())
        .put("provisional", deadline != null && deadline.provisional())
        .put("nextWarningAt", text(nextAt));
  }

  private static @Nullable String text(@Nullable Instant moment) {
    return moment == null ? null : moment.toString();
  }
}
