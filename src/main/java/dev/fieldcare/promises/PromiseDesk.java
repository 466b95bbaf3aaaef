package dev.fieldcare.promises;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.function.BiFunction;

/** Everything about promises, put together. */
public record PromiseDesk(
    Calendars calendars,
    CalendarImports imports,
    Commitments commitments,
    Escalations escalations,
    Forecasts forecasts) {

  /** The calendar that is shipped, and that people are taken to work by. */
  public static final String HOME = "cn";

  /**
   * Calendars are not read yet: {@link CalendarImports#load} does that.
   *
   * @param news hears of promises that run out, in the transaction that records it
   */
  public static PromiseDesk on(
      Database database,
      Journal journal,
      java.time.Clock clock,
      BiFunction<SqlConnection, Escalation, Future<Void>> news) {
    var calendars = new Calendars(database);
    var commitments = new Commitments(database, journal, clock, calendars, PauseRules.DEFAULT);
    return new PromiseDesk(
        calendars,
        new CalendarImports(database, journal, clock, calendars),
        commitments,
        new Escalations(
            database, journal, clock, calendars, commitments, role -> calendars.get(HOME), news),
        new Forecasts(database, clock, calendars));
  }

  /**
   * What recurs. Succeeds when calendars are as the database has them and all that is due was told.
   */
  public Future<Void> round() {
    return imports.round().compose(done -> escalations.round()).mapEmpty();
  }
}
