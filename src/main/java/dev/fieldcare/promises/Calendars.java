package dev.fieldcare.promises;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Problem;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The calendars in all their versions. Look-ups are immediate and thread-safe. */
public final class Calendars {
  /** One version, as it is stored. */
  record Stored(WorkCalendar calendar, JsonObject text, byte @Nullable [] fileHash) {}

  private final Database database;
  private final Map<String, TreeMap<Integer, Stored>> versions = new ConcurrentHashMap<>();

  public Calendars(Database database) {
    this.database = database;
  }

  /** Reads what is stored and not known yet; succeeds when it can be found. */
  public Future<Void> read() {
    return database
        .pool()
        .query(
            "SELECT id, version, body::text AS body, file_hash FROM calendars"
                + " ORDER BY id, version")
        .execute()
        .map(
            rows -> {
              rows.forEach(
                  row -> {
                    int version = row.getInteger("version");
                    String id = row.getString("id");
                    if (findStored(id).map(it -> it.calendar.version()).orElse(0) < version) {
                      var text = new JsonObject(row.getString("body"));
                      Buffer hash = row.getBuffer("file_hash");
                      publish(
                          new Stored(
                              CalendarText.parse(text, version, "stored calendar " + id),
                              text,
                              hash == null ? null : hash.getBytes()));
                    }
                  });
              return null;
            });
  }

  void publish(Stored stored) {
    versions.compute(
        stored.calendar.id(),
        (id, known) -> {
          var next = known == null ? new TreeMap<Integer, Stored>() : new TreeMap<>(known);
          next.put(stored.calendar.version(), stored);
          return next;
        });
  }

  Optional<Stored> findStored(String id) {
    return Optional.ofNullable(versions.get(id)).map(known -> known.lastEntry().getValue());
  }

  /** The newest of every calendar, by id. */
  public List<WorkCalendar> all() {
    return versions.keySet().stream().sorted().map(this::get).toList();
  }

  public boolean isKnown(String id) {
    return versions.containsKey(id);
  }

  /**
   * Its newest version.
   *
   * @throws Problem {@code calendar.unknown}
   */
  public WorkCalendar get(String id) {
    return findStored(id)
        .map(Stored::calendar)
        .orElseThrow(() -> Problem.notFound("calendar.unknown", "there is no calendar " + id));
  }

  /**
   * A certain version.
   *
   * @throws Problem {@code calendar.unknown}
   */
  public WorkCalendar get(String id, int version) {
    Stored found = versions.getOrDefault(id, new TreeMap<>()).get(version);
    if (found == null) {
      throw Problem.notFound(
          "calendar.unknown", "there is no version " + version + " of calendar " + id);
    }
    return found.calendar;
  }

  /** A calendar as its notices say, for people to read. */
  public static JsonObject json(WorkCalendar calendar) {
    var hours = new JsonObject();
    calendar
        .weekly()
        .forEach(
            (day, openings) ->
                hours.put(
                    day.name().toLowerCase(java.util.Locale.ROOT),
                    openings.stream().map(Opening::toString).toList()));
    return new JsonObject()
        .put("id", calendar.id())
        .put("version", calendar.version())
        .put("zone", calendar.zone().getId())
        .put("hours", hours)
        .put("makeUpHours", calendar.makeUp().stream().map(Opening::toString).toList())
        .put("closeOfBusiness", Opening.time(calendar.closeMinute()))
        .put("knownThrough", calendar.knownThrough().toString())
        .put("sources", calendar.sources())
        .put("off", CalendarText.days(calendar.special(), false))
        .put("work", CalendarText.days(calendar.special(), true));
  }

  static Future<Void> insert(SqlConnection sql, Stored stored, Instant now, String actor) {
    return sql.preparedQuery(
            "INSERT INTO calendars (id, version, body, file_hash, created_at, created_by)"
                + " VALUES ($1, $2, $3::text::json, $4, $5, $6)")
        .execute(
            Tuple.of(
                stored.calendar.id(),
                stored.calendar.version(),
                stored.text.encode(),
                stored.fileHash == null ? null : Buffer.buffer(stored.fileHash),
                now.atOffset(ZoneOffset.UTC),
                actor))
        .mapEmpty();
  }
}
