package dev.fieldcare.registry.enrolment;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import dev.fieldcare.base.Json;
import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.Devices;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One-time passwords, the certificates they were traded for, and which of them hold. {@link #holds}
 * answers at once, from memory, on any thread; a certificate of ours that is not known here does
 * not hold.
 */
public final class Enrolments {
  private static final int PASSWORD_BYTES = 24;
  private static final int MOST_LISTED = 100;

  /** A password, shown once. */
  public record Invitation(String device, String password, Instant expiresAt) {}

  private final Database database;
  private final Journal journal;
  private final Clock clock;
  private final Devices devices;
  private final DeviceAuthority authority;
  private final Duration validity;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, IssuedCertificate> bySerial = new ConcurrentHashMap<>();
  private final List<Consumer<Device>> listeners = new CopyOnWriteArrayList<>();
  private final RevocationList revocations;

  /**
   * @param validity of the certificates it issues
   */
  public Enrolments(
      Database database,
      Journal journal,
      Clock clock,
      Devices devices,
      DeviceAuthority authority,
      Duration validity) {
    this.database = database;
    this.journal = journal;
    this.clock = clock;
    this.devices = devices;
    this.authority = authority;
    this.validity = validity;
    this.revocations = new RevocationList(database, clock, authority);
    devices.onChange(
        device -> {
          if (device.isDecommissioned()) {
            forget(device);
          }
        });
  }

  /** Reads which certificates hold; to be called once, before anything else. */
  public Future<Void> load() {
    return EnrolmentTable.unexpired(database.pool(), clock.instant())
        .map(
            all -> {
              all.forEach(each -> bySerial.put(each.serial(), each));
              return null;
            });
  }

  public DeviceAuthority authority() {
    return authority;
  }

  /** Which certificates were taken back, for those who do not ask us. */
  public RevocationList revocations() {
    return revocations;
  }

  /** Succeeds with a password; one made before, and not used, is void from then on. */
  public Future<Invitation> invite(String id, Duration validFor, String actor) {
    Device device = inService(id);
    byte[] bytes = new byte[PASSWORD_BYTES];
    random.nextBytes(bytes);
    String password = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    Instant now = now();
    Instant expires = now.plus(validFor);
    var data = new JsonObject().put("expiresAt", expires.toString());
    return database
        .transaction(
            connection ->
                EnrolmentTable.invite(
                        connection, device.number(), Json.sha256(password), now, expires, actor)
                    .compose(done -> tell(connection, device, "invited", actor, data)))
        .map(done -> new Invitation(id, password, expires));
  }

  /**
   * Succeeds with a certificate once it is recorded and the password used up. Fails with {@code
   * enrolment.password}, and with {@code csr.commonName} when the request names another device.
   */
  public Future<X509Certificate> enrol(String id, String password, SigningRequest request) {
    Device device = devices.find(id).filter(each -> !each.isDecommissioned()).orElse(null);
    if (device == null) {
      return Future.failedFuture(wrongPassword(id));
    }
    mustName(request, device);
    Instant now = now();
    return issue(
        device,
        request,
        now,
        "enrolled",
        connection ->
            EnrolmentTable.use(connection, device.number(), Json.sha256(password), now)
                .compose(
                    used ->
                        used.isPresent()
                            ? Future.succeededFuture()
                            : Future.failedFuture(wrongPassword(id))),
        List.of());
  }

  /**
   * Succeeds with the next certificate. The one that asked stays good until it expires, so that an
   * answer may get lost; those before it are revoked.
   */
  public Future<X509Certificate> renew(X509Certificate current, SigningRequest request) {
    Optional<Device> found = deviceOf(current);
    if (found.isEmpty()) {
      return Future.failedFuture(
          new Problem(
              Problem.Kind.FORBIDDEN,
              "enrolment.certificate",
              "expected a certificate of ours that holds, found one that was revoked or is not"
                  + " known"));
    }
    Device device = found.get();
    mustName(request, device);
    Instant now = now();
    List<IssuedCertificate> older =
        bySerial.values().stream()
            .filter(each -> each.device() == device.number() && each.isGoodAt(now))
            .filter(each -> !each.serial().equals(serial(current)))
            .toList();
    return issue(
        device,
        request,
        now,
        "renewed",
        connection -> EnrolmentTable.revoke(connection, older, now, "superseded"),
        older);
  }

  /** Work inside the transaction that issues a certificate, before it is issued. */
  private interface Before {
    Future<Void> in(SqlConnection connection);
  }

  private Future<X509Certificate> issue(
      Device device,
      SigningRequest request,
      Instant now,
      String verb,
      Before before,
      List<IssuedCertificate> superseded) {
    X509Certificate made = authority.issue(device.id(), request.key(), now, validity);
    byte[] der = der(made);
    var issued =
        new IssuedCertificate(
            serial(made),
            device.number(),
            Json.sha256Hex(der),
            now,
            made.getNotAfter().toInstant(),
            null,
            null);
    var data =
        new JsonObject()
            .put("serial", issued.serial())
            .put("notAfter", issued.notAfter().toString());
    return database
        .transaction(
            connection ->
                before
                    .in(connection)
                    .compose(ready -> EnrolmentTable.insert(connection, issued, der))
                    .compose(done -> tell(connection, device, verb, "device:" + device.id(), data)))
        .map(
            done -> {
              forgetExpired(now);
              bySerial.put(issued.serial(), issued);
              superseded.forEach(each -> remember(each.revoked(now, "superseded")));
              tellListeners(device);
              return made;
            });
  }

  /** Takes a certificate back, at once. Fails with {@code certificate.unknown}. */
  public Future<IssuedCertificate> revoke(String id, String serial, String because, String actor) {
    Device device = devices.get(id);
    IssuedCertificate known = bySerial.get(serial);
    if (known == null || known.device() != device.number()) {
      throw Problem.notFound(
          "certificate.unknown", "device " + id + " has no unexpired certificate " + serial);
    }
    if (known.revokedAt() != null) {
      throw Problem.conflict("certificate.revoked", "certificate " + serial + " is revoked");
    }
    Instant now = now();
    IssuedCertificate revoked = known.revoked(now, because);
    var data = new JsonObject().put("serial", serial).put("because", because);
    return database
        .transaction(
            connection ->
                EnrolmentTable.revoke(connection, List.of(known), now, because)
                    .compose(done -> tell(connection, device, "certificate-revoked", actor, data)))
        .map(
            done -> {
              remember(revoked);
              tellListeners(device);
              return revoked;
            });
  }

  /** Newest first. */
  public Future<List<IssuedCertificate>> list(Device device) {
    return EnrolmentTable.ofDevice(database.pool(), device.number(), MOST_LISTED);
  }

  /** The certificates of a device that hold, in DER, newest first: its signatures are by them. */
  public Future<List<byte[]>> good(Device device) {
    return EnrolmentTable.good(database.pool(), device.number(), now());
  }

  /**
   * Whether a certificate that TLS found to be signed by somebody we trust is one to go by: those
   * of our own authority only if recorded, not revoked and not expired; of others we keep no books.
   */
  public boolean holds(X509Certificate certificate) {
    if (!authority.isIssuerOf(certificate)) {
      return true;
    }
    IssuedCertificate known = bySerial.get(serial(certificate));
    return known != null
        && known.isGoodAt(clock.instant())
        && known.fingerprint().equals(Json.sha256Hex(der(certificate)));
  }

  /** The device in service that a certificate of ours stands for, if it holds. */
  public Optional<Device> deviceOf(X509Certificate certificate) {
    IssuedCertificate known = bySerial.get(serial(certificate));
    return known != null && authority.isIssuerOf(certificate) && holds(certificate)
        ? devices.find(known.device()).filter(device -> !device.isDecommissioned())
        : Optional.empty();
  }

  /** Called, on any thread, when a device's certificates became more or fewer. */
  public void onChange(Consumer<Device> listener) {
    listeners.add(listener);
  }

  private void tellListeners(Device device) {
    revocations.changed();
    listeners.forEach(each -> each.accept(device));
  }

  private void remember(IssuedCertificate issued) {
    bySerial.put(issued.serial(), issued);
  }

  /** The database knows already: it revoked them with the device. */
  private void forget(Device device) {
    bySerial.values().removeIf(each -> each.device() == device.number());
    revocations.changed();
  }

  private void forgetExpired(Instant now) {
    bySerial.values().removeIf(each -> !now.isBefore(each.notAfter()));
  }

  private Device inService(String id) {
    Device device = devices.get(id);
    if (device.isDecommissioned()) {
      throw Problem.conflict("device.decommissioned", "device " + id + " is decommissioned");
    }
    return device;
  }

  private static void mustName(SigningRequest request, Device device) {
    if (!request.commonName().equals(device.id())) {
      throw SigningRequest.refused(
          "csr.commonName", "the common name " + device.id(), shown(request.commonName()));
    }
  }

  private static String shown(String name) {
    return name.length() > 64 ? name.substring(0, 64) + "…" : name;
  }

  private static Problem wrongPassword(@Nullable String id) {
    return new Problem(
        Problem.Kind.UNAUTHENTICATED,
        "enrolment.password",
        "the one-time password of device "
            + shown(String.valueOf(id))
            + " is wrong, used or expired");
  }

  private Future<Void> tell(
      SqlConnection connection, Device device, String verb, String actor, JsonObject data) {
    return journal
        .append(
            connection, new Journal.Entry(actor, "device:" + device.id(), "device." + verb, data))
        .mapEmpty();
  }

  /** In whole microseconds, as the database keeps it. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  static String serial(X509Certificate certificate) {
    return HexFormat.of().formatHex(certificate.getSerialNumber().toByteArray());
  }

  private static byte[] der(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }
}
