package dev.fieldcare.promises;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import dev.fieldcare.base.Json;
import dev.fieldcare.base.Problem;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in what is announced of working days: from files, and as notices over the API. Each change
 * is a new version of the calendar; open clocks are reckoned anew by it in the same transaction and
 * each deadline that moves is journalled, while what has ended keeps the version it ended by.
 */
public final class CalendarImports {
  private static final Logger LOG = LoggerFactory.getLogger(CalendarImports.class);

  private final Database database;
  private final Journal journal;
  private final java.time.Clock clock;
  private final Calendars calendars;

  public CalendarImports(
      Database database, Journal journal, java.time.Clock clock, Calendars calendars) {
    this.database = database;
    this.journal = journal;
    this.clock = clock;
    this.calendars = calendars;
  }

  /**
   * Reads the stored calendars, then imports every {@code *.json} of the directory that is new or
   * changed; one that was changed over REST stays as it is.
   */
  public Future<Void> load(Path directory) {
    return calendars
        .read()
        .compose(
            read -> {
              Future<Void> all = Future.succeededFuture();
              for (Path file : files(directory)) {
                all = all.compose(done -> load(file, bytes(file)));
              }
              return all;
            });
  }

  private static List<Path> files(Path directory) {
    try (Stream<Path> paths = Files.list(directory)) {
      return paths.filter(path -> path.toString().endsWith(".json")).sorted().toList();
    } catch (IOException e) {
      throw Problem.badInput("calendar.directory", "cannot read calendars: " + e);
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw Problem.badInput("calendar.file", "cannot read the calendar " + file + ": " + e);
    }
  }

  private Future<Void> load(Path file, byte[] bytes) {
    JsonObject text = text(file, bytes);
    WorkCalendar first = CalendarText.parse(text, 1, file.toString());
    byte[] hash = Json.sha256(bytes);
    Optional<Calendars.Stored> known = calendars.findStored(first.id());
    if (known.isEmpty()) {
      return change(new Calendars.Stored(first, text, hash), "system").mapEmpty();
    }
    byte[] before = known.get().fileHash();
    if (Arrays.equals(before, hash)) {
      return Future.succeededFuture();
    }
    if (before == null) {
      LOG.info("{} is not imported: {} was changed over REST", file, first.id());
      return Future.succeededFuture();
    }
    int version = known.get().calendar().version() + 1;
    var next = CalendarText.parse(text, version, file.toString());
    return change(new Calendars.Stored(next, text, hash), "system").mapEmpty();
  }

  private static JsonObject text(Path file, byte[] bytes) {
    try {
      return new JsonObject(Json.mapper().readTree(bytes).toString());
    } catch (IOException | RuntimeException e) {
      throw Problem.badInput("calendar.invalid", file + ": expected JSON, found " + e.getMessage());
    }
  }

  /**
   * A year's notice, {@code {"source": …, "off": {date: name}, "work": {date: name}}}, added to a
   * calendar or put in place of the one before.
   *
   * @param isDryRun only tells which deadlines would move
   */
  public Future<CalendarChange> notice(
      String id, int year, JsonObject notice, boolean isDryRun, String actor) {
    try {
      JsonObject text = CalendarText.with(stored(id).text(), year, notice);
      return change(id, text, isDryRun, actor);
    } catch (Problem refused) {
      return Future.failedFuture(refused);
    }
  }

  /** A whole calendar, new or in place of the one before. */
  public Future<CalendarChange> replace(
      String id, JsonObject text, boolean isDryRun, String actor) {
    return change(id, text, isDryRun, actor);
  }

  private Calendars.Stored stored(String id) {
    return calendars
        .findStored(id)
        .orElseThrow(() -> Problem.notFound("calendar.unknown", "there is no calendar " + id));
  }

