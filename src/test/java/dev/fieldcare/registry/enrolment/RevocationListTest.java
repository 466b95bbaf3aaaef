package dev.fieldcare.registry.enrolment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Await;
import dev.fieldcare.base.Database;
import dev.fieldcare.base.MovableClock;
import dev.fieldcare.base.PgJournal;
import dev.fieldcare.base.TestDatabase;
import dev.fieldcare.registry.Devices;
import dev.fieldcare.registry.Models;
import dev.fieldcare.registry.Registration;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.security.cert.CRLReason;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The list names what was revoked, with why, until it has expired, and is renewed in time. */
class RevocationListTest {
  private static final Duration VALIDITY = Duration.ofDays(90);
  private static final String BY = "user:ann";

  private final Vertx vertx = Vertx.vertx();
  private final Database database = TestDatabase.open(vertx);
  private final MovableClock clock = new MovableClock(Instant.parse("2026-11-22T08:00:00Z"));
  private final PgJournal journal = new PgJournal(clock);
  private final DeviceAuthority authority = DeviceAuthority.make(clock.instant());
  private Devices devices;
  private Enrolments enrolments;

  @SuppressWarnings("NullAway.Init") // JUnit sets them
  RevocationListTest() {}

  @BeforeEach
  void open() {
    var models = new Models(database, journal, clock);
    Await.get(models.load(Path.of(System.getProperty("fieldcare.home", ".."), "config", "models")));
    devices = new Devices(database, journal, clock, models);
    Await.get(devices.load());
    restart();
    for (String id : List.of("d-17", "d-18")) {
      var wish = new JsonObject().put("id", id).put("model", "generic");
      Await.get(devices.register(Registration.fromJson(wish), "system"));
    }
  }

  private void restart() {
    enrolments = new Enrolments(database, journal, clock, devices, authority, VALIDITY);
    Await.get(enrolments.load());
  }

  @AfterEach
  void close() {
    database.close();
    Await.get(vertx.close());
  }

  @Test
  void an_empty_list_is_signed_by_the_authority_and_says_when_the_next_comes() throws Exception {
    X509CRL list = current();
    list.verify(authority.certificate().getPublicKey());
    assertEquals(authority.certificate().getSubjectX500Principal(), list.getIssuerX500Principal());
    assertEquals(clock.instant(), list.getThisUpdate().toInstant());
    assertEquals(clock.instant().plus(RevocationList.VALIDITY), list.getNextUpdate().toInstant());
    assertNull(list.getRevokedCertificates());
    assertEquals(
        Set.of("2.5.29.20", "2.5.29.35"),
        list.getNonCriticalExtensionOIDs(),
        "its number, and whose key signed it");
  }

  @Test
  void what_is_revoked_is_on_the_next_list_with_its_reason() throws Exception {
    X509CRL before = current();
    X509Certificate exposed = enrolled("d-17");
    X509Certificate odd = enrolled("d-17");
    X509Certificate good = enrolled("d-17");
    Instant at = clock.instant();
    revoke(exposed, "key compromise");
    revoke(odd, "fell into the sea");
    X509CRL after = current();
    assertTrue(number(after) > number(before));
    X509CRLEntry entry = after.getRevokedCertificate(exposed);
    assertEquals(CRLReason.KEY_COMPROMISE, entry.getRevocationReason());
    assertEquals(at, entry.getRevocationDate().toInstant());
    assertNotNull(after.getRevokedCertificate(odd));
    assertNull(after.getRevokedCertificate(odd).getRevocationReason(), "RFC 5280: left out");
    assertNull(after.getRevokedCertificate(good));
    after.verify(authority.certificate().getPublicKey());
  }

  @Test
  void a_decommissioned_devices_certificates_and_superseded_ones_are_on_it() throws Exception {
    X509Certificate first = enrolled("d-18");
    X509Certificate second = renewed(first);
    renewed(second); // the first is superseded then
    X509Certificate gone = enrolled("d-17");
    Await.get(devices.decommission("d-17", BY));
    assertEquals(
        CRLReason.SUPERSEDED, current().getRevokedCertificate(first).getRevocationReason());
    assertEquals(
        CRLReason.CESSATION_OF_OPERATION,
        current().getRevokedCertificate(gone).getRevocationReason());
    assertNull(current().getRevokedCertificate(second));
  }

  @Test
  void it_is_signed_anew_half_way_and_after_a_restart_with_a_larger_number() throws Exception {
    X509CRL first = current();
    assertArrayEquals(first.getEncoded(), current().getEncoded());
    clock.move(RevocationList.VALIDITY.dividedBy(2).minusSeconds(1));
    assertArrayEquals(first.getEncoded(), current().getEncoded());
    clock.move(Duration.ofSeconds(1));
    X509CRL second = current();
    assertTrue(number(second) > number(first));
    restart();
    clock.move(Duration.ofMillis(1));
    assertTrue(number(current()) > number(second));
  }

  @Test
  void what_another_server_revoked_is_on_it_soon() {
    X509Certificate made = enrolled("d-17");
    var other = new Enrolments(database, journal, clock, devices, authority, VALIDITY);
    Await.get(other.load());
    assertNull(current().getRevokedCertificate(made));
    Await.get(other.revoke("d-17", Enrolments.serial(made), "superseded", BY));
    clock.move(Duration.ofSeconds(10));
    assertNotNull(current().getRevokedCertificate(made));
  }

  @Test
  void it_is_left_out_when_it_has_expired_long_enough_for_everybody_to_have_seen_it() {
    X509Certificate made = enrolled("d-17");
    revoke(made, "superseded");
    clock.move(VALIDITY.plusHours(1));
    assertNotNull(current().getRevokedCertificate(made));
    clock.move(RevocationList.VALIDITY);
    assertNull(current().getRevokedCertificate(made));
  }

  @Test
  void in_pem_it_is_what_brokers_and_proxies_read() {
    String pem = new String(RevocationList.pem(current()), java.nio.charset.StandardCharsets.UTF_8);
    assertTrue(pem.startsWith("-----BEGIN X509 CRL-----"), pem);
  }

  private X509CRL current() {
    return Await.get(enrolments.revocations().current());
  }

  private static long number(X509CRL list) {
    return RevocationList.numberOf(list);
  }

  private static SigningRequest request(String device) {
    try {
      return SigningRequest.read(Requests.of("CN=" + device, Requests.ec("secp256r1")));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private X509Certificate enrolled(String device) {
    var invited = Await.get(enrolments.invite(device, Duration.ofDays(1), BY));
    return Await.get(enrolments.enrol(device, invited.password(), request(device)));
  }

  private X509Certificate renewed(X509Certificate current) {
    return Await.get(enrolments.renew(current, request("d-18")));
  }

  private void revoke(X509Certificate made, String because) {
    Await.get(enrolments.revoke("d-17", Enrolments.serial(made), because, BY));
  }
}
