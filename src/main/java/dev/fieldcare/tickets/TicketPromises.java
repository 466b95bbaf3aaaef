package dev.fieldcare.tickets;

import dev.fieldcare.promises.Calendars;
import dev.fieldcare.promises.Clock;
import dev.fieldcare.promises.Commitment;
import dev.fieldcare.promises.Commitments;
import dev.fieldcare.promises.PromiseDesk;
import dev.fieldcare.promises.Term;
import dev.fieldcare.promises.Undertaking;
import dev.fieldcare.promises.contracts.Agreements;
import dev.fieldcare.promises.contracts.RemoteSites;
import dev.fieldcare.promises.coverage.CoverageDesk;
import dev.fieldcare.promises.standards.Catalogue;
import dev.fieldcare.promises.standards.Level;
import dev.fieldcare.promises.standards.Parameter;
import dev.fieldcare.promises.standards.Standards;
import dev.fieldcare.promises.standards.Target;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.genealogy.Genealogy;
import dev.fieldcare.registry.parties.Site;
import dev.fieldcare.registry.parties.Sites;
import dev.fieldcare.registry.parties.Whereabouts;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
  }

  private final Commitments commitments;
  private final Calendars calendars;
  private final Standards standards;
  private final Agreements agreements;
  private final RemoteSites remoteSites;
  private final Sites sites;
  private final TicketCover cover;
  private final TicketParts parts;
  private final Field field;

  public TicketPromises(
      PromiseDesk promises, CoverageDesk coverage, Genealogy genealogy, Sites sites, Field field) {
    this.commitments = promises.commitments();
    this.calendars = promises.calendars();
    this.standards = coverage.standards();
    this.agreements = coverage.agreements();
    this.remoteSites = coverage.remoteSites();
    this.sites = sites;
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

  /**
   * What promises on a ticket stand on.
   *
   * @param target with the contract that its device is under
   * @param calendar by which days count
   * @param calendarOf who says so, as in {@code {"level":"site","subject":"hall"}}
   */
  private record Ground(Target target, String calendar, JsonObject calendarOf) {}

  private Future<Ground> ground(SqlClient sql, Ticket ticket, Instant at) {
    return grounds(sql, List.of(ticket), at)
        .map(found -> Objects.requireNonNull(found.get(ticket.number())));
  }

  private Future<Map<String, Ground>> grounds(SqlClient sql, List<Ticket> tickets, Instant at) {
    List<Device> devices =
        tickets.stream().map(this::device).flatMap(Optional::stream).distinct().toList();
    Future<Map<String, Target>> targets =
        devices.isEmpty() ? Future.succeededFuture(Map.of()) : agreements.targets(sql, devices, at);
    return targets.compose(
        targeted ->
            sites
                .whereabouts(sql, devices)
                .map(
                    places -> {
                      var all = new HashMap<String, Ground>();
                      for (Ticket each : tickets) {
                        String device = String.valueOf(each.device());
                        all.put(
                            each.number(),
                            ground(
                                targeted.getOrDefault(device, Target.of(each.customer(), null)),
                                places.get(device),
                                at));
                      }
                      return all;
                    }));
  }

  /** By the calendar of the site, else the one that contract, customer, model or vendor name. */
  private Ground ground(Target target, @Nullable Whereabouts where, Instant at) {
    Site site = where == null ? null : where.site();
    String calendar = site == null ? null : site.calendar();
    if (site != null && calendar != null) {
      return new Ground(
          target, calendar, new JsonObject().put("level", "site").put("subject", site.id()));
    }
    Parameter named = standards.resolve(Catalogue.CALENDAR, target, at);
    return new Ground(
        target,
        named.text(),
        new JsonObject().put("level", named.level().code()).put("subject", named.subject()));
  }

  @Override
  public Future<Map<String, Entitled>> entitle(
      SqlConnection sql, List<Ticket> tickets, JsonObject diagnosis, Instant at, Actor by) {
    return cover.entitle(sql, tickets, diagnosis, at, by);
  }

  @Override
  public Future<Boolean> isRemote(SqlClient client, Ticket ticket) {
    return device(ticket)
        .map(device -> remoteSites.isRemote(client, device, ticket.claimedAt()))
        .orElseGet(() -> Future.succeededFuture(false));
  }

  @Override
  public Future<Duration> soak(SqlClient client, Ticket ticket) {
    Instant testing = Given.time(Given.text(ticket.facts(), "testingSince"));
    Instant from = testing == null ? ticket.claimedAt() : testing;
    return ground(client, ticket, from)
        .map(
            ground -> {
              Term soak = standards.resolve("commissioning.soak", ground.target, from).term();
              return new Clock(soak, from, List.of(), calendars.get(ground.calendar))
                  .deadline()
                  .map(end -> Duration.between(from, end.at()))
                  .orElse(Duration.ZERO);
            });
  }

  @Override
  public Future<QuoteTerms> quoteTerms(SqlClient client, Ticket ticket, Instant now) {
    return ground(client, ticket, now)
        .map(
            ground -> {
              Term validity = standards.resolve("quote.validity", ground.target, now).term();
              Instant until =
                  new Clock(validity, now, List.of(), calendars.get(ground.calendar))
                      .deadline()
                      .orElseThrow()
                      .at();
              return new QuoteTerms(Labour.of(standards, ground.target, now), until);
            });
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
        : ground(sql, ticket, at)
            .compose(
                ground ->
                    cover.warrantRepair(
                        sql, ticket, device.get(), ground.target, diagnosis, at, by))
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

  /** Together, because with one after the other a storm of alarms would wait. */
  @Override
  public Future<Void> clocks(SqlConnection sql, List<Opened> opened, Actor by) {
    if (opened.isEmpty() || !opened.stream().allMatch(TicketPromises::onlyStarts)) {
      return Surroundings.super.clocks(sql, opened, by);
    }
    List<Ticket> tickets = opened.stream().map(Opened::ticket).toList();
    return grounds(sql, tickets, tickets.getFirst().claimedAt())
        .compose(
            grounds -> {
              var promises = new ArrayList<Undertaking>();
              for (Opened each : opened) {
                Ground ground = Objects.requireNonNull(grounds.get(each.ticket().number()));
                for (ClockStep step : each.steps()) {
                  undertaking(each.ticket(), (ClockStep.Start) step, ground)
                      .ifPresent(promises::add);
                }
              }
              return commitments.startAll(sql, promises, by.journalName());
            });
  }

  private static boolean onlyStarts(Opened opened) {
    return opened.steps().stream().allMatch(ClockStep.Start.class::isInstance);
  }

  private Future<?> start(SqlConnection sql, Ticket ticket, ClockStep.Start start, String actor) {
    return ground(sql, ticket, start.from())
        .compose(
            ground -> {
              Optional<Undertaking> promise = undertaking(ticket, start, ground);
              return promise.isEmpty()
                  ? Future.succeededFuture()
                  : commitments.start(sql, promise.get(), actor);
            });
  }

  private Optional<Undertaking> undertaking(Ticket ticket, ClockStep.Start start, Ground ground) {
    Instant from = start.from();
    Parameter promised = standards.resolve(start.kind(), ground.target, from);
    if (start.agreed() == null && start.onlyByContract() && !isByContract(promised.level())) {
      return Optional.empty();
    }
    Undertaking promise =
        start.agreed() == null
            ? Undertaking.of(ticket.key(), start.kind(), promised.term(), from, ground.calendar)
            : Undertaking.agreed(ticket.key(), start.kind(), from, start.agreed(), ground.calendar);
    return Optional.of(
        promise
            .to(ticket.customer())
            .by(
                promised.clause(),
                promised.version(),
                promised.json().put("calendar", ground.calendarOf)));
  }

  private static boolean isByContract(Level level) {
    return level == Level.CONTRACT || level == Level.CONTRACT_LINE;
  }
}
