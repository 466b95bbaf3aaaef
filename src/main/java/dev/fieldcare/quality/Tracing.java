package dev.fieldcare.quality;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Page;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.Devices;
import dev.fieldcare.registry.genealogy.Forward;
import dev.fieldcare.registry.genealogy.Genealogy;
import dev.fieldcare.registry.genealogy.Traced;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Back from a unit to everything that was done to it and is or was in it; forward from a lot, a
 * supplier, a station, an operator or a time to the devices concerned. What is inside what is asked
 * of the one genealogy there is.
 */
public final class Tracing {
  private static final int CHUNK = 1_000;

  private static final String STEPS =
      """
      SELECT r.*, NOT EXISTS (SELECT FROM process_records c WHERE c.corrects = r.id)
        AND r.result <> 'VOID' AS stands
      FROM process_records r WHERE unit = ANY($1) ORDER BY at, id
      """;

  private static final String WORKED =
      """
      SELECT DISTINCT unit FROM process_records r
      WHERE ($1::text IS NULL OR station = $1) AND ($2::text IS NULL OR responsible = $2)
        AND ($3::timestamptz IS NULL OR at >= $3) AND ($4::timestamptz IS NULL OR at < $4)
        AND result <> 'VOID'
        AND NOT EXISTS (SELECT FROM process_records c WHERE c.corrects = r.id)
      """;

  private final Database database;
  private final Genealogy genealogy;
  private final Devices devices;

  Tracing(Database database, Genealogy genealogy, Devices devices) {
    this.database = database;
    this.genealogy = genealogy;
    this.devices = devices;
  }

  /**
   * @param parts all that is or was in it
   * @param steps what was done to it and to each of its parts, in order of time
   */
  public record Back(List<Traced> parts, List<ProcessRecord> steps) {}

  /** What is or was in the unit, and every step of making it and its parts. */
  public Future<Back> back(String serial, @Nullable Instant at) {
    return genealogy
        .trace(serial, at)
        .compose(
            parts -> {
              Set<String> serials = new TreeSet<>();
              serials.add(serial);
              parts.forEach(each -> serials.add(each.unit().serial()));
              return steps(database.pool(), serials).map(steps -> new Back(parts, steps));
            });
  }

  static Future<List<ProcessRecord>> steps(SqlClient sql, Set<String> serials) {
    return sql.preparedQuery(STEPS)
        .execute(Tuple.tuple().addArrayOfString(serials.toArray(String[]::new)))
        .map(rows -> rows.stream().map(ProcessRecord::of).toList());
  }

  /** The devices concerned, with customer and state, by serial. */
  public Future<Page<JsonObject>> forward(
      Forward.Source source, int limit, @Nullable String after) {
    var sql = database.pool();
    return worked(sql, source)
        .compose(also -> Forward.devices(sql, source, also, limit, after))
        .compose(page -> standing(sql, page.items()).map(found -> new Page<>(found, page.next())));
  }

  /** Units that passed the station or the operator, or were worked on in that time. */
  private static Future<List<String>> worked(SqlClient sql, Forward.Source source) {
    boolean isOfBuilding =
        source.station() != null
            || source.operator() != null
            || source.from() != null
            || source.to() != null;
    if (!isOfBuilding || source.lot() != null || source.supplier() != null) {
      return Future.succeededFuture(List.of());
    }
    return sql.preparedQuery(WORKED)
        .execute(
            Tuple.of(
                source.station(),
                source.operator(),
                Times.utcOrNull(source.from()),
                Times.utcOrNull(source.to())))
        .map(
            rows -> {
              var found = new ArrayList<String>();
              rows.forEach(row -> found.add(row.getString(0)));
              return found;
            });
  }

  /** All devices with something of the lot or one of the units, and the units of the lot itself. */
  Future<List<String>> concerned(SqlClient sql, @Nullable String lot, List<String> units) {
    Future<List<String>> ofLot =
        lot == null
            ? Future.succeededFuture(List.of())
            : sql.preparedQuery("SELECT serial FROM made_units WHERE lot = $1")
                .execute(Tuple.of(lot))
                .map(rows -> rows.stream().map(row -> row.getString(0)).toList());
    return ofLot.compose(
        made -> {
          Set<String> all = new TreeSet<>(made);
          all.addAll(units);
          if (lot != null) {
            devices.all().stream()
                .filter(each -> lot.equals(each.lot()))
                .forEach(each -> all.add(each.serial()));
          }
          return holders(sql, lot, units, all, null).map(List::copyOf);
        });
  }

  private static Future<Set<String>> holders(
      SqlClient sql,
      @Nullable String lot,
      List<String> units,
      Set<String> all,
      @Nullable String after) {
    var source = new Forward.Source(lot, null, null, null, null, null);
    return Forward.devices(sql, source, units, CHUNK, after)
        .compose(
            page -> {
              all.addAll(page.items());
              return page.next() == null
                  ? Future.succeededFuture(all)
                  : holders(sql, lot, units, all, page.next());
            });
  }

  /**
   * Where these are: serial, model, customer, site, and state, which is {@code IN_FIELD} once it is
   * registered to a customer or was heard of by its registration alone.
   */
  Future<List<JsonObject>> standing(SqlClient sql, List<String> serials) {
    return sql.preparedQuery("SELECT serial, model, state FROM made_units WHERE serial = ANY($1)")
        .execute(Tuple.tuple().addArrayOfString(serials.toArray(String[]::new)))
        .map(
            rows -> {
              Map<String, JsonObject> made = new HashMap<>();
              rows.forEach(
                  row ->
                      made.put(
                          row.getString("serial"),
                          new JsonObject()
                              .put("model", row.getString("model"))
                              .put("state", row.getString("state"))));
              Map<String, Device> registered = bySerial(serials);
              return serials.stream()
                  .map(each -> standing(each, made.get(each), registered.get(each)))
                  .toList();
            });
  }

  private static JsonObject standing(
      String serial, @Nullable JsonObject made, @Nullable Device device) {
    String state = made == null ? "UNKNOWN" : made.getString("state");
    if (device != null && device.isDecommissioned()) {
      state = "RETIRED";
    } else if (device != null && (made == null || device.customer() != null)) {
      state = "IN_FIELD";
    }
    return new JsonObject()
        .put("serial", serial)
        .put("device", device == null ? null : device.id())
        .put(
            "model",
            device != null ? device.model() : made == null ? null : made.getString("model"))
        .put("customer", device == null ? null : device.customer())
        .put("site", device == null ? null : device.site())
        .put("state", state);
  }

  /** A serial is nearly always the id. */
  private Map<String, Device> bySerial(List<String> serials) {
    Map<String, Device> found = new HashMap<>();
    Set<String> others = new HashSet<>();
    for (String serial : serials) {
      devices
          .find(serial)
          .filter(device -> device.serial().equals(serial))
          .ifPresentOrElse(device -> found.put(serial, device), () -> others.add(serial));
    }
    if (!others.isEmpty()) {
      Stream<Device> all = devices.all().stream();
      all.filter(device -> others.contains(device.serial()))
          .forEach(device -> found.put(device.serial(), device));
    }
    return found;
  }
}
