package dev.fieldcare.firmware;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Which release mends which symptom, for those who ask in SQL; what became of such claims. */
public final class Fixes {
  private static final String KEEP =
      """
      INSERT INTO judged_fixes (release, symptom, holds, at, by, because, because_key, because_args)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      ON CONFLICT (release, symptom) DO UPDATE SET holds = excluded.holds, at = excluded.at,
        by = excluded.by, because = excluded.because, because_key = excluded.because_key,
        because_args = excluded.because_args
      """;

  private static final String SHOWN =
      """
      SELECT j.*, r.model, r.version FROM judged_fixes j JOIN releases r ON r.id = j.release
      WHERE j.holds AND r.state = 'PUBLISHED' ORDER BY j.release, j.symptom
      """;

  private Fixes() {}

  /**
   * A scalar subquery: the version of the newest published release of the model that fixes the
   * symptom, or null. Claims that were withdrawn do not count.
   *
   * @param model an SQL expression of the model's id
   * @param symptom an SQL expression of the symptom
   */
  public static String fixedIn(String model, String symptom) {
    return """
    (SELECT r.version FROM releases r
     WHERE r.model = %1$s AND r.state = 'PUBLISHED' AND jsonb_exists(r.fixes, %2$s)
       AND NOT EXISTS (SELECT FROM judged_fixes j
         WHERE j.release = r.id AND j.symptom = %2$s AND NOT j.holds)
     ORDER BY r.counter DESC LIMIT 1)\
    """
        .formatted(model, symptom);
  }

  /** Keeps what was found; what was found before of the same claim no longer counts. */
  public static Future<Void> keep(SqlClient sql, JudgedFix judged) {
    return sql.preparedQuery(KEEP)
        .execute(
            Tuple.tuple()
                .addLong(judged.release())
                .addString(judged.symptom())
                .addBoolean(judged.holds())
                .addOffsetDateTime(judged.at().atOffset(ZoneOffset.UTC))
                .addString(judged.by())
                .addString(judged.because())
                .addString(judged.becauseKey())
                .addJsonObject(judged.becauseArgs()))
        .mapEmpty();
  }

  /** What published releases were shown to fix. */
  public static Future<List<JudgedFix>> shown(SqlClient sql) {
    return sql.query(SHOWN)
        .execute()
        .map(
            rows -> {
              var shown = new ArrayList<JudgedFix>(rows.size());
              rows.forEach(row -> shown.add(judged(row)));
              return shown;
            });
  }

  private static JudgedFix judged(Row row) {
    return new JudgedFix(
        row.getLong("release"),
        row.getString("model"),
        row.getString("version"),
        row.getString("symptom"),
        row.getBoolean("holds"),
        row.getOffsetDateTime("at").toInstant(),
        row.getString("by"),
        row.getString("because"),
        row.getString("because_key"),
        row.getJsonObject("because_args"));
  }
}
