package dev.fieldcare.tickets;

import static dev.fieldcare.tickets.PgTickets.utc;

import dev.fieldcare.promises.Calendars;
import dev.fieldcare.promises.Clock;
import dev.fieldcare.promises.Commitment;
import dev.fieldcare.promises.Commitments;
import dev.fieldcare.promises.Deadline;
import dev.fieldcare.promises.Term;
import dev.fieldcare.promises.Undertaking;
import dev.fieldcare.registry.Device;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the house promises on tickets and keeps count of: the clocks, the warranty of devices and of
 * repairs.
 *
 * <p>A device is in warranty up to the day its attribute {@code warrantyUntil} names; without one
 * it is not. Parts are not checked: no stock of them is known here.
 */
public final class TicketPromises implements Surroundings {
  private static final String REPAIRED =
      """
      SELECT n.number FROM unnest($1::text[], $2::text[], $3::text[]) n (number, device, symptom)
      WHERE EXISTS (
        SELECT FROM tickets r
        WHERE r.device = n.device AND r.state = 'CLOSED' AND r.number <> n.number
          AND (r.facts ->> 'repairWarrantyUntil')::timestamptz > $4
          AND CASE WHEN $5::text IS NULL THEN r.symptom = n.symptom
            ELSE $5 IN (r.facts -> 'diagnosis' ->> 'causeCode', r.facts -> 'diagnosis' ->> 'cause')
            END)
      """;

  private final Commitments commitments;
  private final Calendars calendars;
  private final ServiceTerms terms;
  private final Function<String, Optional<Device>> devices;
  private final Function<String, Optional<String>> updates;

  /**
   * @param updates the release an update under way will bring to a device
   */
  public TicketPromises(
      Commitments commitments,
      Calendars calendars,
      ServiceTerms terms,
      Function<String, Optional<Device>> devices,
      Function<String, Optional<String>> updates) {
    this.commitments = commitments;
    this.calendars = calendars;
    this.terms = terms;
    this.devices = devices;
    this.updates = updates;
  }

  @Override
  public Optional<Device> device(String id) {
    return devices.apply(id);
  }

  @Override
  public Optional<String> updateUnderWay(String device) {
    return updates.apply(device);
  }

  @Override
  public Future<Map<String, Entitled>> entitle(
      SqlConnection sql, List<Ticket> tickets, @Nullable String cause, Instant at) {
    String[] numbers = tickets.stream().map(Ticket::number).toArray(String[]::new);
    String[] ids = tickets.stream().map(Ticket::device).toArray(String[]::new);
    String[] symptoms = tickets.stream().map(Ticket::symptom).toArray(String[]::new);
    return sql.preparedQuery(REPAIRED)
        .execute(
            Tuple.tuple()
                .addArrayOfString(numbers)
                .addArrayOfString(ids)
                .addArrayOfString(symptoms)
                .addOffsetDateTime(utc(at))
                .addString(cause))
        .map(
            rows -> {
              Set<String> repaired = new HashSet<>();
              rows.forEach(row -> repaired.add(row.getString(0)));
              var all = new HashMap<String, Entitled>();
              tickets.forEach(
                  each ->
                      all.put(each.number(), decide(each, repaired.contains(each.number()), at)));
              return all;
            });
  }

  private Entitled decide(Ticket ticket, boolean isRepaired, Instant at) {
    if (isRepaired) {
      return covered("REPAIR", "a repair of the same cause is still warranted");
    }
    String until =
        ticket.device() == null
            ? null
            : devices
                .apply(ticket.device())
                .map(device -> device.attributes().get("warrantyUntil"))
                .orElse(null);
    if (until == null) {
      return Entitled.NOTHING;
    }
    try {
      var zone = calendars.get(terms.calendar()).zone();
      boolean isOver =
          !at.isBefore(LocalDate.parse(until).plusDays(1).atStartOfDay(zone).toInstant());
      return isOver
          ? new Entitled(0, 0, 0, new JsonObject().put("because", "the warranty ended on " + until))
          : covered("WARRANTY", "in warranty until " + until);
    } catch (DateTimeException e) {
      return new Entitled(
          0,
          0,
          0,
          new JsonObject().put("because", "warrantyUntil is no day such as 2027-01-31: " + until));
    }
  }

  private static Entitled covered(String basis, String because) {
    return new Entitled(
        100, 100, 100, new JsonObject().put("basis", basis).put("because", because));
  }

