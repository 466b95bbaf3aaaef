package dev.fieldcare.promises.contracts;

import static dev.fieldcare.promises.TestCalendars.at;

import dev.fieldcare.base.Await;
import dev.fieldcare.base.Database;
import dev.fieldcare.base.MovableClock;
import dev.fieldcare.base.PgJournal;
import dev.fieldcare.base.TestDatabase;
import dev.fieldcare.promises.CalendarImports;
import dev.fieldcare.promises.Calendars;
import dev.fieldcare.promises.TestCalendars;
import dev.fieldcare.promises.coverage.Cause;
import dev.fieldcare.promises.coverage.Coverage;
import dev.fieldcare.promises.coverage.CoverageDesk;
import dev.fieldcare.promises.coverage.Coverages;
import dev.fieldcare.promises.coverage.Covered;
import dev.fieldcare.promises.coverage.Decision;
import dev.fieldcare.promises.coverage.Entitlements;
import dev.fieldcare.promises.standards.Standards;
import dev.fieldcare.promises.standards.Target;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.parties.Site;
import dev.fieldcare.registry.parties.Sites;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Contracts on a real database, with devices that tests make up. */
final class ContractDesk implements AutoCloseable {
  private static final Path STANDARD =
      Path.of(System.getProperty("fieldcare.home", ".."), "config", "service-standards.yaml");

  final Vertx vertx = Vertx.vertx();
  final MovableClock clock = new MovableClock(at("2026-03-02T10:00"));
  final Database database = TestDatabase.open(vertx);
  final PgJournal journal = new PgJournal(clock);
  final Calendars calendars = new Calendars(database);
  final Map<String, Device> devices = new ConcurrentHashMap<>();
  final CoverageDesk desk =
      CoverageDesk.on(
          database,
          journal,
          clock,
          calendars,
          "cn",
          id -> Optional.ofNullable(devices.get(id)),
          Set.of("pump-p2", "gateway-x1")::contains,
          (sql, asked) -> Future.succeededFuture(Map.of()),
          Entitlements.Evidence.NONE);
  final Standards standards = desk.standards();
  final Coverages coverages = desk.coverages();
  final Contracts contracts = desk.contracts();
  final Agreements agreements = desk.agreements();
  private final Sites sites = new Sites(database, journal, calendars::isKnown);

  ContractDesk() {
    Await.get(
        new CalendarImports(database, journal, clock, calendars).load(TestCalendars.DIRECTORY));
    Await.get(standards.load(STANDARD));
  }

  Device device(String id, String customer, String model, @Nullable String site) {
    return device(id, customer, model, site, Map.of());
  }

  Device device(
      String id,
      String customer,
      String model,
      @Nullable String site,
      Map<String, String> attributes) {
    var device =
        new Device(
            devices.size() + 1,
            id,
            id,
            model,
            null,
            customer,
            site,
            null,
            null,
            null,
            attributes,
            at("2025-01-10T08:00"),
            null);
    devices.put(id, device);
    return device;
  }

  void site(String id, String customer) {
    var json = new JsonObject().put("id", id).put("name", id).put("customer", customer);
    Await.get(sites.save(Site.parse(json), "user:ann"));
  }

  private Device get(String id) {
    return Optional.ofNullable(devices.get(id)).orElseThrow();
  }

  Future<Decision> ask(String device) {
    return desk.entitlements().preview(get(device), clock.instant(), Cause.UNKNOWN);
  }

  Decision decided(String device) {
    return Await.get(ask(device));
  }

  Covered covered(String device) {
    return decided(device).covered();
  }

  Target target(String device) {
    return Await.get(agreements.target(database.pool(), get(device), clock.instant()));
  }

  boolean isRemote(String device) {
    return Await.get(desk.remoteSites().isRemote(database.pool(), get(device), clock.instant()));
  }

  <T> T in(Function<SqlConnection, Future<T>> work) {
    return Await.get(database.transaction(work));
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
