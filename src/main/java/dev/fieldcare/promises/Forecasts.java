package dev.fieldcare.promises;

import dev.fieldcare.base.Database;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Forecasts for open promises, from the newest of their kind. */
public final class Forecasts {
  private static final int MOST = 2_000;

  /** Fewer past cases than these say nothing. */
  private static final int FEWEST = 20;

  private final Database database;
  private final java.time.Clock clock;
  private final Calendars calendars;

  public Forecasts(Database database, java.time.Clock clock, Calendars calendars) {
    this.database = database;
    this.clock = clock;
    this.calendars = calendars;
  }

  /** How long promises of this kind and measure took. */
  public Future<Survival> past(String kind, Measure measure) {
    Instant now = clock.instant();
    return PgCommitments.newest(database.pool(), kind, measure.code(), MOST)
        .map(
            found -> {
              var observations = new ArrayList<Survival.Observation>();
              found.forEach(each -> observed(each, now).ifPresent(observations::add));
              return Survival.of(observations);
            });
  }

  /** When a cancelled one ended is not known; it says nothing. */
  private Optional<Survival.Observation> observed(Commitment it, Instant now) {
    if (it.outcome() == Outcome.CANCELLED || it.isPaused()) {
      return Optional.empty();
    }
    WorkCalendar calendar = calendars.get(it.promise().calendar(), it.calendarVersion());
    Instant stop = it.stop();
    return it.clock(calendar)
        .map(running -> Forecast.observed(running, stop == null ? now : stop, stop != null));
  }

  /** For an open one with enough of its kind before it: the probability that it will be broken. */
  public Future<@Nullable JsonObject> of(Commitment it) {
    Term term = it.promise().term();
    if (!it.isOpen() || term == null) {
      return Future.succeededFuture();
    }
    WorkCalendar calendar = calendars.get(it.promise().calendar(), it.calendarVersion());
    Optional<Forecast> forecast = it.clock(calendar).flatMap(Forecast::of);
    return forecast.isEmpty()
        ? Future.succeededFuture()
        : past(it.kind(), term.measure())
            .map(
                past ->
                    past.size() < FEWEST
                        ? null
                        : new JsonObject()
                            .put("cases", past.size())
                            .put(
                                "breachProbability", forecast.get().breach(past, clock.instant())));
  }
}
