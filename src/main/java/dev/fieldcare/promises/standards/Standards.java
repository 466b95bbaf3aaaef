package dev.fieldcare.promises.standards;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import dev.fieldcare.base.Problem;
import dev.fieldcare.promises.coverage.StatutoryRules;
import io.vertx.core.Future;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is promised to whom: the vendor's standard, and what contracts, customers and models deviate
 * from it. Look-ups are immediate and thread-safe; a parameter nobody set is an error and never "no
 * deadline".
 */
public final class Standards {
  private final Database database;
  private final Journal journal;
  private final Clock clock;
  private final Predicate<String> isCalendar;
  private volatile @Nullable VendorStandard vendor;
  private volatile List<Deviation> deviations = List.of();
  private Future<Void> reading = Future.succeededFuture();

  /**
   * @param isCalendar whether there is a calendar of that id
   */
  public Standards(Database database, Journal journal, Clock clock, Predicate<String> isCalendar) {
    this.database = database;
    this.journal = journal;
    this.clock = clock;
    this.isCalendar = isCalendar;
  }

  /**
   * Reads the vendor's file and the stored deviations.
   *
   * @throws Problem naming what the file lacks
   */
  public Future<Void> load(Path file) {
    try {
      VendorStandard found = StandardText.parse(Files.readString(file), file.toString());
      found.parameters().forEach((key, each) -> calendar(key, each.value(), file.toString()));
      vendor = found;
    } catch (IOException e) {
      return Future.failedFuture(
          Problem.badInput("standard.file", "cannot read the service standard " + file + ": " + e));
    } catch (Problem e) {
      return Future.failedFuture(e);
    }
    return read();
  }

  /** A clock by a calendar that is not there could not even be started. */
  private void calendar(String key, Object value, String where) {
    if (key.equals(Catalogue.CALENDAR) && !isCalendar.test(String.valueOf(value))) {
      throw Problem.badInput(
          "standard.calendar", where + ": calendar: expected one that there is, found " + value);
    }
  }

  /** Reads what others set; one reading after the other, so that the last one is what stays. */
  public synchronized Future<Void> read() {
    reading = reading.transform(before -> readNow());
    return reading;
  }

  private Future<Void> readNow() {
    return database
        .pool()
        .query(
            "SELECT id, level, subject, key, value::text AS value, clause, from_at, to_at"
                + " FROM deviations ORDER BY id")
        .execute()
        .map(
            rows -> {
              var found = new ArrayList<Deviation>();
              rows.forEach(row -> found.add(deviation(row)));
              deviations = List.copyOf(found);
              return null;
            });
  }

  private static Deviation deviation(Row row) {
    OffsetDateTime to = row.getOffsetDateTime("to_at");
    String key = row.getString("key");
    return new Deviation(
        row.getLong("id"),
        Level.find(row.getString("level")).orElseThrow(),
        row.getString("subject"),
        key,
        StandardText.value(key, Json.decodeValue(row.getString("value")), "stored " + key),
        row.getString("clause"),
        row.getOffsetDateTime("from_at").toInstant(),
        to == null ? null : to.toInstant());
  }

  private VendorStandard vendor() {
    VendorStandard loaded = vendor;
    if (loaded == null) {
      throw new Problem(
          Problem.Kind.INTERNAL, "standard.missing", "the service standard was not read");
    }
    return loaded;
  }

  public StatutoryRules statutory() {
    return vendor().statutory();
  }

  /** As it holds now. */
  public Parameter resolve(String key, Target target) {
    return resolve(key, target, clock.instant());
  }

  /**
   * The parameter as it holds for the target at that moment: of several that hold, the level that
   * comes first, and there the one set last.
   *
   * @throws Problem naming the key when there is none
   */
  public Parameter resolve(String key, Target target, Instant at) {
    for (Level level : Level.values()) {
      String id = target.id(level);
      if (id == null) {
        continue;
      }
      Optional<Deviation> found =
          deviations.stream()
              .filter(each -> each.holds(key, level, id, at))
              .max(Comparator.comparingLong(Deviation::id));
      if (found.isPresent()) {
        return found.get().parameter();
      }
    }
    Parameter standard = vendor().parameters().get(key);
    if (standard == null) {
      Catalogue.kind(key);
      throw new Problem(
          Problem.Kind.INTERNAL, "standard.missing", "standard " + key + " has no value");
    }
    return standard;
  }

