package dev.fieldcare.registry.parties;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table of contacts. */
final class PgContacts {
  private static final String COLUMNS =
      "c.id, c.customer, c.site, c.name, c.role, c.email, c.phone, c.language, c.is_primary,"
          + " c.version";
  private static final String SAVE =
      "INSERT INTO contacts (id, customer, site, name, role, email, phone, phone_key, language,"
          + " is_primary, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
          + " ON CONFLICT (id) DO UPDATE SET customer = excluded.customer, site = excluded.site,"
          + " name = excluded.name, role = excluded.role, email = excluded.email,"
          + " phone = excluded.phone, phone_key = excluded.phone_key,"
          + " language = excluded.language, is_primary = excluded.is_primary,"
          + " version = excluded.version";
  private static final String FOR_PLACES =
      "SELECT p.customer AS of_customer, p.site AS of_site, "
          + COLUMNS
          + " FROM unnest($1::text[], $2::text[]) AS p (customer, site)"
          + " CROSS JOIN LATERAL (SELECT * FROM contacts a WHERE a.customer = p.customer"
          + " AND (a.site IS NULL OR a.site = p.site)"
          + " ORDER BY a.site IS NULL, NOT a.is_primary, a.number LIMIT 1) c";

  private PgContacts() {}

  static Future<List<Contact>> list(
      SqlClient sql,
      @Nullable String customer,
      @Nullable String site,
      int limit,
      @Nullable String after) {
    return sql.preparedQuery(
            "SELECT "
                + COLUMNS
                + " FROM contacts c WHERE ($1::text IS NULL OR c.id > $1)"
                + " AND ($2::text IS NULL OR c.customer = $2)"
                + " AND ($3::text IS NULL OR c.site = $3) ORDER BY c.id LIMIT $4")
        .execute(Tuple.of(after, customer, site, limit))
        .map(PgContacts::all);
  }

  static Future<Optional<Contact>> find(SqlClient sql, String id, boolean isLocked) {
    return sql.preparedQuery(
            "SELECT "
                + COLUMNS
                + " FROM contacts c WHERE c.id = $1"
                + (isLocked ? " FOR UPDATE" : ""))
        .execute(Tuple.of(id))
        .map(rows -> all(rows).stream().findFirst());
  }

  static Future<List<Contact>> byEmail(SqlClient sql, String email) {
    return sql.preparedQuery(
            "SELECT " + COLUMNS + " FROM contacts c WHERE lower(c.email) = $1 ORDER BY c.number")
        .execute(Tuple.of(email.toLowerCase(Locale.ROOT)))
        .map(PgContacts::all);
  }

  static Future<List<Contact>> byPhone(SqlClient sql, String key) {
    return sql.preparedQuery(
            "SELECT " + COLUMNS + " FROM contacts c WHERE c.phone_key = $1 ORDER BY c.number")
        .execute(Tuple.of(key))
        .map(PgContacts::all);
  }

  static Future<Map<Contacts.Place, Contact>> forPlaces(
      SqlClient sql, Collection<Contacts.Place> places) {
    List<Contacts.Place> each = List.copyOf(places);
    return sql.preparedQuery(FOR_PLACES)
        .execute(
            Tuple.tuple()
                .addArrayOfString(
                    each.stream().map(Contacts.Place::customer).toArray(String[]::new))
                .addArrayOfString(each.stream().map(Contacts.Place::site).toArray(String[]::new)))
        .map(
            rows -> {
              var found = new HashMap<Contacts.Place, Contact>();
              for (Row row : rows) {
                var place =
                    new Contacts.Place(row.getString("of_customer"), row.getString("of_site"));
                found.put(place, read(row));
              }
              return found;
            });
  }

  /** Those for all of a customer's first, and of these the primary one. */
  static Future<List<Contact>> reachable(SqlClient sql, Collection<String> customers) {
    return sql.preparedQuery(
            "SELECT "
                + COLUMNS
                + " FROM contacts c WHERE c.customer = ANY ($1) AND c.email IS NOT NULL"
                + " ORDER BY c.customer, c.site IS NOT NULL, NOT c.is_primary, c.number")
        .execute(Tuple.tuple().addArrayOfString(customers.toArray(String[]::new)))
        .map(PgContacts::all);
  }

  static Future<String> nextId(SqlConnection sql) {
    return sql.query("SELECT 'contact-' || nextval('contact_ids')")
        .execute()
        .map(rows -> rows.iterator().next().getString(0));
  }

  /** Who changes contacts of one customer does so one after the other. */
  static Future<Void> lockCustomer(SqlConnection sql, String customer) {
    return sql.preparedQuery(
            "INSERT INTO customers (id, name) VALUES ($1, $1)"
                + " ON CONFLICT (id) DO UPDATE SET id = customers.id")
        .execute(Tuple.of(customer))
        .mapEmpty();
  }

  /** The customer of a site; empty when there is no such site, or it is nobody's. */
  static Future<Optional<String>> ownerOf(SqlConnection sql, String site) {
    return sql.preparedQuery("SELECT customer FROM sites WHERE id = $1")
        .execute(Tuple.of(site))
        .map(
            rows ->
                rows.size() == 0
                    ? Optional.<String>empty()
                    : Optional.ofNullable(rows.iterator().next().getString(0)));
  }

  /** Where the contact is to be the primary one, nobody else is from now on. */
  static Future<Void> yieldTo(SqlConnection sql, Contact it) {
    if (!it.primary()) {
      return Future.succeededFuture();
    }
    return sql.preparedQuery(
            "UPDATE contacts SET is_primary = false, version = version + 1"
                + " WHERE customer = $1 AND site IS NOT DISTINCT FROM $2 AND is_primary"
                + " AND id <> $3")
        .execute(Tuple.of(it.customer(), it.site(), it.id()))
        .mapEmpty();
  }

  static Future<Contact> save(SqlConnection sql, Contact it) {
    String phone = it.phone();
    return sql.preparedQuery(SAVE)
        .execute(
            Tuple.from(
                new Object[] {
                  it.id(),
                  it.customer(),
                  it.site(),
                  it.name(),
                  it.role(),
                  it.email(),
                  phone,
                  phone == null ? null : Contact.phoneKey(phone),
                  it.language().code(),
                  it.primary(),
                  it.version()
                }))
        .map(it);
  }

  static Future<Boolean> remove(SqlConnection sql, String id) {
    return sql.preparedQuery("DELETE FROM contacts WHERE id = $1")
        .execute(Tuple.of(id))
        .map(rows -> rows.rowCount() > 0);
  }

  private static List<Contact> all(RowSet<Row> rows) {
    var found = new ArrayList<Contact>();
    rows.forEach(row -> found.add(read(row)));
    return found;
  }

  private static Contact read(Row row) {
    return new Contact(
        row.getString("id"),
        row.getString("customer"),
        row.getString("site"),
        row.getString("name"),
        row.getString("role"),
        row.getString("email"),
        row.getString("phone"),
        Contact.Language.valueOf(row.getString("language").toUpperCase(Locale.ROOT)),
        row.getBoolean("is_primary"),
        row.getInteger("version"));
  }
}
