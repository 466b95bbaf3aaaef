package dev.fieldcare.promises;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Problem;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of an open promise if the next stage of the work begins by some time, as in "if
 * dispatched by 15:20: 90 %". From how long it took the newest of the kind from that stage until
 * they were done, by Kaplan and Meier, in the hours that count.
 */
public final class StageForecasts {
  /** Fewer past cases than these say nothing. */
  public static final int FEWEST = 20;

  private static final int MOST = 2_000;

  private final Database database;
  private final java.time.Clock clock;
  private final Calendars calendars;
  private final Stages stages;

  public StageForecasts(
      Database database, java.time.Clock clock, Calendars calendars, Stages stages) {
    this.database = database;
    this.clock = clock;
    this.calendars = calendars;
    this.stages = stages;
  }

  /** What is asked: the stage, when it would begin (null: now), and the chance that is wanted. */
  public record Question(String stage, @Nullable Instant at, double chance) {}

  /**
   * Answers it for one promise. {@code keepProbability} and {@code latest} are null while too few
   * were like it; {@code latest} also when none of the past was so quick that often.
   */
  public Future<JsonObject> of(Commitment it, Question question) {
    Instant now = clock.instant();
    Instant at = question.at == null ? now : question.at;
    Term term = it.promise().term();
    Forecast forecast = term == null ? null : forecast(it).orElse(null);
    if (!it.isOpen() || forecast == null || term == null) {
      return Future.failedFuture(none(it, term));
    }
    if (at.isBefore(now)) {
      return Future.failedFuture(
          Problem.badInput("query.at", "at: expected now or later, found " + at));
    }
    return PgCommitments.newest(database.pool(), it.kind(), term.measure().code(), MOST)
        .compose(like -> stages.of(subjects(it, like)).map(begun -> new Cases(like, begun)))
        .map(cases -> answer(it, question, forecast, cases, at, now));
  }

  private Optional<Forecast> forecast(Commitment it) {
    return it.clock(calendar(it)).flatMap(Forecast::of);
  }

  private WorkCalendar calendar(Commitment it) {
    return calendars.get(it.promise().calendar(), it.calendarVersion());
  }

  private static Problem none(Commitment it, @Nullable Term term) {
    String found =
        !it.isOpen()
            ? "one that is " + it.outcome()
            : term == null ? "a date that was agreed" : "one that is paused";
    return Problem.conflict(
        "forecast.none",
        "commitment " + it.id() + ": expected an open one whose clock runs, found " + found);
  }

  private static List<String> subjects(Commitment it, List<Commitment> like) {
    var found = new ArrayList<String>();
    found.add(it.subject());
    like.forEach(each -> found.add(each.subject()));
    return found.stream().distinct().toList();
  }

  /** Promises of a kind, and what became of their subjects. */
  private record Cases(List<Commitment> like, Map<String, List<Stages.Begun>> begun) {
    List<Stages.Begun> of(Commitment it) {
      return begun.getOrDefault(it.subject(), List.of());
    }
  }

  private JsonObject answer(
      Commitment it, Question question, Forecast forecast, Cases cases, Instant at, Instant now) {
    var observations = new ArrayList<Survival.Observation>();
    for (Commitment each : cases.like) {
      if (each.id() != it.id()) {
        observed(each, cases.of(each), question.stage, now).ifPresent(observations::add);
      }
    }
    Survival stage = Survival.of(observations);
    Instant begun = current(cases.of(it), question.stage);
    boolean isKnown = stage.size() >= FEWEST;
    Optional<Instant> latest =
        isKnown ? forecast.latestStart(stage, question.chance) : Optional.empty();
    return new JsonObject()
        .put("commitment", Long.toString(it.id()))
        .put("stage", question.stage)
        .put("begun", begun == null ? null : begun.toString())
        .put("at", (begun == null ? at : begun).toString())
        .put("deadline", Objects.requireNonNull(it.deadline()).at().toString())
        .put("hours", forecast.measure().code())
        .put("cases", stage.size())
        .put(
            "keepProbability",
            !isKnown
                ? null
                : begun == null ? forecast.kept(stage, at) : forecast.kept(stage, begun, now))
        .put("chance", question.chance)
        .put("latest", latest.map(Instant::toString).orElse(null))
        .put("tooLate", begun == null && latest.filter(now::isAfter).isPresent());
  }

  /** From the last time that stage began until it was done; when it ended otherwise, nothing. */
  private Optional<Survival.Observation> observed(
      Commitment it, List<Stages.Begun> begun, String stage, Instant now) {
    Instant stop = it.stop();
    if (it.outcome() == Outcome.CANCELLED || it.isPaused()) {
      return Optional.empty();
    }
    Instant from =
        stop == null
            ? current(begun, stage)
            : begun.stream()
                .filter(each -> each.stage().equals(stage) && !each.at().isAfter(stop))
                .reduce((first, last) -> last)
                .map(Stages.Begun::at)
                .orElse(null);
    if (from == null) {
      return Optional.empty();
    }
    return it.clock(calendar(it))
        .map(clock -> Forecast.observed(clock, from, stop == null ? now : stop, stop != null));
  }

  /** When the stage began that it is in now; null when it is in another. */
  private static @Nullable Instant current(List<Stages.Begun> begun, String stage) {
    return !begun.isEmpty() && begun.getLast().stage().equals(stage) ? begun.getLast().at() : null;
  }
}
