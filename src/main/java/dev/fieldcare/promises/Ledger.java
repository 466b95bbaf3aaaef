package dev.fieldcare.promises;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Page;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What was promised, what became of it, and what in the journal shows that. */
public final class Ledger {
  private static final String SELECT =
      "SELECT "
          + PgCommitments.COLUMNS
          + """
          , entry_seq, entry_hash, entry_at, entry_type, entry_because
          FROM commitments LEFT JOIN LATERAL (
            SELECT j.seq AS entry_seq, encode(j.hash, 'hex') AS entry_hash, j.at AS entry_at,
              j.type AS entry_type, j.data ->> 'because' AS entry_because
            FROM journal j
            WHERE j.subject = commitments.subject AND j.type LIKE 'promise.%'
              AND j.type <> 'promise.escalated' AND j.data ->> 'commitment' = commitments.id::text
            ORDER BY j.seq DESC LIMIT 1) entry ON true
          WHERE ($1::text IS NULL OR customer = $1) AND ($2::text IS NULL OR outcome = $2)
            AND ($3::bigint IS NULL OR id < $3)
          ORDER BY id DESC LIMIT $4
          """;
  private static final String COUNT =
      """
      SELECT kind, outcome, count(*)::int AS count FROM commitments
      WHERE ($1::text IS NULL OR customer = $1) GROUP BY kind, outcome
      """;

  private final Database database;

  public Ledger(Database database) {
    this.database = database;
  }

  /** Newest first, those with ids below {@code before}; of one customer, or with null of all. */
  public Future<Page<LedgerLine>> list(
      @Nullable String customer, @Nullable Outcome outcome, int limit, @Nullable Long before) {
    return database
        .pool()
        .preparedQuery(SELECT)
        .execute(Tuple.of(customer, outcome == null ? null : outcome.name(), before, limit + 1))
        .map(
            rows ->
                Page.of(
                    rows.stream().map(Ledger::line).toList(),
                    limit,
                    last -> Long.toString(last.commitment().id())));
  }

  private static LedgerLine line(Row row) {
    Long seq = row.getLong("entry_seq");
    return new LedgerLine(
        PgCommitments.commitment(row),
        seq == null
            ? null
            : new LedgerLine.Evidence(
                seq,
                row.getString("entry_hash"),
                row.getOffsetDateTime("entry_at").toInstant(),
                row.getString("entry_type"),
                row.getString("entry_because")));
  }

  /**
   * How many promises have which outcome, in all and of each kind, and which share of those that
   * are decided was kept: {@code hitRate}, null while none is.
   */
  public Future<JsonObject> summary(@Nullable String customer) {
    return database
        .pool()
        .preparedQuery(COUNT)
        .execute(Tuple.of(customer))
        .map(
            rows -> {
              var all = new EnumMap<Outcome, Integer>(Outcome.class);
              var kinds = new TreeMap<String, Map<Outcome, Integer>>();
              for (Row row : rows) {
                Outcome outcome = Outcome.valueOf(row.getString("outcome"));
                int count = row.getInteger("count");
                all.merge(outcome, count, Integer::sum);
                kinds
                    .computeIfAbsent(row.getString("kind"), kind -> new EnumMap<>(Outcome.class))
                    .put(outcome, count);
              }
              var byKind = new JsonArray();
              kinds.forEach((kind, counts) -> byKind.add(counted(counts).put("kind", kind)));
              return counted(all).put("kinds", byKind);
            });
  }

  private static JsonObject counted(Map<Outcome, Integer> counts) {
    var counted = new JsonObject();
    for (Outcome each : Outcome.values()) {
      counted.put(each.name().toLowerCase(java.util.Locale.ROOT), counts.getOrDefault(each, 0));
    }
    int kept = counts.getOrDefault(Outcome.KEPT, 0);
    int decided = kept + counts.getOrDefault(Outcome.BREACHED, 0);
    return counted.put("hitRate", decided == 0 ? null : (double) kept / decided);
  }
}
