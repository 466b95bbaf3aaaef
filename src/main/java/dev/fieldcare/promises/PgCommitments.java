package dev.fieldcare.promises;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table of commitments. */
final class PgCommitments {
  static final String COLUMNS =
      "id, subject, customer, kind, clause, measure, amount::text AS amount, start_at, agreed_at,"
          + " terms_version, snapshot::text AS snapshot, ladder::text AS ladder, calendar,"
          + " calendar_version, pauses::text AS pauses, stop_at, outcome, deadline, provisional,"
          + " level, next_at";
  private static final String SELECT = "SELECT " + COLUMNS + " FROM commitments ";

  private static final String INSERT =
      "INSERT INTO commitments (subject, customer, kind, clause, measure, amount, start_at,"
          + " agreed_at, terms_version, snapshot, ladder, calendar, calendar_version,"
          + " pauses, is_paused, outcome, deadline, provisional, next_at) VALUES ($1, $2, $3,"
          + " $4, $5, $6::text::numeric, $7, $8, $9, $10::text::json, $11::text::json, $12,"
          + " $13, $14::text::json, $15, $16, $17, $18, $19) RETURNING id";

  private PgCommitments() {}

  /** One writer at a time for each subject, until the transaction ends. */
  static Future<Void> lock(SqlConnection sql, String subject) {
    return sql.preparedQuery("SELECT pg_advisory_xact_lock(4667, hashtext($1))")
        .execute(Tuple.of(subject))
        .mapEmpty();
  }

  /** The same of several, in their order, so that two who lock some never wait for each other. */
  static Future<Void> lock(SqlConnection sql, List<String> subjects) {
    return sql.preparedQuery(
            "SELECT pg_advisory_xact_lock(4667, s.code) FROM (SELECT DISTINCT hashtext(each) AS"
                + " code FROM unnest($1::text[]) each ORDER BY 1) s")
        .execute(Tuple.tuple().addArrayOfString(subjects.toArray(String[]::new)))
        .mapEmpty();
  }

  static Future<Commitment> insert(SqlConnection sql, Commitment it) {
    return sql.preparedQuery(INSERT)
        .execute(values(it))
        .map(rows -> numbered(it, rows.iterator().next().getLong(0)));
  }

  /** Several by one statement; succeeds with them in their order. */
  static Future<List<Commitment>> insert(SqlConnection sql, List<Commitment> all) {
    return sql.preparedQuery(INSERT)
        .executeBatch(all.stream().map(PgCommitments::values).toList())
        .map(
            first -> {
              var kept = new ArrayList<Commitment>(all.size());
              RowSet<Row> rows = first;
              for (Commitment each : all) {
                kept.add(numbered(each, rows.iterator().next().getLong(0)));
                rows = rows.next();
              }
              return kept;
            });
  }

  private static Tuple values(Commitment it) {
    Undertaking promise = it.promise();
    Term term = promise.term();
    return Tuple.from(
        new Object[] {
          promise.subject(),
          promise.customer(),
          promise.kind(),
          promise.clause(),
          term == null ? null : term.measure().code(),
          term == null ? null : term.amount().toPlainString(),
          stamp(promise.start()),
          stamp(promise.agreed()),
          promise.termsVersion(),
          promise.snapshot().encode(),
          promise.ladder().json().encode(),
          promise.calendar(),
          it.calendarVersion(),
          pauses(it),
          it.isPaused(),
          it.outcome().name(),
          due(it),
          isProvisional(it),
          stamp(it.nextAt())
        });
  }

  private static Commitment numbered(Commitment it, long id) {
    return new Commitment(
        id,
        it.promise(),
        it.calendarVersion(),
        it.pauses(),
        it.stop(),
        it.outcome(),
        it.deadline(),
        it.level(),
        it.nextAt());
  }

  /** Keeps what can change of a commitment. */
  static Future<Void> update(SqlConnection sql, Commitment it) {
    return sql.preparedQuery(
            "UPDATE commitments SET subject = $2, calendar_version = $3, pauses = $4::text::json,"
                + " is_paused = $5, stop_at = $6, outcome = $7, deadline = $8, provisional = $9,"
                + " level = $10, next_at = $11 WHERE id = $1")
        .execute(
            Tuple.from(
                new Object[] {
                  it.id(),
                  it.subject(),
                  it.calendarVersion(),
                  pauses(it),
                  it.isPaused(),
                  stamp(it.stop()),
                  it.outcome().name(),
                  due(it),
                  isProvisional(it),
                  it.level(),
                  stamp(it.nextAt())
                }))
        .mapEmpty();
  }

