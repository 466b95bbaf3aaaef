package dev.fieldcare.base;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The journal as a table, in which the hash of an entry is the SHA-256 of its predecessor's hash
 * followed by the canonical JSON of {@code [seq, {actor, at, data, subject, type}]}.
 *
 * <p>Whoever appends holds a lock on the journal until the transaction ends: append last, and keep
 * what follows short.
 */
public final class PgJournal implements Journal {
  private static final int VERIFY_ROWS = 2_000;
  private static final String COLUMNS =
      "seq, at, actor, subject, type, data::text AS data, previous_hash, hash";

  /** An entry as it stands in the journal. */
  public record Line(
      long seq,
      Instant at,
      String actor,
      String subject,
      String type,
      JsonObject data,
      String previousHash,
      String hash) {}

  private final Clock clock;

  public PgJournal(Clock clock) {
    this.clock = clock;
  }

  @Override
  public Future<Long> append(SqlConnection transaction, Entry entry) {
    Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
    String data;
    String text;
    try {
      data = Json.canonical(entry.data());
      text = canonical(at, entry.actor(), entry.subject(), entry.type(), data);
    } catch (Problem e) {
      return Future.failedFuture(e);
    }
    return transaction
        .preparedQuery("SELECT journal_append($1, $2, $3, $4, $5, $6)")
        .execute(
            Tuple.of(
                at.atOffset(ZoneOffset.UTC),
                entry.actor(),
                entry.subject(),
                entry.type(),
                data,
                text))
        .map(rows -> rows.iterator().next().getLong(0));
  }

  @Override
  public Future<@Nullable Long> appendAll(SqlConnection transaction, List<Entry> entries) {
    if (entries.isEmpty()) {
      return Future.succeededFuture();
    }
    Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
    int count = entries.size();
    var actors = new String[count];
    var subjects = new String[count];
    var types = new String[count];
    var data = new String[count];
    var texts = new String[count];
    try {
      for (int i = 0; i < count; i++) {
        Entry entry = entries.get(i);
        actors[i] = entry.actor();
        subjects[i] = entry.subject();
        types[i] = entry.type();
        data[i] = Json.canonical(entry.data());
        texts[i] = canonical(at, actors[i], subjects[i], types[i], data[i]);
      }
    } catch (Problem e) {
      return Future.failedFuture(e);
    }
    return transaction
        .preparedQuery("SELECT journal_append_all($1, $2, $3, $4, $5, $6)")
        .execute(Tuple.of(at.atOffset(ZoneOffset.UTC), actors, subjects, types, data, texts))
        .map(rows -> rows.iterator().next().getLong(0));
  }

  private static String canonical(
      Instant at, String actor, String subject, String type, String data) {
    try {
      ObjectNode node = Json.mapper().createObjectNode();
      node.put("actor", actor);
      node.put("at", at.toString());
      node.set("data", Json.mapper().readTree(data));
      node.put("subject", subject);
      node.put("type", type);
      return Json.canonical(node);
    } catch (JsonProcessingException e) {
      throw Problem.badInput("json.malformed", "no JSON: " + e.getOriginalMessage());
    }
  }

  /**
   * Entries behind {@code after}, oldest first.
   *
   * @param subject only those about it; null for all
   */
  public Future<Page<Line>> list(
      SqlClient client, @Nullable String after, int limit, @Nullable String subject) {
    long behind;
    try {
      behind = after == null ? 0 : Long.parseLong(after);
    } catch (NumberFormatException e) {
      return Future.failedFuture(
          Problem.badInput("page.after", "after: expected an entry's number, found " + after));
    }
    return client
        .preparedQuery(
            "SELECT "
                + COLUMNS
                + " FROM journal WHERE seq > $1 AND ($2::text IS NULL OR subject = $2)"
                + " ORDER BY seq LIMIT $3")
        .execute(Tuple.of(behind, subject, limit + 1))
        .map(
            rows -> {
              var lines = new ArrayList<Line>();
              rows.forEach(row -> lines.add(line(row)));
              return Page.of(lines, limit, line -> Long.toString(line.seq()));
            });
  }

  private static Line line(Row row) {
    return new Line(
        row.getLong("seq"),
        row.getOffsetDateTime("at").toInstant(),
        row.getString("actor"),
        row.getString("subject"),
        row.getString("type"),
        new JsonObject(row.getString("data")),
        hex(row, "previous_hash"),
        hex(row, "hash"));
  }

  /** Walks the whole chain; succeeds with what it found, sound or not. */
  public Future<JournalChain.Finding> verify(SqlClient client) {
    return verify(client, 0, new JournalChain(JournalHead.NONE, null));
  }

  private Future<JournalChain.Finding> verify(SqlClient client, long after, JournalChain chain) {
    return client
        .preparedQuery("SELECT " + COLUMNS + " FROM journal WHERE seq > $1 ORDER BY seq LIMIT $2")
        .execute(Tuple.of(after, VERIFY_ROWS))
        .compose(
            rows -> {
              long last = after;
              for (Row row : rows) {
                JournalLink link = link(row);
                chain.offer(link);
                last = link.seq();
              }
              return rows.size() < VERIFY_ROWS
                  ? Future.succeededFuture(chain.finding())
                  : verify(client, last, chain);
            });
  }

  private static JournalLink link(Row row) {
    return new JournalLink(
        row.getLong("seq"),
        row.getOffsetDateTime("at").toInstant(),
        row.getString("actor"),
        row.getString("subject"),
        row.getString("type"),
        row.getString("data"),
        hex(row, "previous_hash"),
        hex(row, "hash"));
  }

  private static String hex(Row row, String column) {
    return HexFormat.of().formatHex(row.getBuffer(column).getBytes());
  }
}
