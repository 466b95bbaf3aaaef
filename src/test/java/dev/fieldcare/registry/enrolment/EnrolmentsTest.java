package dev.fieldcare.registry.enrolment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Await;
import dev.fieldcare.base.Database;
import dev.fieldcare.base.MovableClock;
import dev.fieldcare.base.PgJournal;
import dev.fieldcare.base.Problem;
import dev.fieldcare.base.TestDatabase;
import dev.fieldcare.registry.Devices;
import dev.fieldcare.registry.Models;
import dev.fieldcare.registry.Registration;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A password is good once, a certificate until it is not. */
class EnrolmentsTest {
  private static final Duration DAY = Duration.ofDays(1);

  private final Vertx vertx = Vertx.vertx();
  private final Database database = TestDatabase.open(vertx);
  private final MovableClock clock = new MovableClock(Instant.parse("2026-11-22T08:00:00Z"));
  private final PgJournal journal = new PgJournal(clock);
  private final DeviceAuthority authority = DeviceAuthority.make(clock.instant());
  private Devices devices;
  private Enrolments enrolments;

  @BeforeEach
  void open() {
    restart();
    for (String id : List.of("d-17", "d-18")) {
      var wish = new JsonObject().put("id", id).put("model", "generic");
      Await.get(devices.register(Registration.fromJson(wish), "system"));
    }
  }

  private void restart() {
    var models = new Models(database, journal, clock);
    Await.get(models.load(Path.of(System.getProperty("fieldcare.home", ".."), "config", "models")));
    devices = new Devices(database, journal, clock, models);
    Await.get(devices.load());
    enrolments = new Enrolments(database, journal, clock, devices, authority, DAY.multipliedBy(90));
    Await.get(enrolments.load());
  }

  @AfterEach
  void close() {
    database.close();
    Await.get(vertx.close());
  }

  @Test
  void a_password_is_traded_for_a_certificate() throws Exception {
    X509Certificate made = enrolled();
    made.verify(authority.certificate().getPublicKey());
    assertEquals("CN=d-17", made.getSubjectX500Principal().getName());
    assertEquals(-1, made.getBasicConstraints());
    assertEquals(List.of("1.3.6.1.5.5.7.3.2"), made.getExtendedKeyUsage());
    assertEquals("d-17", enrolments.deviceOf(made).orElseThrow().id());
    assertTrue(enrolments.holds(made));
    assertEquals(1, Await.get(enrolments.list(devices.get("d-17"))).size());
  }