  /** Keeps what a new calendar made of many, by one statement. */
  static Future<Void> reckon(SqlConnection sql, int version, List<Commitment> all) {
    int count = all.size();
    var ids = new Long[count];
    var due = new OffsetDateTime[count];
    var provisional = new Boolean[count];
    var next = new OffsetDateTime[count];
    for (int i = 0; i < count; i++) {
      Commitment it = all.get(i);
      ids[i] = it.id();
      due[i] = due(it);
      provisional[i] = isProvisional(it);
      next[i] = stamp(it.nextAt());
    }
    return sql.preparedQuery(
            "UPDATE commitments c SET calendar_version = $5, deadline = n.deadline,"
                + " provisional = n.provisional, next_at = n.next_at"
                + " FROM unnest($1::bigint[], $2::timestamptz[], $3::boolean[], $4::timestamptz[])"
                + " AS n(id, deadline, provisional, next_at) WHERE c.id = n.id")
        .execute(Tuple.of(ids, due, provisional, next, version))
        .mapEmpty();
  }

  /** Open ones of a subject, locked. */
  static Future<List<Commitment>> open(SqlConnection sql, String subject) {
    return sql.preparedQuery(
            SELECT + "WHERE subject = $1 AND outcome = 'OPEN' ORDER BY id FOR UPDATE")
        .execute(Tuple.of(subject))
        .map(PgCommitments::all);
  }

  /** Open ones of several subjects, locked. */
  static Future<List<Commitment>> open(SqlConnection sql, List<String> subjects) {
    return sql.preparedQuery(
            SELECT + "WHERE subject = ANY($1) AND outcome = 'OPEN' ORDER BY id FOR UPDATE")
        .execute(Tuple.tuple().addArrayOfString(subjects.toArray(String[]::new)))
        .map(PgCommitments::all);
  }

  /** The newest of a kind that is not done yet, locked. */
  static Future<Optional<Commitment>> running(SqlConnection sql, String subject, String kind) {
    return sql.preparedQuery(
            SELECT
                + "WHERE subject = $1 AND kind = $2 AND stop_at IS NULL"
                + " AND outcome IN ('OPEN', 'BREACHED') ORDER BY id DESC LIMIT 1 FOR UPDATE")
        .execute(Tuple.of(subject, kind))
        .map(rows -> all(rows).stream().findFirst());
  }

  /** Open ones that an older version of the calendar reckoned, locked. */
  static Future<List<Commitment>> reckonedBefore(
      SqlClient sql, String calendar, int version, boolean lock) {
    return sql.preparedQuery(
            SELECT
                + "WHERE calendar = $1 AND calendar_version < $2 AND outcome = 'OPEN' ORDER BY id"
                + (lock ? " FOR UPDATE" : ""))
        .execute(Tuple.of(calendar, version))
        .map(PgCommitments::all);
  }

  /** Whether an older version of the calendar reckoned any open one. */
  static Future<Boolean> isBehind(SqlClient sql, WorkCalendar calendar) {
    return sql.preparedQuery(
            "SELECT EXISTS (SELECT FROM commitments WHERE calendar = $1 AND calendar_version < $2"
                + " AND outcome = 'OPEN')")
        .execute(Tuple.of(calendar.id(), calendar.version()))
        .map(rows -> rows.iterator().next().getBoolean(0));
  }

  /** Open ones whose deadline has passed, locked; what another server is at is left to it. */
  static Future<List<Commitment>> overdue(SqlConnection sql, Instant now, int most) {
    return sql.preparedQuery(
            SELECT
                + "WHERE outcome = 'OPEN' AND deadline < $1 ORDER BY deadline LIMIT $2"
                + " FOR UPDATE SKIP LOCKED")
        .execute(Tuple.of(stamp(now), most))
        .map(PgCommitments::all);
  }

  /** Those with a step of their ladder due, locked; what another server is at is left to it. */
  static Future<List<Commitment>> warned(SqlConnection sql, Instant now, int most) {
    return sql.preparedQuery(
            SELECT
                + "WHERE next_at <= $1 AND outcome IN ('OPEN', 'BREACHED')"
                + " ORDER BY next_at LIMIT $2 FOR UPDATE SKIP LOCKED")
        .execute(Tuple.of(stamp(now), most))
        .map(PgCommitments::all);
  }

  /** True when this step had not been taken before. */
  static Future<Boolean> fired(
      SqlConnection sql, long commitment, int level, Instant due, Instant now) {
    return sql.preparedQuery(
            "INSERT INTO escalations (commitment, level, due_at, fired_at) VALUES ($1, $2, $3, $4)"
                + " ON CONFLICT DO NOTHING")
        .execute(Tuple.of(commitment, level, stamp(due), stamp(now)))
        .map(rows -> rows.rowCount() == 1);
  }

