package dev.fieldcare.tickets;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.MovableClock;
import dev.fieldcare.base.PgJournal;
import dev.fieldcare.base.TestDatabase;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.Limit;
import dev.fieldcare.registry.Metric;
import dev.fieldcare.registry.Model;
import dev.fieldcare.registry.Severity;
import dev.fieldcare.stability.Alarm;
import dev.fieldcare.stability.AlarmNews;
import dev.fieldcare.stability.AlarmState;
import dev.fieldcare.stability.AlarmStates;
import dev.fieldcare.stability.PgAlarms;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A desk behind the gate of alarm states, on a fresh database and a clock that stands still; its
 * device's pressure alarms latch, its temperature alarms are announced again after four hours.
 */
final class HoldingDesk implements AutoCloseable {
  final Vertx vertx = Vertx.vertx();
  final Database database = TestDatabase.open(vertx);
  final MovableClock clock = new MovableClock(Desk.NOW);
  final PgJournal journal = new PgJournal(clock);
  final Device device = Desk.device("d-1", null);
  final List<AlarmNews> news = new CopyOnWriteArrayList<>();
  AlarmStates states;
  TicketDesk desk;

  HoldingDesk() {
    Server server = server();
    states = server.states();
    desk = server.desk();
  }

  /** What a server has of its own. */
  record Server(AlarmStates states, TicketDesk desk) {}

  /** Another server on the same database. */
  Server server() {
    var made =
        new AlarmStates(
            database,
            journal,
            new PgAlarms(database, clock),
            number -> number == device.number() ? Optional.of(device) : Optional.empty(),
            id -> Optional.of(model()),
            clock,
            Duration.ofHours(24));
    made.onNews(news::add);
    var its =
        new TicketDesk(
            vertx,
            database,
            journal,
            made.gate(),
            Notices.NONE,
            clock,
            new TicketSettings(50, 1000),
            new House());
    made.releaseTo(its::hear);
    return new Server(made, its);
  }

  /** As after a stop or a crash: what was not durable is gone. */
  void restart() {
    Desk.await(desk.close());
    Server server = server();
    states = server.states();
    desk = server.desk();
  }

  private static Model model() {
    var none = Duration.ZERO;
    var latching = new Limit(Limit.Side.HIGH, 9, Severity.MAJOR, none, none, 0, true, null);
    var again =
        new Limit(Limit.Side.HIGH, 70, Severity.MAJOR, none, none, 0, false, Duration.ofHours(4));
    return new Model(
        "gateway-x1",
        1,
        Map.of("en", "Gateway"),
        null,
        null,
        Map.of(
            "pressure",
            new Metric("pressure", null, null, null, List.of(latching)),
            "temperature",
            new Metric("temperature", null, null, null, List.of(again))));
  }

  void hear(Alarm... alarms) {
    for (Alarm alarm : alarms) {
      desk.hear(alarm);
    }
    Desk.await(desk.drained());
  }

  void sweep() {
    Desk.await(states.sweep());
  }

  AlarmState state(String symptom) {
    return Desk.await(states.get(device, symptom)).condition().state();
  }

  List<Ticket> tickets() {
    return Desk.await(desk.list(TicketFilter.ALL, 100, null)).items();
  }

  /** How many alarms are written down. */
  int recorded() {
    return Desk.await(database.pool().query("select count(*) from alarms").execute())
        .iterator()
        .next()
        .getInteger(0);
  }

  /** The types of the journal's entries about the condition. */
  List<String> journal(String symptom) {
    return Desk.await(journal.list(database.pool(), null, 100, "alarm:d-1/" + symptom))
        .items()
        .stream()
        .map(line -> line.type() + " " + line.actor())
        .toList();
  }

  @Override
  public void close() {
    Desk.await(desk.close());
    Desk.await(vertx.close());
  }
}
