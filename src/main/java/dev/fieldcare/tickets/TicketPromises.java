package dev.fieldcare.tickets;

import dev.fieldcare.promises.Calendars;
import dev.fieldcare.promises.Clock;
import dev.fieldcare.promises.Commitment;
import dev.fieldcare.promises.Commitments;
import dev.fieldcare.promises.PromiseDesk;
import dev.fieldcare.promises.Undertaking;
import dev.fieldcare.promises.coverage.CoverageDesk;
import dev.fieldcare.promises.standards.Level;
import dev.fieldcare.promises.standards.Parameter;
import dev.fieldcare.promises.standards.Standards;
import dev.fieldcare.promises.standards.Target;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.genealogy.Genealogy;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the house promises on tickets and keeps count of: clocks by the service standard, what
 * coverages leave free, and which parts are in which device.
 */
public final class TicketPromises implements Surroundings {

  /** What is known of the devices that tickets are on. */
  public interface Field {
    Optional<Device> device(String id);

    /** The release that an update under way will bring to the device. */
    Optional<String> updateUnderWay(String device);

    /** The administrative division (GB/T 2260) in which the device stands. */
    Optional<String> division(Device device);

    /** For whom the standard is looked up: with the contract the device is under then. */
    Target target(@Nullable Device device, @Nullable String customer, Instant at);
  }

  private final Commitments commitments;
  private final Calendars calendars;
  private final Standards standards;
  private final TicketCover cover;
  private final TicketParts parts;
  private final Field field;

  public TicketPromises(
      PromiseDesk promises, CoverageDesk coverage, Genealogy genealogy, Field field) {
    this.commitments = promises.commitments();
    this.calendars = promises.calendars();
    this.standards = coverage.standards();
    this.cover = new TicketCover(coverage);
    this.parts = new TicketParts(genealogy);
    this.field = field;
  }

  @Override
  public Optional<Device> device(String id) {
    return field.device(id);
  }

  @Override
  public Optional<String> updateUnderWay(String device) {
    return field.updateUnderWay(device);
  }

  private Optional<Device> device(Ticket ticket) {
    return Optional.ofNullable(ticket.device()).flatMap(field::device);
  }

  /** As the standard holds for the ticket's customer at that moment. */
  private Parameter resolve(String key, Ticket ticket, Instant at) {
    return standards.resolve(key, target(ticket, at), at);
  }

  private Target target(Ticket ticket, Instant at) {
    return field.target(device(ticket).orElse(null), ticket.customer(), at);
  }

  @Override
  public Future<Map<String, Entitled>> entitle(
      SqlConnection sql, List<Ticket> tickets, JsonObject diagnosis, Instant at, Actor by) {
    return cover.entitle(sql, tickets, diagnosis, at, by);
  }

  @Override
  public Future<Boolean> isRemote(SqlClient client, Ticket ticket) {
    Optional<String> division = device(ticket).flatMap(field::division);
    return Future.succeededFuture(
        division.isPresent()
            && resolve("onsite.remote.divisions", ticket, ticket.claimedAt()).texts().stream()
                .anyMatch(division.get()::startsWith));
  }

  @Override
  public Future<Duration> soak(SqlClient client, Ticket ticket) {
    Instant testing = Given.time(Given.text(ticket.facts(), "testingSince"));
    Instant from = testing == null ? ticket.claimedAt() : testing;
    Parameter soak = resolve("commissioning.soak", ticket, from);
    var clock = new Clock(soak.term(), from, List.of(), calendars.get(PromiseDesk.HOME));
    return Future.succeededFuture(
        clock.deadline().map(end -> Duration.between(from, end.at())).orElse(Duration.ZERO));
  }

  @Override
  public Future<Optional<String>> partRefusal(SqlClient client, Ticket ticket, JsonObject part) {
    return device(ticket)
        .map(device -> parts.refusal(client, device, part))
        .orElseGet(() -> Future.succeededFuture(Optional.empty()));
  }

  @Override
  public Future<Void> install(
      SqlConnection sql, Ticket ticket, JsonObject part, Instant at, Actor by) {
    return device(ticket)
        .map(device -> parts.install(sql, ticket, device, part, at, by))
        .orElseGet(Future::succeededFuture);
  }

  @Override
  public Future<Void> repair(
      SqlConnection sql, Ticket ticket, boolean begins, Instant at, Actor by) {
    String device = ticket.device();
    if (device == null) {
      return Future.succeededFuture();
    }
    return begins
        ? cover.beginRepair(sql, device, at, by)
        : cover.endRepair(sql, ticket, device, at, by);
  }

  @Override
  public Future<Optional<Instant>> warrantRepair(
      SqlConnection sql, Ticket ticket, JsonObject diagnosis, Instant at, Actor by) {
    Optional<Device> device = device(ticket);
    return diagnosis.isEmpty() || device.isEmpty()
        ? Future.succeededFuture(Optional.empty())
        : cover
            .warrantRepair(sql, ticket, device.get(), target(ticket, at), diagnosis, at, by)
            .map(Optional::of);
  }

  @Override
  public Future<Map<String, JsonArray>> commitments(SqlClient client, List<String> numbers) {
    return commitments
        .about(client, numbers.stream().map(number -> "ticket:" + number).toList())
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

  @Override
  public Future<Void> clocks(SqlConnection sql, Ticket ticket, List<ClockStep> steps, Actor by) {
    Future<Void> done = Future.succeededFuture();
    for (ClockStep step : steps) {
      done = done.compose(next -> take(sql, ticket, step, by.journalName()).mapEmpty());
    }
    return done;
  }

  private Future<?> take(SqlConnection sql, Ticket ticket, ClockStep step, String actor) {
    String subject = ticket.key();
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
      case ClockStep.MoveTo move ->
          commitments.moveTo(sql, subject, "ticket:" + move.parent(), actor);
    };
  }

  private Future<?> start(SqlConnection sql, Ticket ticket, ClockStep.Start start, String actor) {
    Instant now = start.from();
    Parameter promised = resolve(start.kind(), ticket, now);
    if (start.agreed() == null && start.onlyByContract() && !isByContract(promised.level())) {
      return Future.succeededFuture();
    }
    String subject = ticket.key();
    Undertaking promise =
        start.agreed() == null
            ? Undertaking.of(subject, start.kind(), promised.term(), now, PromiseDesk.HOME)
            : Undertaking.agreed(subject, start.kind(), now, start.agreed(), PromiseDesk.HOME);
    return commitments.start(
        sql,
        promise.to(ticket.customer()).by(promised.clause(), promised.version(), promised.json()),
        actor);
  }

  private static boolean isByContract(Level level) {
    return level == Level.CONTRACT || level == Level.CONTRACT_LINE;
  }
}