  static Future<Optional<Commitment>> find(SqlClient sql, long id, boolean lock) {
    return sql.preparedQuery(SELECT + "WHERE id = $1" + (lock ? " FOR UPDATE" : ""))
        .execute(Tuple.of(id))
        .map(rows -> all(rows).stream().findFirst());
  }

  /** In this order, behind the one whose id is {@code after}. */
  static Future<List<Commitment>> list(
      SqlClient sql,
      CommitmentFilter filter,
      CommitmentOrder order,
      @Nullable Long after,
      int limit) {
    return sql.preparedQuery(
            SELECT
                + "WHERE "
                + order.behind()
                + " AND ($2::text IS NULL OR subject = $2)"
                + " AND ($3::text IS NULL OR outcome = $3)"
                + " AND ($4::timestamptz IS NULL OR deadline < $4)"
                + " AND ($5::text IS NULL OR customer = $5)"
                + " AND ($6::text IS NULL OR kind = $6) ORDER BY "
                + order.columns()
                + " LIMIT $7")
        .execute(
            Tuple.from(
                new Object[] {
                  after == null ? 0L : after,
                  filter.subject(),
                  filter.outcome() == null ? null : filter.outcome().name(),
                  stamp(filter.dueBefore()),
                  filter.customer(),
                  filter.kind(),
                  limit
                }))
        .map(PgCommitments::all);
  }

  /** About these subjects, by id. */
  static Future<List<Commitment>> about(SqlClient sql, List<String> subjects) {
    return sql.preparedQuery(SELECT + "WHERE subject = ANY($1) ORDER BY id")
        .execute(Tuple.tuple().addArrayOfString(subjects.toArray(String[]::new)))
        .map(PgCommitments::all);
  }

  /** The newest of a kind and measure, done or not, for what they took. */
  static Future<List<Commitment>> newest(SqlClient sql, String kind, String measure, int most) {
    return sql.preparedQuery(
            SELECT
                + "WHERE kind = $1 AND measure = $2 AND outcome <> 'EXEMPT' ORDER BY id DESC"
                + " LIMIT $3")
        .execute(Tuple.of(kind, measure, most))
        .map(PgCommitments::all);
  }

  private static List<Commitment> all(RowSet<Row> rows) {
    var found = new ArrayList<Commitment>(rows.size());
    rows.forEach(row -> found.add(commitment(row)));
    return found;
  }

  static Commitment commitment(Row row) {
    Instant due = instant(row, "deadline");
    var pauses = new ArrayList<Pause>();
    new JsonArray(row.getString("pauses"))
        .forEach(each -> pauses.add(Pause.parse((JsonObject) each)));
    return new Commitment(
        row.getLong("id"),
        promise(row),
        row.getInteger("calendar_version"),
        pauses,
        instant(row, "stop_at"),
        Outcome.valueOf(row.getString("outcome")),
        due == null ? null : new Deadline(due, row.getBoolean("provisional")),
        row.getInteger("level"),
        instant(row, "next_at"));
  }

  private static Undertaking promise(Row row) {
    String measure = row.getString("measure");
    Term term =
        measure == null
            ? null
            : new Term(
                Measure.find(measure).orElseThrow(), new BigDecimal(row.getString("amount")));
    return new Undertaking(
        row.getString("subject"),
        row.getString("customer"),
        row.getString("kind"),
        row.getString("clause"),
        term,
        row.getOffsetDateTime("start_at").toInstant(),
        instant(row, "agreed_at"),
        row.getString("calendar"),
        row.getString("terms_version"),
        new JsonObject(row.getString("snapshot")),
        Ladder.parse(new JsonArray(row.getString("ladder"))));
  }

  private static String pauses(Commitment it) {
    var array = new JsonArray();
    it.pauses().forEach(pause -> array.add(pause.json()));
    return array.encode();
  }

  private static @Nullable OffsetDateTime due(Commitment it) {
    Deadline deadline = it.deadline();
    return deadline == null ? null : stamp(deadline.at());
  }

  private static boolean isProvisional(Commitment it) {
    Deadline deadline = it.deadline();
    return deadline != null && deadline.provisional();
  }

  static @Nullable OffsetDateTime stamp(@Nullable Instant moment) {
    return moment == null ? null : moment.atOffset(ZoneOffset.UTC);
  }

  static @Nullable Instant instant(Row row, String column) {
    OffsetDateTime found = row.getOffsetDateTime(column);
    return found == null ? null : found.toInstant();
  }
}
