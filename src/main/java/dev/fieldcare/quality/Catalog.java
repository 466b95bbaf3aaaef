package dev.fieldcare.quality;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import dev.fieldcare.base.Page;
import dev.fieldcare.base.Problem;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The parts that are bought, and who may deliver them. */
public final class Catalog {
  private static final String SUPPLIERS =
      """
      SELECT s.id, s.name, a.part_no, a.status
      FROM (SELECT * FROM suppliers WHERE ($1::text IS NULL OR id > $1)
        AND ($3::text IS NULL OR id = $3) ORDER BY id LIMIT $2) s
      LEFT JOIN supplier_approvals a ON a.supplier = s.id ORDER BY s.id, a.part_no
      """;

  private final Database database;
  private final Journal journal;
  private final Clock clock;

  Catalog(Database database, Journal journal, Clock clock) {
    this.database = database;
    this.journal = journal;
    this.clock = clock;
  }

  /** Success means it is kept as given; approvals that are not given end. */
  public Future<Supplier> put(Supplier supplier, String actor) {
    return database.transaction(
        sql ->
            sql.preparedQuery(
                    "INSERT INTO suppliers (id, name) VALUES ($1, $2)"
                        + " ON CONFLICT (id) DO UPDATE SET name = excluded.name")
                .execute(Tuple.of(supplier.id(), supplier.name()))
                .compose(
                    done ->
                        sql.preparedQuery("DELETE FROM supplier_approvals WHERE supplier = $1")
                            .execute(Tuple.of(supplier.id())))
                .compose(
                    done -> {
                      var rows = new ArrayList<Tuple>();
                      supplier
                          .approvals()
                          .forEach(
                              (part, status) ->
                                  rows.add(
                                      Tuple.of(
                                          supplier.id(),
                                          part,
                                          status.name(),
                                          Times.utc(clock.instant()))));
                      return rows.isEmpty()
                          ? Future.succeededFuture()
                          : sql.preparedQuery(
                                  "INSERT INTO supplier_approvals (supplier, part_no, status,"
                                      + " since) VALUES ($1, $2, $3, $4)")
                              .executeBatch(rows)
                              .mapEmpty();
                    })
                .compose(
                    done ->
                        journal.append(
                            sql,
                            new Journal.Entry(
                                actor,
                                "supplier:" + supplier.id(),
                                "supplier.changed",
                                supplier.json())))
                .map(supplier));
  }

  public Future<Part> put(Part part, String actor) {
    return database.transaction(
        sql ->
            sql.preparedQuery(
                    "INSERT INTO parts (part_no, name, critical, level, aql, critical_aql)"
                        + " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (part_no) DO UPDATE SET"
                        + " name = excluded.name, critical = excluded.critical, level ="
                        + " excluded.level, aql = excluded.aql, critical_aql ="
                        + " excluded.critical_aql")
                .execute(
                    Tuple.of(
                        part.number(),
                        part.name(),
                        part.isCritical(),
                        part.level().code(),
                        part.aql().toString(),
                        part.strictAql() == null ? null : part.strictAql().toString()))
                .compose(
                    done ->
                        journal.append(
                            sql,
                            new Journal.Entry(
                                actor, "part:" + part.number(), "part.changed", part.json())))
                .map(part));
  }

  public Future<Page<Part>> parts(int limit, @Nullable String after) {
    return database
        .pool()
        .preparedQuery(
            "SELECT * FROM parts WHERE ($1::text IS NULL OR part_no > $1) ORDER BY part_no"
                + " LIMIT $2")
        .execute(Tuple.of(after, limit + 1))
        .map(rows -> Page.of(rows.stream().map(Part::of).toList(), limit, Part::number));
  }

  Future<Optional<Part>> findPart(SqlClient sql, String number) {
    return sql.preparedQuery("SELECT * FROM parts WHERE part_no = $1")
        .execute(Tuple.of(number))
        .map(rows -> rows.stream().map(Part::of).findFirst());
  }

  Future<Part> getPart(SqlClient sql, String number) {
    return findPart(sql, number)
        .map(
            found ->
                found.orElseThrow(
                    () ->
                        Problem.notFound(
                            "part.unknown", "expected a known part, found " + number)));
  }

  public Future<Page<Supplier>> suppliers(int limit, @Nullable String after) {
    return suppliers(after, limit + 1, null).map(found -> Page.of(found, limit, Supplier::id));
  }

  public Future<Supplier> getSupplier(String id) {
    return suppliers(null, 1, id)
        .map(
            found -> {
              if (found.isEmpty()) {
                throw Problem.notFound(
                    "supplier.unknown", "expected a known supplier, found " + id);
              }
              return found.getFirst();
            });
  }

  private Future<List<Supplier>> suppliers(@Nullable String after, int limit, @Nullable String id) {
    return database
        .pool()
        .preparedQuery(SUPPLIERS)
        .execute(Tuple.of(after, limit, id))
        .map(
            rows -> {
              var found = new ArrayList<Supplier>();
              rows.forEach(
                  row -> {
                    String each = row.getString("id");
                    if (found.isEmpty() || !found.getLast().id().equals(each)) {
                      found.add(new Supplier(each, row.getString("name"), new TreeMap<>()));
                    }
                    String part = row.getString("part_no");
                    if (part != null) {
                      found
                          .getLast()
                          .approvals()
                          .put(part, Supplier.Status.valueOf(row.getString("status")));
                    }
                  });
              return found;
            });
  }

  /** Empty when nothing was said of that supplier and part. */
  Future<Optional<Supplier.Status>> approval(SqlClient sql, String supplier, String part) {
    return sql.preparedQuery(
            "SELECT status FROM supplier_approvals WHERE supplier = $1 AND part_no = $2")
        .execute(Tuple.of(supplier, part))
        .map(
            rows ->
                rows.stream().map(row -> Supplier.Status.valueOf(row.getString(0))).findFirst());
  }
}
