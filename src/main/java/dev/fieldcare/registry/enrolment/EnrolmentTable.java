package dev.fieldcare.registry.enrolment;

import dev.fieldcare.base.Json;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** The SQL of one-time passwords and device certificates. */
final class EnrolmentTable {
  private static final String COLUMNS =
      "serial, device, certificate, issued_at, not_after, revoked_at, revoked_because";

  private EnrolmentTable() {}

  /** Those that may still be shown to us, revoked or not. */
  static Future<List<IssuedCertificate>> unexpired(SqlClient client, Instant now) {
    return client
        .preparedQuery("SELECT " + COLUMNS + " FROM device_certificates WHERE not_after > $1")
        .execute(Tuple.of(utc(now)))
        .map(EnrolmentTable::certificates);
  }

  /** Those taken back that had not expired then, in the order of their numbers. */
  static Future<List<IssuedCertificate>> revoked(SqlClient client, Instant then) {
    return client
        .preparedQuery(
            "SELECT "
                + COLUMNS
                + " FROM device_certificates WHERE revoked_at IS NOT NULL AND not_after > $1"
                + " ORDER BY serial")
        .execute(Tuple.of(utc(then)))
        .map(EnrolmentTable::certificates);
  }

  /** Newest first. */
  static Future<List<IssuedCertificate>> ofDevice(SqlClient client, int device, int most) {
    return client
        .preparedQuery(
            "SELECT "
                + COLUMNS
                + " FROM device_certificates WHERE device = $1"
                + " ORDER BY issued_at DESC, serial LIMIT $2")
        .execute(Tuple.of(device, most))
        .map(EnrolmentTable::certificates);
  }

  /** In DER, of those that are good. */
  static Future<List<byte[]>> good(SqlClient client, int device, Instant now) {
    return client
        .preparedQuery(
            "SELECT certificate FROM device_certificates"
                + " WHERE device = $1 AND revoked_at IS NULL AND not_after > $2"
                + " ORDER BY issued_at DESC")
        .execute(Tuple.of(device, utc(now)))
        .map(
            rows -> {
              var found = new ArrayList<byte[]>();
              rows.forEach(row -> found.add(row.getBuffer(0).getBytes()));
              return found;
            });
  }

  /** In place of an open one, if there is any. */
  static Future<Void> invite(
      SqlConnection connection,
      int device,
      byte[] hash,
      Instant now,
      Instant expires,
      String actor) {
    return connection
        .preparedQuery("DELETE FROM enrolments WHERE device = $1 AND used_at IS NULL")
        .execute(Tuple.of(device))
        .compose(
            gone ->
                connection
                    .preparedQuery(
                        "INSERT INTO enrolments (device, hash, created_at, created_by, expires_at)"
                            + " VALUES ($1, $2, $3, $4, $5)")
                    .execute(Tuple.of(device, Buffer.buffer(hash), utc(now), actor, utc(expires))))
        .mapEmpty();
  }

  /** The device whose password it was; empty when it is unknown, used or expired. */
  static Future<OptionalInt> use(SqlConnection connection, int device, byte[] hash, Instant now) {
    return connection
        .preparedQuery(
            "UPDATE enrolments SET used_at = $3"
                + " WHERE hash = $2 AND device = $1 AND used_at IS NULL AND expires_at > $3"
                + " RETURNING device")
        .execute(Tuple.of(device, Buffer.buffer(hash), utc(now)))
        .map(
            rows ->
                rows.size() == 0
                    ? OptionalInt.empty()
                    : OptionalInt.of(rows.iterator().next().getInteger(0)));
  }

  static Future<Void> insert(SqlConnection connection, IssuedCertificate issued, byte[] der) {
    return connection
        .preparedQuery(
            "INSERT INTO device_certificates (serial, device, certificate, issued_at, not_after)"
                + " VALUES ($1, $2, $3, $4, $5)")
        .execute(
            Tuple.of(
                issued.serial(),
                issued.device(),
                Buffer.buffer(der),
                utc(issued.issuedAt()),
                utc(issued.notAfter())))
        .mapEmpty();
  }

  static Future<Void> revoke(
      SqlConnection connection, List<IssuedCertificate> all, Instant now, String because) {
    return connection
        .preparedQuery(
            "UPDATE device_certificates SET revoked_at = $2, revoked_because = $3"
                + " WHERE serial = ANY($1) AND revoked_at IS NULL")
        .execute(
            Tuple.of(
                all.stream().map(IssuedCertificate::serial).toArray(String[]::new),
                utc(now),
                because))
        .mapEmpty();
  }

  private static List<IssuedCertificate> certificates(RowSet<Row> rows) {
    var found = new ArrayList<IssuedCertificate>();
    rows.forEach(row -> found.add(certificate(row)));
    return found;
  }

  private static IssuedCertificate certificate(Row row) {
    OffsetDateTime revoked = row.getOffsetDateTime("revoked_at");
    return new IssuedCertificate(
        row.getString("serial"),
        row.getInteger("device"),
        Json.sha256Hex(row.getBuffer("certificate").getBytes()),
        row.getOffsetDateTime("issued_at").toInstant(),
        row.getOffsetDateTime("not_after").toInstant(),
        revoked == null ? null : revoked.toInstant(),
        row.getString("revoked_because"));
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
