package dev.fieldcare.registry;

import dev.fieldcare.base.Problem;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The SQL of devices and their tokens. */
final class DeviceTable {
  private static final String COLUMNS =
      "number, id, serial, model, name, customer, site, lot, via, hardware_revision,"
          + " attributes::text AS attributes, registered_at, decommissioned_at";

  private static final int READ_AT_ONCE = 5_000;

  private DeviceTable() {}

  /** Hands each device over, some at a time, so that the event loop gets to other things. */
  static Future<Void> each(SqlClient client, Consumer<Device> reader) {
    return each(client, 0, reader);
  }

  private static Future<Void> each(SqlClient client, int after, Consumer<Device> reader) {
    // prepared, because what comes back is then binary and cheaper to read
    return client
        .preparedQuery(
            "SELECT " + COLUMNS + " FROM devices WHERE number > $1 ORDER BY number LIMIT $2")
        .execute(Tuple.of(after, READ_AT_ONCE))
        .compose(
            rows -> {
              List<Device> devices = devices(rows);
              devices.forEach(reader);
              return devices.size() < READ_AT_ONCE
                  ? Future.succeededFuture()
                  : each(client, devices.getLast().number(), reader);
            });
  }

  static Future<RowSet<Row>> tokens(SqlClient client, Instant now) {
    return client
        .preparedQuery(
            "SELECT sha256, device, expires FROM device_tokens"
                + " WHERE expires IS NULL OR expires > $1")
        .execute(Tuple.of(utc(now)));
  }

  static Future<List<Device>> list(
      SqlClient client,
      DeviceFilter filter,
      DeviceCondition condition,
      int limit,
      @Nullable String after) {
    String text = filter.text() == null ? null : like(filter.text());
    Tuple values =
        Tuple.tuple(
            new ArrayList<>(
                java.util.Arrays.asList(
                    after,
                    filter.model(),
                    filter.customer(),
                    filter.site(),
                    filter.lot(),
                    filter.via(),
                    text,
                    filter.decommissioned(),
                    limit)));
    condition.values().forEach(values::addValue);
    return client
        .preparedQuery(
            "SELECT "
                + COLUMNS
                + " FROM devices WHERE ($1::text IS NULL OR id > $1)"
                + " AND ($2::text IS NULL OR model = $2)"
                + " AND ($3::text IS NULL OR customer = $3)"
                + " AND ($4::text IS NULL OR site = $4)"
                + " AND ($5::text IS NULL OR lot = $5)"
                + " AND ($6::text IS NULL OR via = $6)"
                + " AND ($7::text IS NULL OR id ILIKE $7 OR serial ILIKE $7 OR name ILIKE $7)"
                + " AND ($8::boolean IS NULL OR (decommissioned_at IS NOT NULL) = $8)"
                + condition.restriction()
                + " ORDER BY id LIMIT $9")
        .execute(values)
        .map(DeviceTable::devices);
  }

  static Future<Map<String, Integer>> countAtSites(
      SqlClient client, Collection<String> sites, @Nullable String customer) {
    return client
        .preparedQuery(
            "SELECT site, count(*)::int AS devices FROM devices WHERE site = ANY ($1)"
                + " AND decommissioned_at IS NULL AND ($2::text IS NULL OR customer = $2)"
                + " GROUP BY site")
        .execute(Tuple.tuple().addArrayOfString(sites.toArray(String[]::new)).addString(customer))
        .map(
            rows -> {
              var counts = new HashMap<String, Integer>();
              rows.forEach(row -> counts.put(row.getString("site"), row.getInteger("devices")));
              return counts;
            });
  }

  private static String like(String text) {
    return "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
  }

  /** Customers and sites that are referred to exist from then on. */
  static Future<Void> ensurePlaces(SqlConnection connection, List<Registration> all) {
    var customers = new LinkedHashMap<String, Tuple>();
    var sites = new LinkedHashMap<String, Tuple>();
    for (Registration r : all) {
      if (r.customer() != null) {
        customers.putIfAbsent(r.customer(), Tuple.of(r.customer()));
      }
      if (r.site() != null) {
        sites.putIfAbsent(r.site(), Tuple.of(r.site(), r.customer()));
      }
    }
    return batch(
            connection,
            "INSERT INTO customers (id, name) VALUES ($1, $1) ON CONFLICT DO NOTHING",
            customers.values())
        .compose(
            done ->
                batch(
                    connection,
                    "INSERT INTO sites (id, customer, name) VALUES ($1, $2, $1)"
                        + " ON CONFLICT DO NOTHING",
                    sites.values()));
  }

  private static Future<Void> batch(
      SqlConnection connection, String sql, Collection<Tuple> tuples) {
    return tuples.isEmpty()
        ? Future.succeededFuture()
        : connection.preparedQuery(sql).executeBatch(List.copyOf(tuples)).mapEmpty();
  }

  /** Succeeds with the devices in the order of the registrations. */
  static Future<List<Device>> insert(
      SqlConnection connection, List<Registration> all, Instant now) {
    return connection
        .preparedQuery(
            "INSERT INTO devices (id, serial, model, name, customer, site, lot, via,"
                + " hardware_revision, attributes, registered_at)"
                + " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING "
                + COLUMNS)
        .executeBatch(all.stream().map(r -> facts(r).addOffsetDateTime(utc(now))).toList())
        .map(
            first -> {
              var devices = new ArrayList<Device>(all.size());
              for (RowSet<Row> rows = first; rows != null; rows = rows.next()) {
                devices.addAll(devices(rows));
              }
              return (List<Device>) devices;
            })
        .recover(failure -> Future.failedFuture(explained(failure)));
  }

