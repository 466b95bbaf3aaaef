package dev.fieldcare.promises.coverage;

import static dev.fieldcare.promises.TestCalendars.at;

import dev.fieldcare.base.Await;
import dev.fieldcare.base.Database;
import dev.fieldcare.base.MovableClock;
import dev.fieldcare.base.PgJournal;
import dev.fieldcare.base.TestDatabase;
import dev.fieldcare.promises.CalendarImports;
import dev.fieldcare.promises.Calendars;
import dev.fieldcare.promises.TestCalendars;
import dev.fieldcare.promises.standards.Standards;
import dev.fieldcare.registry.Customers;
import dev.fieldcare.registry.Device;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlConnection;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Coverages and decisions on a real database, with devices that tests make up. */
final class CoverDesk implements AutoCloseable {
  static final Path FILE =
      Path.of(System.getProperty("fieldcare.home", ".."), "config", "service-standards.yaml");

  final Vertx vertx = Vertx.vertx();
  final MovableClock clock = new MovableClock(at("2026-03-02T10:00"));
  final Database database = TestDatabase.open(vertx);
  final PgJournal journal = new PgJournal(clock);
  final Calendars calendars = new Calendars(database);
  final Standards standards = new Standards(database, journal, clock, "cn"::equals);
  final Coverages coverages = new Coverages(database, journal, calendars, "cn");
  final Customers customers = new Customers(database, journal);
  final Map<String, Device> devices = new HashMap<>();
  final Map<String, Instant> connected = new HashMap<>();
  final Map<String, List<Exclusion>> proven = new HashMap<>();
  final Entitlements entitlements =
      new Entitlements(
          database,
          journal,
          clock,
          coverages,
          new Warranties(standards),
          id -> Optional.ofNullable(devices.get(id)),
          customers,
          (sql, asked) -> Future.succeededFuture(connected),
          this::evidence,
          Contracted.NONE);

  CoverDesk() {
    Await.get(
        new CalendarImports(database, journal, clock, calendars).load(TestCalendars.DIRECTORY));
    Await.get(standards.load(FILE));
  }

  private Future<Map<String, List<Exclusion>>> evidence(
      io.vertx.sqlclient.SqlClient sql, Map<String, Set<String>> causes, Instant until) {
    return Future.succeededFuture(Map.copyOf(proven));
  }

  Device device(String id, String customer, Map<String, String> attributes) {
    var device =
        new Device(
            devices.size() + 1,
            id,
            id,
            "pump-p2",
            null,
            customer,
            null,
            null,
            null,
            null,
            attributes,
            at("2025-01-10T08:00"),
            null);
    devices.put(id, device);
    return device;
  }

  <T> T in(Function<SqlConnection, Future<T>> work) {
    return Await.get(database.transaction(work));
  }

  Decision decide(String subject, String device, Cause cause, Decision.Stage stage) {
    var asked = List.of(new Entitlements.Asked(subject, device, cause));
    Map<String, Decision> made =
        in(sql -> entitlements.decide(sql, asked, stage, clock.instant(), "user:ann"));
    return Optional.ofNullable(made.get(subject)).orElseThrow();
  }

  List<Coverage> of(String unit) {
    return in(sql -> coverages.of(sql, List.of(unit))).getOrDefault(unit, List.of());
  }

  List<String> types(String subject) {
    return Await.get(journal.list(database.pool(), null, 1_000, subject)).items().stream()
        .map(PgJournal.Line::type)
        .toList();
  }

  @Override
  public void close() {
    database.close();
    Await.get(vertx.close());
  }
}
