package dev.fieldcare.stability.kpis;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Severity;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Reads from PostgreSQL which alarms were put before operators; withheld ones were not. */
public final class PgRaised {
  private static final int MOST = 300_000;

  private final Database database;

  public PgRaised(Database database) {
    this.database = database;
  }

  /**
   * Those raised in {@code [from, to)}, and earlier ones that stood for more than a day within it.
   * Fails with {@code kpis.too-many} when there are more than can be looked through.
   */
  public Future<List<Raised>> during(Instant from, Instant to) {
    return database
        .pool()
        .preparedQuery(
            """
            select device_id, symptom, severity, raised_at, active_since, normal_at from alarms
            where raised_at < $2 and phase <> 'RETRACTED' and (told is not null or withheld is null) and (raised_at >= $1
              or normal_at is null
              or (normal_at - active_since > interval '24 hours'
                and raised_at + (normal_at - active_since) > $1))
            limit $3
            """)
        .execute(Tuple.of(from.atOffset(ZoneOffset.UTC), to.atOffset(ZoneOffset.UTC), MOST + 1))
        .map(
            rows -> {
              if (rows.size() > MOST) {
                throw Problem.badInput(
                    "kpis.too-many",
                    "expected at most " + MOST + " alarms, found more: ask about a shorter time");
              }
              List<Raised> raised = new ArrayList<>(rows.size());
              for (Row row : rows) {
                OffsetDateTime normal = row.getOffsetDateTime(5);
                raised.add(
                    new Raised(
                        row.getString(0),
                        row.getString(1),
                        severity(row.getString(2)),
                        row.getOffsetDateTime(3).toInstant(),
                        row.getOffsetDateTime(4).toInstant(),
                        normal == null ? null : normal.toInstant()));
              }
              return raised;
            });
  }

  /** What was kept from operators. */
  public record Withheld(long alarms, long holds, long unauthorised) {}

  /**
   * How many alarms of {@code [from, to)} were withheld, how many shelvings, suppressions and
   * out-of-services began, and how many of them without anybody or any reason named.
   */
  public Future<Withheld> withheldDuring(Instant from, Instant to) {
    return database
        .pool()
        .preparedQuery(
            """
            select
              (select count(*) from alarms where raised_at >= $1 and raised_at < $2
                and told is null and withheld is not null),
              count(*), count(*) filter (where trim(begun_by) = '' or trim(reason) = '')
            from alarm_holds where begun_at >= $1 and begun_at < $2
            """)
        .execute(Tuple.of(from.atOffset(ZoneOffset.UTC), to.atOffset(ZoneOffset.UTC)))
        .map(
            rows -> {
              Row row = rows.iterator().next();
              return new Withheld(row.getLong(0), row.getLong(1), row.getLong(2));
            });
  }

  private static Severity severity(String code) {
    for (Severity severity : Severity.values()) {
      if (severity.code().equals(code)) {
        return severity;
      }
    }
    throw new IllegalStateException("severity " + code);
  }
}