  @Override
  public Future<Boolean> isRemote(SqlClient client, Ticket ticket) {
    String code =
        ticket.device() == null
            ? null
            : devices
                .apply(ticket.device())
                .map(device -> device.attributes().get("divisionCode"))
                .orElse(null);
    return Future.succeededFuture(
        code != null && terms.remoteDivisions().stream().anyMatch(code::startsWith));
  }

  @Override
  public Future<Duration> soak(SqlClient client, Ticket ticket) {
    return Future.succeededFuture(terms.soak());
  }

  @Override
  public Future<Optional<Instant>> warrantRepair(
      SqlConnection sql, Ticket ticket, JsonObject diagnosis, Instant at, Actor by) {
    if (diagnosis.isEmpty()) {
      return Future.succeededFuture(Optional.empty());
    }
    var clock = new Clock(terms.repairWarranty(), at, List.of(), calendars.get(terms.calendar()));
    return Future.succeededFuture(clock.deadline().map(Deadline::at));
  }

  @Override
  public Future<Map<String, JsonArray>> commitments(SqlClient client, List<String> numbers) {
    return commitments
        .about(client, numbers.stream().map(TicketPromises::subject).toList())
        .map(
            found -> {
              var all = new HashMap<String, JsonArray>();
              for (Commitment each : found) {
                String number = each.subject().substring("ticket:".length());
                all.computeIfAbsent(number, none -> new JsonArray()).add(each.json());
              }
              return all;
            });
  }

  private static String subject(String number) {
    return "ticket:" + number;
  }

  @Override
  public Future<Void> clocks(SqlConnection sql, Ticket ticket, List<ClockStep> steps, Actor by) {
    Future<Void> done = Future.succeededFuture();
    for (ClockStep step : steps) {
      done = done.compose(next -> take(sql, ticket, step, by.journalName()).mapEmpty());
    }
    return done;
  }

  private Future<?> take(SqlConnection sql, Ticket ticket, ClockStep step, String actor) {
    String subject = subject(ticket.number());
    return switch (step) {
      case ClockStep.Start start -> start(sql, ticket, start, actor);
      case ClockStep.Stop stop -> {
        Instant at = stop.at().isBefore(ticket.intakeAt()) ? ticket.intakeAt() : stop.at();
        yield commitments.stop(sql, subject, stop.kind(), at, actor, stop.because());
      }
      case ClockStep.Await await ->
          commitments
              .isPaused(sql, subject)
              .compose(
                  isPaused ->
                      isPaused
                          ? Future.succeededFuture()
                          : commitments
                              .pause(
                                  sql,
                                  subject,
                                  "awaiting_customer",
                                  Long.toString(await.message()),
                                  actor)
                              .mapEmpty());
      case ClockStep.Resume resume ->
          commitments.resume(sql, subject, resume.at(), actor, resume.because());
      case ClockStep.Cancel cancel -> commitments.cancel(sql, subject, actor, cancel.because());
      case ClockStep.MoveTo move -> commitments.moveTo(sql, subject, subject(move.parent()), actor);
    };
  }

  /** Together, because with one after the other a storm of alarms would wait. */
  @Override
  public Future<Void> clocks(SqlConnection sql, List<Opened> opened, Actor by) {
    var promises = new ArrayList<Undertaking>();
    for (Opened each : opened) {
      for (ClockStep step : each.steps()) {
        if (!(step instanceof ClockStep.Start start)) {
          return Surroundings.super.clocks(sql, opened, by);
        }
        undertaking(each.ticket(), start).ifPresent(promises::add);
      }
    }
    return commitments.startAll(sql, promises, by.journalName());
  }

  private Future<?> start(SqlConnection sql, Ticket ticket, ClockStep.Start start, String actor) {
    Optional<Undertaking> promise = undertaking(ticket, start);
    return promise.isEmpty()
        ? Future.succeededFuture()
        : commitments.start(sql, promise.get(), actor);
  }

  private Optional<Undertaking> undertaking(Ticket ticket, ClockStep.Start start) {
    if (start.agreed() == null && start.onlyByContract()) {
      return Optional.empty();
    }
    Term term = terms.term(start.kind());
    String subject = subject(ticket.number());
    Undertaking promise =
        start.agreed() == null
            ? Undertaking.of(subject, start.kind(), term, start.from(), terms.calendar())
            : Undertaking.agreed(
                subject, start.kind(), start.from(), start.agreed(), terms.calendar());
    return Optional.of(
        promise
            .to(ticket.customer())
            .by(
                start.agreed() == null ? "ticket terms " + terms.version() : "agreed date",
                terms.version(),
                new JsonObject().put("level", "vendor").put("term", term.json())));
  }
}
