package dev.fieldcare.tickets;

import static dev.fieldcare.tickets.Desk.await;

import dev.fieldcare.base.MovableClock;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.Severity;
import dev.fieldcare.stability.Alarm;
import dev.fieldcare.stability.Because;
import dev.fieldcare.stability.PgAlarms;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A desk with a clock that can be moved, devices that share things, and groups to look for. */
final class GroupingDesk implements AutoCloseable {
  final Desk it = new Desk();
  final MovableClock clock = new MovableClock(Desk.NOW);
  final List<Member> members = new ArrayList<>();
  final Map<String, Device> devices = new HashMap<>();
  final Map<String, Alarm> active = new HashMap<>();
  TicketDesk desk = reopened();
  TicketGroups groups = new TicketGroups(it.vertx, desk, () -> members, clock, 1);

  /** Another desk and other groups on the same database, as after a restart or elsewhere. */
  TicketDesk reopened() {
    desk =
        new TicketDesk(
            it.vertx,
            it.database,
            it.journal,
            new PgAlarms(it.database, clock),
            it.notices,
            clock,
            new TicketSettings(200, 10_000),
            new House());
    desk.onNews(it.news::add);
    groups = new TicketGroups(it.vertx, desk, () -> members, clock, 1);
    return desk;
  }

  /**
   * Twenty sites of ten devices each: {@code d-0} to {@code d-199}, {@code s-0} to {@code s-19}.
   * The first half is of customer {@code c-0}, the others each of a customer of its own.
   */
  GroupingDesk fleet() {
    for (int i = 0; i < 200; i++) {
      device("d-" + i, i < 100 ? "c-0" : "c-" + i, "s-" + i / 10, "l-" + i % 7, null);
    }
    return this;
  }

  void device(
      String id,
      @Nullable String customer,
      @Nullable String site,
      @Nullable String lot,
      @Nullable String via) {
    var device =
        new Device(
            members.size() + 1,
            id,
            id,
            "pump-p2",
            null,
            customer,
            site,
            lot,
            via,
            null,
            Map.of(),
            Desk.NOW,
            null);
    devices.put(id, device);
    members.add(Member.of(device, "1.0.0", null));
  }

  /** The symptom begins on the device now. */
  void begins(String device, String symptom) {
    Instant since = clock.instant();
    Device known = java.util.Objects.requireNonNull(devices.get(device));
    var alarm =
        new Alarm(
            Alarm.keyOf(device, symptom, since),
            known,
            symptom,
            Severity.MAJOR,
            Alarm.Phase.ACTIVE,
            since,
            since,
            since,
            null,
            new Because(symptom + " since " + since, symptom, Map.of()));
    active.put(device + "|" + symptom, alarm);
    desk.hear(alarm);
  }

  /** The symptom is gone from the device; quiet means for so long that the ticket closes. */
  void ends(String device, String symptom, boolean quiet) {
    Alarm alarm = active.get(device + "|" + symptom);
    if (alarm != null) {
      Alarm.Phase phase = quiet ? Alarm.Phase.QUIET : Alarm.Phase.NORMAL;
      desk.hear(
          new Alarm(
              alarm.key(),
              alarm.device(),
              symptom,
              alarm.severity(),
              phase,
              alarm.activeSince(),
              clock.instant(),
              alarm.lastSeen(),
              null,
              alarm.because()));
    }
  }

  List<TicketNews> look() {
    await(desk.drained());
    return await(groups.look());
  }

  /** Everything heard so far is heard at the time it was. */
  void pass(Duration time) {
    await(desk.drained());
    clock.move(time);
  }

  List<Ticket> tickets() {
    return await(desk.list(TicketFilter.ALL, 1000, null)).items();
  }

  List<Ticket> parents() {
    return tickets().stream().filter(each -> each.cause() != null).toList();
  }

  Ticket parent() {
    List<Ticket> parents = parents();
    if (parents.size() != 1) {
      throw new AssertionError("expected one parent, found " + parents);
    }
    return parents.getFirst();
  }

  Ticket of(String device) {
    return tickets().stream()
        .filter(each -> device.equals(each.device()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no ticket of " + device));
  }

  @Override
  public void close() {
    it.close();
  }
}
