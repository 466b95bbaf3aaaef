package dev.fieldcare.stability;

import dev.fieldcare.registry.Severity;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes alarm conditions and what holds them. Who changes a condition locks its row
 * first; several are locked in the order of {@link Pair}.
 */
final class PgConditions {

  /** What a condition is known by; an empty symptom stands for the whole device. */
  record Pair(int device, String symptom) implements Comparable<Pair> {
    private static final Comparator<Pair> ORDER =
        Comparator.comparingInt(Pair::device).thenComparing(Pair::symptom);

    static Pair of(Alarm alarm) {
      return new Pair(alarm.device().number(), alarm.symptom());
    }

    @Override
    public int compareTo(Pair other) {
      return ORDER.compare(this, other);
    }
  }

  /** A condition in the store, and how severe its newest alarm was. */
  record Stored(Pair pair, AlarmCondition condition, Severity severity) {
    Stored now(AlarmCondition next) {
      return new Stored(pair, next, severity);
    }
  }

  private static final String ENSURE =
      "insert into alarm_conditions (device, symptom) select * from unnest($1::int[], $2::text[])"
          + " on conflict do nothing";

  private static final String LOCK =
      """
      select c.* from alarm_conditions c
      join unnest($1::int[], $2::text[]) as p(device, symptom) using (device, symptom)
      order by c.device, c.symptom for update of c
      """;

  private static final String HOLDS =
      "select * from alarm_holds where ended_at is null and device = any($1::int[]) order by id";

  private static final String UPDATE =
      """
      update alarm_conditions set active = $3, alarm_key = $4, active_since = $5, severity = $6,
        announced = $7, acked = $8, latched = $9, alarmed_at = $10, re_alarm_at = $11,
        re_alarm_count = $12, acked_by = case when $8 then acked_by end,
        acked_at = case when $8 then acked_at end, comment = case when $8 then comment end
      where device = $1 and symptom = $2
      """;

  private static final String BEGIN =
      """
      insert into alarm_holds (device, symptom, kind, rule, reason, until, begun_at, begun_by)
      values ($1, $2, $3, $4, $5, $6, $7, $8)
      """;

  private static final String END =
      "update alarm_holds set ended_at = $2, ended_by = $3 where id = $1 and ended_at is null";

  private PgConditions() {}

  /** The conditions, locked until the transaction ends; those that were not there are now. */
  static Future<Map<Pair, Stored>> lock(SqlConnection transaction, Collection<Pair> pairs) {
    var sorted = new TreeSet<>(pairs);
    Tuple columns = columns(sorted);
    return transaction
        .preparedQuery(ENSURE)
        .execute(columns)
        .compose(done -> transaction.preparedQuery(LOCK).execute(columns))
        .compose(rows -> withHolds(transaction, list(rows)));
  }

  /** As {@link #lock}, for every condition of the device. */
  static Future<Map<Pair, Stored>> lockAll(SqlConnection transaction, int device) {
    return transaction
        .preparedQuery(
            "select * from alarm_conditions where device = $1 and symptom <> ''"
                + " order by symptom for update")
        .execute(Tuple.of(device))
        .compose(rows -> withHolds(transaction, list(rows)));
  }

  /** As it stands now, without a lock; never alarmed when there is none. */
  static Future<Stored> read(SqlClient client, Pair pair) {
    return client
        .preparedQuery("select * from alarm_conditions where device = $1 and symptom = $2")
        .execute(Tuple.of(pair.device(), pair.symptom()))
        .compose(rows -> withHolds(client, list(rows)))
        .compose(
            found -> {
              Stored stored = found.get(pair);
              return stored != null
                  ? Future.succeededFuture(stored)
                  : holds(client, new Integer[] {pair.device()})
                      .map(
                          holds ->
                              new Stored(
                                  pair,
                                  AlarmCondition.NEVER_ALARMED.withHolds(of(holds, pair)),
                                  Severity.MAJOR));
            });
  }

  private static Future<Map<Pair, Stored>> withHolds(SqlClient client, List<Row> rows) {
    Integer[] devices =
        rows.stream().map(row -> row.getInteger("device")).distinct().toArray(Integer[]::new);
    return holds(client, devices)
        .map(
            holds -> {
              var found = new TreeMap<Pair, Stored>();
              for (Row row : rows) {
                var pair = new Pair(row.getInteger("device"), row.getString("symptom"));
                found.put(pair, stored(pair, row, of(holds, pair)));
              }
              return found;
            });
  }

  /** What holds a condition, or a whole device. */
  record Held(Pair pair, Hold hold) {}

  private static Future<List<Held>> holds(SqlClient client, Integer[] devices) {
    return client
        .preparedQuery(HOLDS)
        .execute(Tuple.tuple().addArrayOfInteger(devices))
        .map(rows -> rows.stream().map(PgConditions::held).toList());
  }

  /** What is in force for some devices. */
  static Future<List<Held>> holding(SqlClient client, Collection<Integer> devices) {
    return holds(client, devices.stream().distinct().toArray(Integer[]::new));
  }

