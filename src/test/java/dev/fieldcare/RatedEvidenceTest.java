package dev.fieldcare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Await;
import dev.fieldcare.base.Database;
import dev.fieldcare.base.MovableClock;
import dev.fieldcare.base.PgJournal;
import dev.fieldcare.base.TestDatabase;
import dev.fieldcare.promises.PromiseDesk;
import dev.fieldcare.promises.coverage.Cause;
import dev.fieldcare.promises.coverage.CoverageDesk;
import dev.fieldcare.promises.coverage.Covered;
import dev.fieldcare.promises.coverage.Decision;
import dev.fieldcare.promises.coverage.Exclusion;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.Devices;
import dev.fieldcare.registry.Models;
import dev.fieldcare.registry.Registration;
import dev.fieldcare.telemetry.MetricSets;
import dev.fieldcare.telemetry.PgTelemetryStore;
import dev.fieldcare.telemetry.Reading;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From a reading beyond the rated values to what is no longer free, on the shipped models. */
class RatedEvidenceTest {
  private static final Path CONFIG = Path.of(System.getProperty("fieldcare.home", ".."), "config");
  private static final Instant NOW = Instant.parse("2026-11-22T08:15:00Z");
  private static final Instant NIGHT = Instant.parse("2026-11-20T03:59:30Z");

  private final Vertx vertx = Vertx.vertx();
  private final MovableClock clock = new MovableClock(NOW);
  private final Database database = TestDatabase.open(vertx);
  private final PgJournal journal = new PgJournal(clock);
  private final Models models = new Models(database, journal, clock);
  private final Devices devices = new Devices(database, journal, clock, models);
  private final MetricSets sets = new MetricSets();
  private final PgTelemetryStore store = PgTelemetryStore.open(database, sets, clock);
  private final RatedEvidence evidence = new RatedEvidence(store, devices::find, models::find);
  private final PromiseDesk promises =
      PromiseDesk.on(database, journal, clock, (sql, escalation) -> Future.succeededFuture());
  private final CoverageDesk desk =
      CoverageDesk.on(
          database,
          journal,
          clock,
          promises.calendars(),
          PromiseDesk.HOME,
          devices::find,
          model -> models.find(model).isPresent(),
          (sql, asked) -> Future.succeededFuture(Map.of()),
          evidence);
  private long arrival;

  @BeforeEach
  void open() {
    Await.get(models.load(CONFIG.resolve("models")));
    Await.get(devices.load());
    Await.get(promises.imports().load(CONFIG.resolve("calendars")));
    Await.get(desk.standards().load(CONFIG.resolve("service-standards.yaml")));
    for (String id : List.of("d-1", "d-2")) {
      var registration =
          new Registration(
              id,
              null,
              "gateway-x1",
              null,
              "acme",
              null,
              null,
              null,
              null,
              Map.of("warrantyUntil", "2030-01-01", "deliveredOn", "2026-06-01"));
      Await.get(devices.register(registration, "user:test"));
    }
  }

  @AfterEach
  void close() {
    store.close();
    database.close();
    Await.get(vertx.close());
  }

  /** Readings ten seconds apart, beside a temperature that is nobody's evidence. */
  private void reads(String device, Instant from, double... volts) {
    var batch = new ArrayList<Reading>();
    for (int i = 0; i < volts.length; i++) {
      batch.add(
          new Reading(
              devices.get(device),
              from.toEpochMilli() + i * 10_000L,
              sets.of(List.of("supplyVoltage", "temperature")),
              new double[] {volts[i], 150},
              ++arrival));
    }
    try (var writer = store.openWriter()) {
      writer.append(batch);
    }
  }

  private List<Exclusion> found(String device, Instant until) {
    var causes = Map.of("d-1", Set.of("OVERVOLTAGE"), "d-2", Set.of("OVERVOLTAGE"));
    return Await.get(evidence.of(database.pool(), causes, until)).getOrDefault(device, List.of());
  }

  @Test
  void an_excursion_is_evidence_with_its_first_reading_value_and_duration() {
    reads("d-1", NIGHT, 24, 37, 41.3, 40, 39, 38, 24);
    reads("d-2", NIGHT, 24, 24, 24);
    for (boolean isRolledUp : new boolean[] {false, true}) {
      if (isRolledUp) {
        clock.set(NOW.plus(Duration.ofHours(3)));
        store.rollUp();
      }
      List<Exclusion> proven = found("d-1", NOW);
      assertEquals(1, proven.size());
      Exclusion only = proven.getFirst();
      Instant first = NIGHT.plusSeconds(10);
      assertEquals("reading:d-1/supplyVoltage/" + first.toEpochMilli(), only.evidence());
      assertEquals(first, only.at());
      assertEquals(Set.of("OVERVOLTAGE", "SUPPLY_DAMAGE"), only.causes());
      assertEquals(
          "supplyVoltage 41.3 V, rated 9.0 to 36.0 V, for 40 s from " + first, only.detail());
      assertEquals(List.of(), found("d-2", NOW));
    }
  }

  @Test
  void what_came_later_or_long_ago_or_did_not_last_is_none() {
    reads("d-1", NIGHT, 24, 50, 24);
    assertEquals(List.of(), found("d-1", NOW), "a spike");
    reads("d-1", NIGHT.plusSeconds(600), 40, 40, 40);
    assertEquals(List.of(), found("d-1", NIGHT.plusSeconds(599)), "before it was");
    Instant end = NIGHT.plusSeconds(620);
    assertEquals(1, found("d-1", end.plus(RatedEvidence.REACH).minusSeconds(30)).size());
    assertEquals(List.of(), found("d-1", end.plus(RatedEvidence.REACH).plusSeconds(30)));
  }

  @Test
  void the_newest_excursion_is_named_first() {
    reads("d-1", NIGHT, 40, 40, 40);
    reads("d-1", NIGHT.plusSeconds(7_200), 5, 4, 5);
    assertEquals(
        List.of(NIGHT.plusSeconds(7_200), NIGHT),
        found("d-1", NOW).stream().map(Exclusion::at).toList());
  }

  @Test
  void misuse_excludes_the_faults_it_can_bring_about_and_no_others() {
    reads("d-1", NIGHT, 40, 41.3, 40);
    Decision burnt = decided("d-1", Cause.of("OVERVOLTAGE"));
    assertEquals(Covered.NOTHING, burnt.covered());
    String because = burnt.because().getLast().en();
    assertTrue(because.contains("reading:d-1/supplyVoltage/"), because);
    assertTrue(because.contains("41.3 V"), because);
    assertEquals(Covered.ALL, decided("d-1", Cause.of("SEAL_WORN")).covered());
    assertEquals(Covered.ALL, decided("d-1", Cause.seen("temperature.high")).covered());
    assertEquals(Covered.ALL, decided("d-2", Cause.of("OVERVOLTAGE")).covered());
  }

  private Decision decided(String device, Cause cause) {
    return Await.get(desk.entitlements().preview(devices.get(device), NOW, cause));
  }

  @Test
  void many_decisions_at_once_take_one_connection_each() {
    reads("d-1", NIGHT, 40, 41.3, 40);
    var all = new ArrayList<Future<Decision>>();
    Device device = devices.get("d-1");
    for (int i = 0; i < 40; i++) {
      all.add(desk.entitlements().preview(device, NOW, Cause.of("OVERVOLTAGE")));
    }
    Await.get(Future.all(all));
    all.forEach(each -> assertEquals(Covered.NOTHING, each.result().covered()));
  }
}
