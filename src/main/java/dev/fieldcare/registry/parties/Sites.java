package dev.fieldcare.registry.parties;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import dev.fieldcare.base.Page;
import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Csv;
import dev.fieldcare.registry.CsvImport;
import dev.fieldcare.registry.Device;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.io.Reader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The places where devices stand. A device that names one not yet known brings it into being. */
public final class Sites {
  private static final String COLUMNS =
      "id, customer, name, address, division_code, zone, calendar, remote, notes, latitude,"
          + " longitude, version";
  private static final String SAVE =
      "WITH c AS (INSERT INTO customers (id, name) SELECT $2::text, $2::text"
          + " WHERE $2::text IS NOT NULL ON CONFLICT DO NOTHING)"
          + " INSERT INTO sites (id, customer, name, address, division_code, zone, calendar,"
          + " remote, notes, latitude, longitude)"
          + " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
  private static final String OVER =
      " ON CONFLICT (id) DO UPDATE SET customer = excluded.customer, name = excluded.name,"
          + " address = excluded.address, division_code = excluded.division_code,"
          + " zone = excluded.zone, calendar = excluded.calendar, remote = excluded.remote,"
          + " notes = excluded.notes, latitude = excluded.latitude,"
          + " longitude = excluded.longitude, version = sites.version + 1"
          + " WHERE $12::int = 0 OR sites.version = $12";
  private static final String ANEW = " ON CONFLICT (id) DO NOTHING";

  private static final Csv FORM =
      new Csv(
          Site.KEYS.stream().filter(key -> !key.equals("version")).toList(),
          List.of("id", "name"),
          null);

  private final Database database;
  private final Journal journal;
  private final Predicate<String> isCalendar;

  /**
   * @param isCalendar whether there is a calendar of that id
   */
  public Sites(Database database, Journal journal, Predicate<String> isCalendar) {
    this.database = database;
    this.journal = journal;
    this.isCalendar = isCalendar;
  }

  /** Ordered by id; of one customer, or, with null, of all. */
  public Future<Page<Site>> list(@Nullable String customer, int limit, @Nullable String after) {
    return database
        .pool()
        .preparedQuery(
            "SELECT "
                + COLUMNS
                + " FROM sites WHERE ($1::text IS NULL OR id > $1)"
                + " AND ($2::text IS NULL OR customer = $2) ORDER BY id LIMIT $3")
        .execute(Tuple.of(after, customer, limit + 1))
        .map(
            rows -> {
              var sites = new ArrayList<Site>();
              rows.forEach(row -> sites.add(read(row)));
              return Page.of(sites, limit, Site::id);
            });
  }

  public Future<Optional<Site>> find(String id) {
    return of(database.pool(), List.of(id)).map(found -> Optional.ofNullable(found.get(id)));
  }

  /** Those of these ids that are known, by id. */
  public Future<Map<String, Site>> of(SqlClient sql, Collection<String> ids) {
    if (ids.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    return sql.preparedQuery("SELECT " + COLUMNS + " FROM sites WHERE id = ANY ($1)")
        .execute(Tuple.tuple().addArrayOfString(ids.toArray(String[]::new)))
        .map(
            rows -> {
              var found = new HashMap<String, Site>();
              rows.forEach(row -> found.put(row.getString("id"), read(row)));
              return found;
            });
  }

  /** Where each of the devices stands, by device id. */
  public Future<Map<String, Whereabouts>> whereabouts(SqlClient sql, Collection<Device> devices) {
    List<String> named =
        devices.stream().map(Device::site).filter(Objects::nonNull).distinct().toList();
    return of(sql, named)
        .map(
            sites -> {
              var found = new HashMap<String, Whereabouts>();
              for (Device each : devices) {
                String site = each.site();
                found.put(each.id(), Whereabouts.of(each, site == null ? null : sites.get(site)));
              }
              return found;
            });
  }

  /**
   * Adds the site or changes it; its customer comes into being if not yet known. Fails with {@code
   * site.version} when it no longer has the version it is said to have.
   */
  public Future<Site> save(Site site, String actor) {
    return database.transaction(sql -> write(sql, site, false, actor));
  }

  /** Adds the site; fails with {@code site.exists}. */
  public Future<Site> add(Site site, String actor) {
    return database.transaction(sql -> write(sql, site, true, actor));
  }

  private Future<Site> write(SqlConnection sql, Site site, boolean isNew, String actor) {
    try {
      check(site);
    } catch (Problem e) {
      return Future.failedFuture(e);
    }
    Tuple values =
        Tuple.from(
            new Object[] {
              site.id(),
              site.customer(),
              site.name(),
              site.address(),
              site.divisionCode(),
              site.zone(),
              site.calendar(),
              site.remote(),
              site.notes(),
              site.latitude(),
              site.longitude()
            });
    if (!isNew) {
      values.addInteger(site.version());
    }
    return sql.preparedQuery(SAVE + (isNew ? ANEW : OVER) + " RETURNING version")
        .execute(values)
        .compose(
            rows -> {
              if (rows.size() == 0) {
                return Future.failedFuture(isNew ? exists(site) : changed(site));
              }
              Site saved = site.withVersion(rows.iterator().next().getInteger(0));
              var entry = new Journal.Entry(actor, "site:" + site.id(), "site.saved", saved.json());
              return journal.append(sql, entry).map(saved);
            });
  }

  private static Problem exists(Site site) {
    return Problem.conflict("site.exists", "site " + site.id() + " is known already");
  }

  private static Problem changed(Site site) {
    return Problem.conflict(
        "site.version",
        "site " + site.id() + ": expected version " + site.version() + ", found another");
  }

  private void check(Site site) {
    String calendar = site.calendar();
    if (calendar != null && !isCalendar.test(calendar)) {
      throw Problem.badInput(
          "site.invalid",
          "site " + site.id() + ": calendar: expected one that there is, found " + calendar);
    }
  }

  /** Adds or changes the sites of a CSV file, all or none. */
  public Future<CsvImport> importCsv(Reader csv, boolean dryRun, String actor) {
    return PartyCsv.run(
        database,
        FORM,
        csv,
        dryRun,
        row -> {
          var json = new JsonObject();
          row.values().forEach(json::put);
          PartyCsv.flag(json, "remote");
          PartyCsv.number(json, "latitude");
          PartyCsv.number(json, "longitude");
          Site site = Site.parse(json);
          check(site);
          return site;
        },
        (sql, site) -> write(sql, site, false, actor));
  }

  private static Site read(Row row) {
    return new Site(
        row.getString("id"),
        row.getString("customer"),
        row.getString("name"),
        row.getString("address"),
        row.getString("division_code"),
        row.getString("zone"),
        row.getString("calendar"),
        row.getBoolean("remote"),
        row.getString("notes"),
        row.getDouble("latitude"),
        row.getDouble("longitude"),
        row.getInteger("version"));
  }
}