  private Future<CalendarChange> change(
      String id, JsonObject text, boolean isDryRun, String actor) {
    WorkCalendar next;
    try {
      int version = calendars.findStored(id).map(it -> it.calendar().version() + 1).orElse(1);
      next = CalendarText.parse(text, version, "calendar " + id);
      if (!next.id().equals(id)) {
        throw Problem.badInput(
            "calendar.invalid", "id: expected " + id + " as in the path, found " + next.id());
      }
    } catch (Problem refused) {
      return Future.failedFuture(refused);
    }
    return isDryRun
        ? PgCommitments.reckonedBefore(database.pool(), id, next.version(), false)
            .map(open -> new CalendarChange(next, true, moves(open, next)))
        : change(new Calendars.Stored(next, text, null), actor);
  }

  private Future<CalendarChange> change(Calendars.Stored next, String actor) {
    WorkCalendar calendar = next.calendar();
    var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return database
        .transaction(
            sql ->
                Calendars.insert(sql, next, now, actor)
                    .compose(done -> reckon(sql, calendar, actor, true)))
        .map(
            moved -> {
              calendars.publish(next);
              return new CalendarChange(calendar, false, moved);
            })
        .recover(CalendarImports::explain);
  }

  private static <T> Future<T> explain(Throwable cause) {
    return cause instanceof io.vertx.pgclient.PgException pg && "23505".equals(pg.getSqlState())
        ? Future.failedFuture(
            Problem.conflict("calendar.version", "the calendar was changed just now: look again"))
        : Future.failedFuture(cause);
  }

  /** Open clocks by the new version; those that move are journalled. */
  private Future<List<Moved>> reckon(
      SqlConnection sql, WorkCalendar calendar, String actor, boolean isImport) {
    return PgCommitments.reckonedBefore(sql, calendar.id(), calendar.version(), true)
        .compose(
            open -> {
              List<Commitment> after = open.stream().map(it -> it.reckoned(calendar)).toList();
              List<Moved> moved = moved(open, after);
              var entries = new ArrayList<Journal.Entry>();
              if (isImport) {
                entries.add(imported(calendar, moved.size(), actor));
              }
              moved.forEach(each -> entries.add(entry(each, calendar, actor)));
              return PgCommitments.reckon(sql, calendar.version(), after)
                  .compose(done -> journal.appendAll(sql, entries))
                  .map(moved);
            });
  }

  private static List<Moved> moves(List<Commitment> open, WorkCalendar calendar) {
    return moved(open, open.stream().map(it -> it.reckoned(calendar)).toList());
  }

  private static List<Moved> moved(List<Commitment> before, List<Commitment> after) {
    var found = new ArrayList<Moved>();
    for (int i = 0; i < before.size(); i++) {
      var each = new Moved(before.get(i), after.get(i));
      if (each.isChange()) {
        found.add(each);
      }
    }
    return found;
  }

  private static Journal.Entry imported(WorkCalendar calendar, int moved, String actor) {
    var data =
        new JsonObject()
            .put("version", calendar.version())
            .put("knownThrough", calendar.knownThrough().toString())
            .put("sources", calendar.sources())
            .put("moved", moved);
    return new Journal.Entry(actor, "calendar:" + calendar.id(), "calendar.changed", data);
  }

  private static Journal.Entry entry(Moved moved, WorkCalendar calendar, String actor) {
    var facts =
        new JsonObject()
            .put("calendar", calendar.id())
            .put("before", Moved.json(moved.before().deadline()));
    return Commitments.entry(
        new Commitments.Change(moved.after(), "promise.reckoned", facts), actor);
  }

  /**
   * Hears of what another server changed, and reckons what was started by an old version just while
   * it was replaced.
   */
  public Future<Void> round() {
    return calendars
        .read()
        .compose(
            read -> {
              Future<Void> all = Future.succeededFuture();
              for (WorkCalendar each : calendars.all()) {
                all =
                    all.compose(done -> PgCommitments.isBehind(database.pool(), each))
                        .compose(
                            isBehind ->
                                isBehind
                                    ? database
                                        .transaction(sql -> reckon(sql, each, "system", false))
                                        .mapEmpty()
                                    : Future.succeededFuture());
              }
              return all;
            });
  }
}