  /** Every parameter as it holds for the target, and what the standard says of its clock. */
  public JsonObject json(Target target) {
    Instant now = clock.instant();
    var all = new JsonArray();
    for (String key : Catalogue.KEYS) {
      JsonObject rules = vendor().rules().getOrDefault(key, new JsonObject()).copy();
      all.add(rules.mergeIn(resolve(key, target, now).json()));
    }
    return new JsonObject().put("version", vendor().version()).put("items", all);
  }

  public List<Deviation> deviations() {
    return deviations;
  }

  /**
   * Sets a parameter for a contract, customer or model.
   *
   * @param value as in the file: a term, or a plain value
   */
  public Future<Deviation> set(
      Level level,
      String subject,
      String key,
      Object value,
      @Nullable Instant from,
      @Nullable Instant to,
      String actor) {
    return database
        .transaction(sql -> set(sql, level, subject, key, value, from, to, actor))
        .compose(set -> read().map(set));
  }

  /** In the caller's transaction, who is to {@link #read} once it is committed. */
  public Future<Deviation> set(
      SqlConnection sql,
      Level level,
      String subject,
      String key,
      Object value,
      @Nullable Instant from,
      @Nullable Instant to,
      String actor) {
    if (level == Level.VENDOR) {
      return Future.failedFuture(
          Problem.badInput(
              "standard.level",
              "level: expected one of "
                  + String.join(", ", Level.codes())
                  + "; the vendor's own standard is in its file"));
    }
    Object read;
    try {
      read = StandardText.value(key, value, key);
      calendar(key, read, level.code() + " " + subject);
    } catch (Problem e) {
      return Future.failedFuture(e);
    }
    Instant since = (from == null ? clock.instant() : from).truncatedTo(ChronoUnit.MICROS);
    if (to != null && !to.isAfter(since)) {
      return Future.failedFuture(
          Problem.badInput("standard.to", "to: expected after " + since + ", found " + to));
    }
    String clause = level.code() + " " + subject;
    JsonObject data =
        new JsonObject()
            .put("key", key)
            .put("value", Parameter.plain(read))
            .put("from", since.toString())
            .put("to", to == null ? null : to.toString());
    return sql.preparedQuery(
            "INSERT INTO deviations (level, subject, key, value, clause, from_at,"
                + " to_at, created_at, created_by) VALUES ($1, $2, $3,"
                + " $4::text::json, $5, $6, $7, $8, $9) RETURNING id, level, subject,"
                + " key, value::text AS value, clause, from_at, to_at")
        .execute(
            Tuple.from(
                new Object[] {
                  level.code(),
                  subject,
                  key,
                  Json.encode(Parameter.plain(read)),
                  clause,
                  since.atOffset(ZoneOffset.UTC),
                  to == null ? null : to.atOffset(ZoneOffset.UTC),
                  clock.instant().atOffset(ZoneOffset.UTC),
                  actor
                }))
        .map(rows -> deviation(rows.iterator().next()))
        .compose(
            set ->
                tell(sql, level, subject, "standard.set", data.put("id", set.id()), actor)
                    .map(set));
  }

  private Future<Void> tell(
      SqlConnection sql, Level level, String subject, String type, JsonObject data, String actor) {
    var entry = new Journal.Entry(actor, level.code() + ":" + subject, type, data);
    return journal.append(sql, entry).mapEmpty();
  }

  /**
   * From then on nothing else is set for exactly this contract, customer or model. In the caller's
   * transaction, who is to {@link #read} once it is committed.
   */
  public Future<Void> unset(
      SqlConnection sql, Level level, String subject, String key, Instant at, String actor) {
    return sql.preparedQuery(
            "UPDATE deviations SET to_at = greatest($4, from_at + interval '1 microsecond')"
                + " WHERE level = $1 AND subject = $2 AND key = $3"
                + " AND (to_at IS NULL OR to_at > $4)")
        .execute(Tuple.of(level.code(), subject, key, at.atOffset(ZoneOffset.UTC)))
        .compose(
            done -> {
              var data = new JsonObject().put("key", key).put("from", at.toString());
              return tell(sql, level, subject, "standard.unset", data, actor);
            });
  }

  /**
   * @throws Problem when this is no value of the parameter
   */
  public static void check(String key, Object value, String where) {
    StandardText.value(key, value, where);
  }
}
