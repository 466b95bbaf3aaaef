package dev.fieldcare.registry.parties;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import dev.fieldcare.base.Page;
import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Csv;
import dev.fieldcare.registry.CsvImport;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.io.Reader;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * People at customers. The journal tells that something about somebody was changed and by whom, not
 * what: nothing can be taken out of it again, and people may ask for just that.
 */
public final class Contacts {
  private static final Csv FORM =
      new Csv(
          Contact.KEYS.stream().filter(key -> !key.equals("version")).toList(),
          List.of("id", "customer", "name"),
          null);

  /** Where somebody is asked for: at a site of a customer, or, without one, at the customer. */
  public record Place(String customer, @Nullable String site) {}

  private final Database database;
  private final Journal journal;

  public Contacts(Database database, Journal journal) {
    this.database = database;
    this.journal = journal;
  }

  /** Ordered by id; of one customer and one site, or, with null, of all. */
  public Future<Page<Contact>> list(
      @Nullable String customer, @Nullable String site, int limit, @Nullable String after) {
    return PgContacts.list(database.pool(), customer, site, limit + 1, after)
        .map(found -> Page.of(found, limit, Contact::id));
  }

  public Future<Optional<Contact>> find(String id) {
    return PgContacts.find(database.pool(), id, false);
  }

  /** Whom that address of mail, whatever its case, or that number belongs to; perhaps several. */
  public Future<List<Contact>> contactsOf(SqlClient sql, String address) {
    return Contact.isPhone(address)
        ? PgContacts.byPhone(sql, Contact.phoneKey(address))
        : PgContacts.byEmail(sql, address.strip());
  }

  public Future<List<Contact>> contactsOf(String address) {
    return contactsOf(database.pool(), address);
  }

  /**
   * Whom to ask for at each of these places, in one statement: of the site's contacts the primary
   * one, else the one known longest; without any, likewise of those for all of the customer's.
   */
  public Future<Map<Place, Contact>> contactsFor(SqlClient sql, Collection<Place> places) {
    return places.isEmpty() ? Future.succeededFuture(Map.of()) : PgContacts.forPlaces(sql, places);
  }

  public Future<Optional<Contact>> contactFor(
      SqlClient sql, String customer, @Nullable String site) {
    var place = new Place(customer, site);
    return contactsFor(sql, List.of(place)).map(found -> Optional.ofNullable(found.get(place)));
  }

  /**
   * Whom to write to about something that concerns all of a customer's: those who are asked for
   * everywhere, the primary one first, or, without any, those of its sites. Customers none of whose
   * contacts has an address are missing. One statement.
   */
  public Future<Map<String, List<Contact>>> addresseesOf(
      SqlClient sql, Collection<String> customers) {
    return customers.isEmpty()
        ? Future.succeededFuture(Map.of())
        : PgContacts.reachable(sql, customers).map(Contacts::byCustomer);
  }

  private static Map<String, List<Contact>> byCustomer(List<Contact> all) {
    var found = new HashMap<String, List<Contact>>();
    all.stream()
        .collect(Collectors.groupingBy(Contact::customer))
        .forEach(
            (customer, theirs) -> {
              List<Contact> general = theirs.stream().filter(each -> each.site() == null).toList();
              found.put(customer, general.isEmpty() ? theirs : general);
            });
    return found;
  }

  /**
   * Adds the contact or changes it; its customer comes into being if not yet known. One who becomes
   * primary takes the place of who was. Fails with {@code contact.site} when the site is not the
   * customer's, and with {@code contact.version}.
   */
  public Future<Contact> save(Contact contact, String actor) {
    return database.transaction(sql -> write(sql, contact, false, actor));
  }

  /** Adds the contact, with an id if it has none; fails with {@code contact.exists}. */
  public Future<Contact> add(Contact contact, String actor) {
    return database.transaction(
        sql ->
            contact.id().isEmpty()
                ? PgContacts.nextId(sql)
                    .compose(id -> write(sql, contact.saved(id, 0), true, actor))
                : write(sql, contact, true, actor));
  }

  private Future<Contact> write(SqlConnection sql, Contact it, boolean isNew, String actor) {
    return PgContacts.lockCustomer(sql, it.customer())
        .compose(locked -> checkSite(sql, it))
        .compose(fits -> PgContacts.find(sql, it.id(), true))
        .compose(
            before -> {
              if (isNew && before.isPresent()) {
                return Future.failedFuture(
                    Problem.conflict("contact.exists", "contact " + it.id() + " is known already"));
              }
              int stored = before.map(Contact::version).orElse(0);
              if (it.version() != 0 && it.version() != stored) {
                return Future.failedFuture(changed(it, stored));
              }
              return PgContacts.yieldTo(sql, it)
                  .compose(done -> PgContacts.save(sql, it.saved(it.id(), stored + 1)))
                  .compose(saved -> tell(sql, saved, before.orElse(null), actor));
            });
  }

  private static Problem changed(Contact it, int stored) {
    return Problem.conflict(
        "contact.version",
        "contact " + it.id() + ": expected version " + it.version() + ", found " + stored);
  }

  private static Future<Void> checkSite(SqlConnection sql, Contact it) {
    String site = it.site();
    if (site == null) {
      return Future.succeededFuture();
    }
    return PgContacts.ownerOf(sql, site)
        .compose(
            owner ->
                owner.filter(it.customer()::equals).isPresent()
                    ? Future.succeededFuture()
                    : Future.failedFuture(
                        Problem.badInput(
                            "contact.site",
                            "contact "
                                + it.id()
                                + ": site: expected one of customer "
                                + it.customer()
                                + ", found "
                                + site)));
  }

  private Future<Contact> tell(
      SqlConnection sql, Contact saved, @Nullable Contact before, String actor) {
    var data =
        new JsonObject()
            .put("customer", saved.customer())
            .put("site", saved.site())
            .put("primary", saved.primary())
            .put("version", saved.version())
            .put("changed", new JsonArray(saved.changedFrom(before)));
    return journal
        .append(sql, new Journal.Entry(actor, "contact:" + saved.id(), "contact.saved", data))
        .map(saved);
  }

  /** Forgets somebody. Fails with {@code contact.unknown}. */
  public Future<Void> remove(String id, String actor) {
    return database.transaction(
        sql ->
            PgContacts.remove(sql, id)
                .compose(
                    isGone ->
                        isGone
                            ? journal
                                .append(
                                    sql,
                                    new Journal.Entry(
                                        actor,
                                        "contact:" + id,
                                        "contact.removed",
                                        new JsonObject()))
                                .mapEmpty()
                            : Future.failedFuture(unknown(id))));
  }

  public static Problem unknown(String id) {
    return Problem.notFound("contact.unknown", "no contact is called " + id);
  }

  /** Adds or changes the contacts of a CSV file, all or none. */
  public Future<CsvImport> importCsv(Reader csv, boolean dryRun, String actor) {
    return PartyCsv.run(
        database,
        FORM,
        csv,
        dryRun,
        row -> {
          var json = new JsonObject().put("id", "");
          row.values().forEach(json::put);
          PartyCsv.flag(json, "primary");
          return Contact.parse(json);
        },
        (sql, contact) -> write(sql, contact, false, actor));
  }
}
