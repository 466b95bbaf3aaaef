package dev.fieldcare.tickets;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds tickets by a piece of their words, newest first.
 *
 * <p>What is common is found among the newest ten thousand that the filter lets pass, by looking at
 * each, and the search ends there. What is rare is then found by the index of pieces ({@code
 * text_pieces}), which would be slow for what is common, since it gives all that match before any
 * is known to be the newest.
 */
@SuppressWarnings("InlineFormatString") // statements stand at the top
final class TicketSearch {
  private static final int LOOKED_AT = 10_000;
  private static final String NEAR =
      """
      WITH near AS MATERIALIZED (
        SELECT t.id FROM tickets t%s ORDER BY t.id DESC LIMIT %d)
      SELECT ARRAY(
          SELECT n.id FROM near n JOIN ticket_texts x ON x.id = n.id
          WHERE strpos(x.text, lower(%s)) > 0 ORDER BY n.id DESC LIMIT %d) AS found,
        (SELECT count(*) FROM near)::int AS looked_at, (SELECT min(id) FROM near) AS last
      """;
  private static final String BY_PIECES =
      """
      WITH hit AS MATERIALIZED (
        SELECT x.id FROM ticket_texts x
        WHERE x.id < %s AND text_pieces(x.text) @> %s AND strpos(x.text, lower(%s)) > 0)
      SELECT t.id FROM hit, LATERAL (SELECT * FROM tickets t WHERE t.id = hit.id OFFSET 0) t%s
      ORDER BY t.id DESC LIMIT %d
      """;
  private static final String BY_ALL =
      """
      SELECT t.id FROM tickets t JOIN ticket_texts x ON x.id = t.id%s ORDER BY t.id DESC LIMIT %d
      """;

  private final SqlClient client;
  private final TicketFilter filter;
  private final String text;
  private final int limit;

  TicketSearch(SqlClient client, TicketFilter filter, String text, int limit) {
    this.client = client;
    this.filter = filter;
    this.text = text;
    this.limit = limit;
  }

  /** The ids of those older than {@code before}. */
  Future<List<Long>> before(@Nullable Long before) {
    Where where = Where.of(filter).and("t.id < ?", before);
    String wanted = where.put(text);
    return client
        .preparedQuery(NEAR.formatted(where.sql(), LOOKED_AT, wanted, limit))
        .execute(where.values())
        .compose(
            rows -> {
              Row row = rows.iterator().next();
              List<Long> found = List.of(row.getArrayOfLongs("found"));
              return found.size() == limit || row.getInteger("looked_at") < LOOKED_AT
                  ? Future.succeededFuture(found)
                  : older(row.getLong("last"), limit - found.size())
                      .map(older -> Stream.concat(found.stream(), older.stream()).toList());
            });
  }

  private Future<List<Long>> older(long before, int most) {
    return client
        .preparedQuery("SELECT text_pieces(lower($1))")
        .execute(Tuple.of(text))
        .map(rows -> thinned(rows.iterator().next().getArrayOfStrings(0)))
        .compose(
            pieces -> {
              Where where = Where.of(filter);
              if (pieces.length == 0) {
                where.and("t.id < ?", before).and("strpos(x.text, lower(?)) > 0", text);
                return ids(BY_ALL.formatted(where.sql(), most), where);
              }
              String last = where.put(before);
              String among = where.put(pieces);
              String wanted = where.put(text);
              return ids(BY_PIECES.formatted(last, among, wanted, where.sql(), most), where);
            });
  }

  /** Every third, and the last: pieces overlap, and each costs more than it tells. */
  private static String[] thinned(String[] pieces) {
    return IntStream.range(0, pieces.length)
        .filter(i -> i % 3 == 0 || i == pieces.length - 1)
        .mapToObj(i -> pieces[i])
        .toArray(String[]::new);
  }

  private Future<List<Long>> ids(String statement, Where where) {
    return client
        .preparedQuery(statement)
        .execute(where.values())
        .map(rows -> rows.stream().map(row -> row.getLong(0)).toList());
  }
}