  static Future<Device> update(SqlConnection connection, Registration r) {
    return connection
        .preparedQuery(
            "UPDATE devices SET serial = $2, model = $3, name = $4, customer = $5, site = $6,"
                + " lot = $7, via = $8, hardware_revision = $9, attributes = $10"
                + " WHERE id = $1 AND decommissioned_at IS NULL RETURNING "
                + COLUMNS)
        .execute(facts(r))
        .map(rows -> device(rows.iterator().next()))
        .recover(failure -> Future.failedFuture(explained(failure)));
  }

  static Future<Device> decommission(SqlConnection connection, Device device, Instant now) {
    return connection
        .preparedQuery("DELETE FROM device_tokens WHERE device = $1")
        .execute(Tuple.of(device.number()))
        .compose(deleted -> revokeCertificates(connection, device, now))
        .compose(
            revoked ->
                connection
                    .preparedQuery(
                        "UPDATE devices SET decommissioned_at = $2 WHERE number = $1 RETURNING "
                            + COLUMNS)
                    .execute(Tuple.of(device.number(), utc(now))))
        .map(rows -> device(rows.iterator().next()));
  }

  private static Future<?> revokeCertificates(
      SqlConnection connection, Device device, Instant now) {
    return connection
        .preparedQuery("DELETE FROM enrolments WHERE device = $1 AND used_at IS NULL")
        .execute(Tuple.of(device.number()))
        .compose(
            gone ->
                connection
                    .preparedQuery(
                        "UPDATE device_certificates"
                            + " SET revoked_at = $2, revoked_because = 'decommissioned'"
                            + " WHERE device = $1 AND revoked_at IS NULL")
                    .execute(Tuple.of(device.number(), utc(now))));
  }

  static Future<Void> insertTokens(SqlConnection connection, List<Registered> all, Instant now) {
    return batch(
        connection,
        "INSERT INTO device_tokens (sha256, device, created) VALUES ($1, $2, $3)",
        all.stream()
            .map(
                each ->
                    Tuple.of(
                        Buffer.buffer(Credentials.hash(each.token())),
                        each.device().number(),
                        utc(now)))
            .toList());
  }

  static Future<Void> expireTokens(
      SqlConnection connection, int device, Instant now, Instant until) {
    return connection
        .preparedQuery("DELETE FROM device_tokens WHERE device = $1 AND expires <= $2")
        .execute(Tuple.of(device, utc(now)))
        .compose(
            deleted ->
                connection
                    .preparedQuery(
                        "UPDATE device_tokens SET expires = least(expires, $2) WHERE device = $1")
                    .execute(Tuple.of(device, utc(until))))
        .mapEmpty();
  }

  private static Tuple facts(Registration r) {
    var attributes = new JsonObject();
    r.attributes().forEach(attributes::put);
    return Tuple.tuple()
        .addString(r.id())
        .addString(r.serialOrId())
        .addString(r.model())
        .addString(r.name())
        .addString(r.customer())
        .addString(r.site())
        .addString(r.lot())
        .addString(r.via())
        .addString(r.hardwareRevision())
        .addValue(attributes);
  }

  /** What a broken constraint means; it takes another process on the same database to break one. */
  private static Throwable explained(Throwable failure) {
    if (failure instanceof PgException refusal && refusal.getConstraint() != null) {
      return switch (refusal.getConstraint()) {
        case "devices_id_key" -> Problem.conflict("device.exists", refusal.getDetail());
        case "devices_serial_key" -> Problem.conflict("device.serial-taken", refusal.getDetail());
        default -> failure;
      };
    }
    return failure;
  }

  static Problem exists(String id) {
    return Problem.conflict("device.exists", "device " + id + " is registered already");
  }

  static Problem serialTaken(Registration r) {
    return Problem.conflict(
        "device.serial-taken",
        "device " + r.id() + ": serial number " + r.serialOrId() + " is another device's");
  }

  private static List<Device> devices(RowSet<Row> rows) {
    var devices = new ArrayList<Device>(rows.size());
    rows.forEach(row -> devices.add(device(row)));
    return devices;
  }

  /** By position: by name, every value would search the list of columns. */
  private static Device device(Row row) {
    OffsetDateTime decommissioned = row.getOffsetDateTime(12);
    return new Device(
        row.getInteger(0),
        row.getString(1),
        row.getString(2),
        row.getString(3).intern(),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getString(7),
        row.getString(8),
        row.getString(9),
        attributes(row.getString(10)),
        row.getOffsetDateTime(11).toInstant(),
        decommissioned == null ? null : decommissioned.toInstant());
  }

  private static Map<String, String> attributes(String json) {
    if (json.equals("{}")) {
      return Map.of();
    }
    var attributes = new LinkedHashMap<String, String>();
    new JsonObject(json).forEach(a -> attributes.put(a.getKey(), String.valueOf(a.getValue())));
    return Collections.unmodifiableMap(attributes);
  }

  static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
