package dev.fieldcare.registry;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What devices last said of themselves: whether they are online, and which firmware they ran over
 * which time. The newest is in memory; a report that says nothing new costs nothing.
 */
public final class DeviceStates {

  /** Firmware over {@code [from, to)}; {@code to} is null while it runs. */
  public record Firmware(
      String version, @Nullable String sha256, Instant from, @Nullable Instant to) {
    private boolean isSame(String otherVersion, @Nullable String otherSha256) {
      return version.equals(otherVersion) && Objects.equals(sha256, otherSha256);
    }
  }

  /** Online or not, since when, and which boot the device named last. */
  public record Presence(boolean online, Instant since, @Nullable String bootId) {}

  private final Database database;
  private final Journal journal;
  private final Map<Integer, Firmware> firmware = new ConcurrentHashMap<>();
  private final Map<Integer, Presence> presence = new ConcurrentHashMap<>();
  private final Turns turns = new Turns();

  public DeviceStates(Database database, Journal journal) {
    this.database = database;
    this.journal = journal;
  }

  /** Reads the newest states into memory; to be called once, before anything else. */
  public Future<Void> load() {
    return database
        .pool()
        .query(
            "SELECT device, version, sha256, from_at, to_at FROM device_firmware"
                + " WHERE to_at IS NULL")
        .execute()
        .compose(
            rows -> {
              rows.forEach(row -> firmware.put(row.getInteger("device"), firmware(row)));
              return database
                  .pool()
                  .query("SELECT device, online, since, boot_id FROM device_presence")
                  .execute();
            })
        .map(
            rows -> {
              rows.forEach(
                  row ->
                      presence.put(
                          row.getInteger("device"),
                          new Presence(
                              row.getBoolean("online"),
                              row.getOffsetDateTime("since").toInstant(),
                              row.getString("boot_id"))));
              return null;
            });
  }

  public Optional<Presence> presence(Device device) {
    return Optional.ofNullable(presence.get(device.number()));
  }

  /**
   * When each of the devices was first heard, as far as is on record: with its first firmware, or
   * over the connection it has.
   */
  public Future<Map<String, Instant>> firstHeard(
      io.vertx.sqlclient.SqlClient sql, List<Device> devices) {
    Integer[] numbers = devices.stream().map(Device::number).toArray(Integer[]::new);
    return sql.preparedQuery(
            "SELECT d.id, least(min(f.from_at), min(p.since)) AS at FROM devices d"
                + " LEFT JOIN device_firmware f ON f.device = d.number"
                + " LEFT JOIN device_presence p ON p.device = d.number"
                + " WHERE d.number = ANY ($1) AND (f.device IS NOT NULL OR p.device IS NOT NULL)"
                + " GROUP BY d.id")
        .execute(Tuple.tuple().addArrayOfInteger(numbers))
        .map(
            rows -> {
              var found = new java.util.HashMap<String, Instant>();
              rows.forEach(
                  row -> found.put(row.getString("id"), row.getOffsetDateTime("at").toInstant()));
              return found;
            });
  }

  public Optional<Firmware> currentFirmware(Device device) {
    return Optional.ofNullable(firmware.get(device.number()));
  }

  /** Newest first. */
  public Future<List<Firmware>> firmwareHistory(Device device) {
    return database
        .pool()
        .preparedQuery(
            "SELECT version, sha256, from_at, to_at FROM device_firmware WHERE device = $1"
                + " ORDER BY from_at DESC")
        .execute(Tuple.of(device.number()))
        .map(DeviceStates::history);
  }

  /**
   * Which firmware each device reported at some time in {@code [from, to)}, by the device's number,
   * oldest first.
   */
  public Future<Map<Integer, List<Firmware>>> firmwareDuring(Instant from, Instant to) {
    return database
        .pool()
        .preparedQuery(
            "SELECT device, version, sha256, from_at, to_at FROM device_firmware"
                + " WHERE from_at < $2 AND (to_at IS NULL OR to_at > $1) ORDER BY from_at")
        .execute(Tuple.of(DeviceTable.utc(from), DeviceTable.utc(to)))
        .map(
            rows -> {
              Map<Integer, List<Firmware>> histories = new HashMap<>();
              rows.forEach(
                  row ->
                      histories
                          .computeIfAbsent(row.getInteger("device"), any -> new ArrayList<>())
                          .add(firmware(row)));
              return histories;
            });
  }

