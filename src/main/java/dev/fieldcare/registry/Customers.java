package dev.fieldcare.registry;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import dev.fieldcare.base.Page;
import dev.fieldcare.base.Problem;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Customers; a device that names one not yet known brings it into being. */
public final class Customers {

  /** Whether the law protects a customer as a consumer. */
  public enum Type {
    BUSINESS,
    CONSUMER
  }

  public record Customer(String id, String name, Type type) {}

  private final Database database;
  private final Journal journal;

  public Customers(Database database, Journal journal) {
    this.database = database;
    this.journal = journal;
  }

  /** Ordered by id. */
  public Future<Page<Customer>> list(int limit, @Nullable String after) {
    return database
        .pool()
        .preparedQuery(
            "SELECT id, name, type FROM customers WHERE ($1::text IS NULL OR id > $1)"
                + " ORDER BY id LIMIT $2")
        .execute(Tuple.of(after, limit + 1))
        .map(
            rows -> {
              var customers = new ArrayList<Customer>();
              rows.forEach(
                  row ->
                      customers.add(
                          new Customer(
                              row.getString("id"),
                              row.getString("name"),
                              Type.valueOf(row.getString("type")))));
              return Page.of(customers, limit, Customer::id);
            });
  }

  /** Those of the given customers that are consumers. */
  public Future<Set<String>> consumers(SqlClient sql, Collection<String> ids) {
    return sql.preparedQuery("SELECT id FROM customers WHERE id = ANY ($1) AND type = 'CONSUMER'")
        .execute(Tuple.tuple().addArrayOfString(ids.toArray(String[]::new)))
        .map(
            rows -> {
              var found = new HashSet<String>();
              rows.forEach(row -> found.add(row.getString(0)));
              return found;
            });
  }

  /** From then on there is such a customer. */
  public Future<Void> ensure(SqlClient sql, String id) {
    return sql.preparedQuery(
            "INSERT INTO customers (id, name) VALUES ($1, $1) ON CONFLICT DO NOTHING")
        .execute(Tuple.of(id))
        .mapEmpty();
  }

  /** Adds the customer or changes it. */
  public Future<Customer> save(Customer customer, String actor) {
    if (!Registration.ID.matcher(customer.id()).matches()) {
      return Future.failedFuture(
          Problem.badField(
              "customer.invalid",
              "id",
              "customer: expected an id of the form "
                  + Registration.ID.pattern()
                  + ", found "
                  + customer.id()));
    }
    if (customer.name().isBlank()) {
      return Future.failedFuture(
          Problem.badField("customer.invalid", "name", "customer: expected a name, found none"));
    }
    JsonObject data =
        new JsonObject().put("name", customer.name()).put("type", customer.type().name());
    return write(
            "INSERT INTO customers (id, name, type) VALUES ($1, $2, $3)"
                + " ON CONFLICT (id) DO UPDATE SET name = excluded.name, type = excluded.type",
            Tuple.of(customer.id(), customer.name(), customer.type().name()),
            new Journal.Entry(actor, "customer:" + customer.id(), "customer.saved", data))
        .map(customer);
  }

  private Future<Void> write(String sql, Tuple values, Journal.Entry entry) {
    return database.transaction(
        connection ->
            connection
                .preparedQuery(sql)
                .execute(values)
                .compose(done -> journal.append(connection, entry))
                .mapEmpty());
  }
}
