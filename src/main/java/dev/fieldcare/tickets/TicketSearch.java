package dev.fieldcare.tickets;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds tickets by a piece of their words, newest first.
 *
 * <p>What is common is found among the newest ten thousand by looking at each, and the search ends
 * there. What is rare is then found by the index of pieces ({@code text_pieces}), which would be
 * slow for what is common, since it gives all that match before they are sorted.
 */
final class TicketSearch {
  private static final long LOOKED_AT = 10_000;
  private static final String SELECT =
      "SELECT t.id FROM tickets t JOIN ticket_texts x ON x.id = t.id";
  private static final String HAS = "strpos(x.text, lower(?)) > 0";

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
    return before == null
        ? client
            .query("SELECT coalesce(max(id), 0) + 1 FROM tickets")
            .execute()
            .compose(rows -> newestFirst(rows.iterator().next().getLong(0)))
        : newestFirst(before);
  }

  private Future<List<Long>> newestFirst(long before) {
    long from = before - LOOKED_AT;
    Where near = Where.of(filter).and("t.id < ?", before).and("t.id >= ?", from).and(HAS, text);
    return ids(near, "t.id", limit)
        .compose(
            found -> {
              if (found.size() == limit || from <= 1) {
                return Future.succeededFuture(found);
              }
              return older(from, limit - found.size())
                  .map(
                      older -> {
                        var all = new ArrayList<>(found);
                        all.addAll(older);
                        return all;
                      });
            });
  }

  private Future<List<Long>> older(long before, int most) {
    Where where = Where.of(filter).and("t.id < ?", before).and(HAS, text);
    if (!hasPieces()) {
      return ids(where, "t.id", most);
    }
    where.and("text_pieces(x.text) @> text_pieces(lower(?))", text);
    return ids(where, "t.id + 0", most); // not in the order of the key: the index of pieces first
  }

  private boolean hasPieces() {
    return text.length() > 2 || text.codePoints().anyMatch(each -> each > 0x7f);
  }

  private Future<List<Long>> ids(Where where, String order, int most) {
    Tuple values = where.values();
    return client
        .preparedQuery(SELECT + where.sql() + " ORDER BY " + order + " DESC LIMIT " + most)
        .execute(values)
        .map(rows -> rows.stream().map(row -> row.getLong(0)).toList());
  }
}
