package dev.fieldcare.tickets;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Whom an address belongs to. */
@FunctionalInterface
public interface Acquaintance {

  /** By whom customers, or support for them, named as the contact of a ticket. */
  Acquaintance OF_TICKETS =
      (sql, address) ->
          sql.preparedQuery(
                  "SELECT DISTINCT customer FROM tickets WHERE lower(contact ->> 'email') = $1"
                      + " AND contact IS NOT NULL AND customer IS NOT NULL LIMIT 10")
              .execute(Tuple.of(address))
              .map(rows -> rows.stream().map(row -> row.getString(0)).collect(Collectors.toSet()));

  /**
   * The customers that have it among their contacts.
   *
   * @param address in lower case
   */
  Future<Set<String>> customersOf(SqlClient sql, String address);

  /** Whoever is known to either. */
  default Acquaintance or(Acquaintance other) {
    return (sql, address) ->
        customersOf(sql, address)
            .compose(
                some ->
                    other
                        .customersOf(sql, address)
                        .map(
                            more -> {
                              var all = new TreeSet<String>(some);
                              all.addAll(more);
                              return all;
                            }));
  }
}