  /** Which version each device, by its number, reported as of its moment; none is not in it. */
  public Future<Map<Integer, String>> versionsAt(
      io.vertx.sqlclient.SqlClient sql, Map<Integer, Instant> moments) {
    Integer[] numbers = moments.keySet().toArray(Integer[]::new);
    OffsetDateTime[] at =
        moments.values().stream().map(DeviceTable::utc).toArray(OffsetDateTime[]::new);
    return sql.preparedQuery(
            "SELECT f.device, f.version FROM unnest($1::int[], $2::timestamptz[]) m(device, at)"
                + " JOIN device_firmware f ON f.device = m.device AND f.from_at <= m.at"
                + " AND (f.to_at IS NULL OR f.to_at > m.at)")
        .execute(Tuple.tuple().addArrayOfInteger(numbers).addArrayOfOffsetDateTime(at))
        .map(
            rows -> {
              Map<Integer, String> found = new HashMap<>();
              rows.forEach(row -> found.put(row.getInteger(0), row.getString(1)));
              return found;
            });
  }

  private static List<Firmware> history(RowSet<Row> rows) {
    var history = new ArrayList<Firmware>();
    rows.forEach(row -> history.add(firmware(row)));
    return history;
  }

  private static Firmware firmware(Row row) {
    OffsetDateTime to = row.getOffsetDateTime("to_at");
    return new Firmware(
        row.getString("version"),
        row.getString("sha256"),
        row.getOffsetDateTime("from_at").toInstant(),
        to == null ? null : to.toInstant());
  }

  /**
   * The device says that it runs this, at that time. Another version than before closes the former
   * interval; a report older than the current interval is passed over.
   */
  public Future<Void> reportedFirmware(
      Device device, String version, @Nullable String sha256, Instant at) {
    if (isOld(device, version, sha256, at)) {
      return Future.succeededFuture();
    }
    return turns.next(
        () -> {
          if (isOld(device, version, sha256, at)) {
            return Future.succeededFuture();
          }
          var next = new Firmware(version, sha256, at, null);
          return database
              .transaction(connection -> replace(connection, device, next))
              .onSuccess(done -> firmware.put(device.number(), next));
        });
  }

  private boolean isOld(Device device, String version, @Nullable String sha256, Instant at) {
    Firmware current = firmware.get(device.number());
    return current != null && (current.isSame(version, sha256) || !at.isAfter(current.from));
  }

  private Future<Void> replace(SqlConnection connection, Device device, Firmware next) {
    Firmware before = firmware.get(device.number());
    var data = new JsonObject().put("version", next.version).put("sha256", next.sha256);
    if (before != null) {
      data.put("before", before.version);
    }
    String id = "device:" + device.id();
    return connection
        .preparedQuery("UPDATE device_firmware SET to_at = $2 WHERE device = $1 AND to_at IS NULL")
        .execute(Tuple.of(device.number(), DeviceTable.utc(next.from)))
        .compose(
            closed ->
                connection
                    .preparedQuery(
                        "INSERT INTO device_firmware (device, version, sha256, from_at)"
                            + " VALUES ($1, $2, $3, $4)")
                    .execute(
                        Tuple.of(
                            device.number(),
                            next.version,
                            next.sha256,
                            DeviceTable.utc(next.from))))
        .compose(
            inserted ->
                journal.append(
                    connection, new Journal.Entry(id, id, "device.firmware-reported", data)))
        .mapEmpty();
  }

  /**
   * The device is online or not, as of that time; an older report than the newest is passed over.
   */
  public Future<Void> reportedPresence(
      Device device, boolean online, @Nullable String bootId, Instant at) {
    Presence next =
        presence.compute(device.number(), (number, before) -> next(before, online, bootId, at));
    if (next == null || !next.since.equals(at)) {
      return Future.succeededFuture();
    }
    return database
        .pool()
        .preparedQuery(
            "INSERT INTO device_presence (device, online, since, boot_id) VALUES ($1, $2, $3, $4)"
                + " ON CONFLICT (device) DO UPDATE SET online = excluded.online,"
                + " since = excluded.since, boot_id = excluded.boot_id"
                + " WHERE device_presence.since <= excluded.since")
        .execute(Tuple.of(device.number(), next.online, DeviceTable.utc(next.since), next.bootId))
        .mapEmpty();
  }

  private static Presence next(
      @Nullable Presence before, boolean online, @Nullable String bootId, Instant at) {
    if (before == null) {
      return new Presence(online, at, bootId);
    }
    String boot = bootId == null ? before.bootId : bootId;
    boolean isSame = before.online == online && Objects.equals(before.bootId, boot);
    return isSame || at.isBefore(before.since) ? before : new Presence(online, at, boot);
  }
}