  static List<Hold> of(List<Held> holds, Pair pair) {
    return holds.stream()
        .filter(
            each ->
                each.pair.device() == pair.device()
                    && (each.hold.wholeDevice() || each.pair.equals(pair)))
        .map(Held::hold)
        .toList();
  }

  private static Held held(Row row) {
    String symptom = row.getString("symptom");
    return new Held(
        new Pair(row.getInteger("device"), symptom),
        new Hold(
            row.getLong("id"),
            Hold.Kind.find(row.getString("kind")).orElseThrow(),
            instant(row, "until"),
            row.getString("rule"),
            row.getString("reason"),
            row.getString("begun_by"),
            Objects.requireNonNull(instant(row, "begun_at")),
            symptom.isEmpty()));
  }

  private static Stored stored(Pair pair, Row row, List<Hold> holds) {
    return new Stored(pair, condition(row, holds), severity(row.getString("severity")));
  }

  static AlarmCondition condition(Row row, List<Hold> holds) {
    return new AlarmCondition(
        row.getBoolean("active"),
        row.getString("alarm_key"),
        instant(row, "active_since"),
        row.getBoolean("announced"),
        row.getBoolean("acked"),
        row.getBoolean("latched"),
        instant(row, "alarmed_at"),
        instant(row, "re_alarm_at"),
        row.getInteger("re_alarm_count"),
        holds);
  }

  /** Writes what a step changed: the condition, and holds that began or ended. */
  static Future<Void> save(
      SqlConnection transaction, Stored before, Stored after, String actor, Instant now) {
    return saveAll(transaction, List.of(before), List.of(after), actor, now);
  }

  /** The same of many, the conditions by one statement. */
  static Future<Void> saveAll(
      SqlConnection transaction,
      List<Stored> before,
      List<Stored> after,
      String actor,
      Instant now) {
    var changed = new ArrayList<Tuple>();
    var done = new ArrayList<Future<?>>();
    for (int i = 0; i < before.size(); i++) {
      if (isChanged(before.get(i), after.get(i))) {
        changed.add(values(after.get(i)));
      }
      done.addAll(saveHolds(transaction, before.get(i), after.get(i), actor, now));
    }
    if (!changed.isEmpty()) {
      done.add(transaction.preparedQuery(UPDATE).executeBatch(changed));
    }
    return done.isEmpty() ? Future.succeededFuture() : Future.all(done).mapEmpty();
  }

  private static boolean isChanged(Stored before, Stored after) {
    return !before
        .now(before.condition().withHolds(List.of()))
        .equals(after.now(after.condition().withHolds(List.of())));
  }

  private static List<Future<?>> saveHolds(
      SqlConnection transaction, Stored before, Stored after, String actor, Instant now) {
    var done = new ArrayList<Future<?>>();
    List<Hold> had = before.condition().holds();
    List<Hold> has = after.condition().holds();
    for (Hold hold : had) {
      if (!has.contains(hold)) {
        done.add(end(transaction, hold.id(), actor, now));
      }
    }
    for (Hold hold : has) {
      if (hold.id() == 0) {
        done.add(begin(transaction, before.pair(), hold));
      }
    }
    return done;
  }

  static Future<Void> begin(SqlConnection transaction, Pair pair, Hold hold) {
    return transaction
        .preparedQuery(BEGIN)
        .execute(
            Tuple.tuple()
                .addInteger(pair.device())
                .addString(pair.symptom())
                .addString(hold.kind().code())
                .addString(hold.rule())
                .addString(hold.reason())
                .addOffsetDateTime(utc(hold.until()))
                .addOffsetDateTime(utc(hold.since()))
                .addString(hold.by()))
        .mapEmpty();
  }

  static Future<Void> end(SqlConnection transaction, long hold, String actor, Instant now) {
    return transaction.preparedQuery(END).execute(Tuple.of(hold, utc(now), actor)).mapEmpty();
  }

  private static Tuple values(Stored it) {
    AlarmCondition condition = it.condition();
    return Tuple.tuple()
        .addInteger(it.pair().device())
        .addString(it.pair().symptom())
        .addBoolean(condition.active())
        .addString(condition.key())
        .addOffsetDateTime(utc(condition.since()))
        .addString(it.severity().code())
        .addBoolean(condition.announced())
        .addBoolean(condition.acked())
        .addBoolean(condition.latched())
        .addOffsetDateTime(utc(condition.alarmedAt()))
        .addOffsetDateTime(utc(condition.reAlarmAt()))
        .addInteger(condition.reAlarmCount());
  }

  private static Tuple columns(Collection<Pair> pairs) {
    return Tuple.tuple()
        .addArrayOfInteger(pairs.stream().map(Pair::device).toArray(Integer[]::new))
        .addArrayOfString(pairs.stream().map(Pair::symptom).toArray(String[]::new));
  }

  static Severity severity(String code) {
    return Severity.valueOf(code.toUpperCase(Locale.ROOT));
  }

  static @Nullable Instant instant(Row row, String column) {
    OffsetDateTime time = row.getOffsetDateTime(column);
    return time == null ? null : time.toInstant();
  }

  static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }

  private static List<Row> list(Iterable<Row> rows) {
    var list = new ArrayList<Row>();
    rows.forEach(list::add);
    return list;
  }
}