  @Test
  void a_password_is_good_once_even_if_used_twice_at_once() throws Exception {
    String password = invite("d-17");
    SigningRequest request = request("d-17");
    List<Future<X509Certificate>> tries = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      tries.add(enrolments.enrol("d-17", password, request));
    }
    Await.get(Future.join(tries).otherwiseEmpty());
    assertEquals(1, tries.stream().filter(Future::succeeded).count());
    assertRefused("enrolment.password", enrolments.enrol("d-17", password, request));
    assertEquals(1, Await.get(enrolments.list(devices.get("d-17"))).size());
  }

  @Test
  void a_password_that_expired_or_was_replaced_or_is_anothers_is_refused() throws Exception {
    String old = invite("d-17");
    String current = invite("d-17");
    assertRefused("enrolment.password", enrolments.enrol("d-17", old, request("d-17")));
    assertRefused("enrolment.password", enrolments.enrol("d-18", current, request("d-18")));
    assertRefused("enrolment.password", enrolments.enrol("nobody", current, request("nobody")));
    clock.move(DAY);
    assertRefused("enrolment.password", enrolments.enrol("d-17", current, request("d-17")));
  }

  @Test
  void a_request_for_another_name_is_refused_and_does_not_use_the_password() throws Exception {
    String password = invite("d-17");
    Problem refused =
        assertThrows(Problem.class, () -> enrolments.enrol("d-17", password, request("d-18")));
    assertEquals("csr.commonName", refused.code());
    Await.get(enrolments.enrol("d-17", password, request("d-17")));
  }

  @Test
  void a_renewed_certificate_and_the_one_before_hold_older_ones_do_not() throws Exception {
    X509Certificate first = enrolled();
    X509Certificate second = Await.get(enrolments.renew(first, request("d-17")));
    assertTrue(enrolments.holds(first));
    X509Certificate third = Await.get(enrolments.renew(second, request("d-17")));
    assertFalse(enrolments.holds(first));
    assertTrue(enrolments.holds(second));
    assertTrue(enrolments.holds(third));
    assertNotEquals(Enrolments.serial(second), Enrolments.serial(third));
    assertRefused("enrolment.certificate", enrolments.renew(first, request("d-17")));
  }

  @Test
  void a_revoked_certificate_holds_no_longer_after_a_restart_either() throws Exception {
    X509Certificate made = enrolled();
    Await.get(enrolments.revoke("d-17", Enrolments.serial(made), "key exposed", "user:a"));
    assertFalse(enrolments.holds(made));
    restart();
    assertFalse(enrolments.holds(made));
    assertEquals(
        "key exposed", Await.get(enrolments.list(devices.get("d-17"))).getFirst().revokedBecause());
    assertRefused("enrolment.certificate", enrolments.renew(made, request("d-17")));
  }

  @Test
  void decommissioning_revokes_certificates_and_voids_the_password() throws Exception {
    X509Certificate made = enrolled();
    String open = invite("d-17");
    Await.get(devices.decommission("d-17", "user:a"));
    assertFalse(enrolments.holds(made));
    assertRefused("enrolment.password", enrolments.enrol("d-17", open, request("d-17")));
    restart();
    assertFalse(enrolments.holds(made));
    assertEquals(
        "decommissioned",
        Await.get(enrolments.list(devices.get("d-17"))).getFirst().revokedBecause());
  }

  @Test
  void an_expired_certificate_holds_no_longer() throws Exception {
    X509Certificate made = enrolled();
    clock.move(DAY.multipliedBy(90));
    assertFalse(enrolments.holds(made));
    assertRefused("enrolment.certificate", enrolments.renew(made, request("d-17")));
  }

  @Test
  void a_certificate_of_our_authority_that_is_not_recorded_does_not_hold() throws Exception {
    X509Certificate forged =
        authority.issue("d-17", Requests.ec("secp256r1").getPublic(), clock.instant(), DAY);
    assertFalse(enrolments.holds(forged));
    assertTrue(enrolments.deviceOf(forged).isEmpty());
  }

  @Test
  void the_authority_is_made_once_and_its_key_is_for_the_owner_only(@TempDir Path directory)
      throws Exception {
    DeviceAuthority made = DeviceAuthority.inDirectory(directory.resolve("ca"), clock.instant());
    DeviceAuthority again = DeviceAuthority.inDirectory(directory.resolve("ca"), clock.instant());
    assertEquals(made.certificate(), again.certificate());
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(
            Files.getPosixFilePermissions(directory.resolve("ca").resolve("ca.key"))));
  }

  @Test
  void a_key_of_another_authority_is_refused(@TempDir Path directory) throws Exception {
    DeviceAuthority.inDirectory(directory.resolve("a"), clock.instant());
    DeviceAuthority.inDirectory(directory.resolve("b"), clock.instant());
    Problem refused =
        assertThrows(
            Problem.class,
            () ->
                DeviceAuthority.ofFiles(
                    directory.resolve("a/ca.pem"), directory.resolve("b/ca.key")));
    assertEquals("enrolment.ca", refused.code());
  }

  private X509Certificate enrolled() throws Exception {
    return Await.get(enrolments.enrol("d-17", invite("d-17"), request("d-17")));
  }

  private String invite(String device) {
    return Await.get(enrolments.invite(device, DAY, "user:a")).password();
  }

  private static SigningRequest request(String name) throws Exception {
    return SigningRequest.read(Requests.of("CN=" + name, Requests.ec("secp256r1")));
  }

  private static void assertRefused(String code, Future<?> future) {
    assertEquals(code, Await.problem(future).code());
  }
}
