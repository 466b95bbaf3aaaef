package dev.fieldcare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.fieldcare.base.Await;
import dev.fieldcare.base.Database;
import dev.fieldcare.base.MovableClock;
import dev.fieldcare.base.PgJournal;
import dev.fieldcare.base.TestDatabase;
import dev.fieldcare.firmware.Workshop;
import dev.fieldcare.promises.PromiseDesk;
import dev.fieldcare.promises.coverage.CoverageDesk;
import dev.fieldcare.promises.coverage.Entitlements;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.DeviceStates;
import dev.fieldcare.registry.Devices;
import dev.fieldcare.registry.Models;
import dev.fieldcare.registry.Registration;
import dev.fieldcare.registry.parties.Parties;
import dev.fieldcare.tickets.Around.RepairLimit;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What tickets learn of devices from what was agreed about them. */
class DeviceKnowledgeTest {
  private static final Path CONFIG = Path.of(System.getProperty("fieldcare.home", ".."), "config");
  private static final Instant NOW = Instant.parse("2026-11-22T08:15:00Z");

  private final Vertx vertx = Vertx.vertx();
  private final MovableClock clock = new MovableClock(NOW);
  private final Database database = TestDatabase.open(vertx);
  private final PgJournal journal = new PgJournal(clock);
  private final Models models = new Models(database, journal, clock);
  private final Devices devices = new Devices(database, journal, clock, models);
  private final Workshop workshop = Workshop.on(vertx, database, clock);
  private final PromiseDesk promises =
      PromiseDesk.on(database, journal, clock, (sql, escalation) -> Future.succeededFuture());
  private final CoverageDesk coverage =
      CoverageDesk.on(
          database,
          journal,
          clock,
          promises.calendars(),
          PromiseDesk.HOME,
          devices::find,
          model -> models.find(model).isPresent(),
          (sql, asked) -> Future.succeededFuture(Map.of()),
          Entitlements.Evidence.NONE);

  @AfterEach
  void close() {
    workshop.close();
  }

  private Device device(String id) {
    var registration =
        new Registration(id, null, "gateway-x1", null, "acme", null, null, null, null, Map.of());
    Await.get(devices.register(registration, "user:test"));
    return devices.get(id);
  }

  @Test
  void from_how_many_repairs_on_a_device_is_to_be_replaced_is_what_its_contract_says() {
    Await.get(models.load(CONFIG.resolve("models")));
    Await.get(devices.load());
    Await.get(promises.imports().load(CONFIG.resolve("calendars")));
    Await.get(coverage.standards().load(CONFIG.resolve("service-standards.yaml")));
    List<Device> both = List.of(device("d-1"), device("d-2"));
    Await.get(
        coverage
            .contracts()
            .add(
                new JsonObject(
                    """
                    {"number":"C-1","customer":"acme","name":"Care","from":"2026-01-01",
                     "to":"2026-12-31","lines":[{"id":"1","devices":["d-1"],"terms":{
                      "replacement.repairCount":1,
                      "replacement.window":{"measure":"calendar_months","amount":3}}}]}
                    """),
                "user:test"));
    var parties = Parties.on(database, journal, promises.calendars()::isKnown);
    var knowledge =
        new DeviceKnowledge(
            devices, new DeviceStates(database, journal), workshop.releases, coverage, parties);

    Map<String, RepairLimit> limits = Await.get(knowledge.repairLimits(database.pool(), both, NOW));

    assertEquals(new RepairLimit(1, Instant.parse("2026-08-22T08:15:00Z")), limits.get("d-1"));
    assertEquals(2, Objects.requireNonNull(limits.get("d-2")).count());
  }
}
