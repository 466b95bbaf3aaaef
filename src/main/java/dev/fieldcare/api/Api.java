package dev.fieldcare.api;

import dev.fieldcare.api.signin.OpenId;
import dev.fieldcare.api.signin.SignIn;
import dev.fieldcare.base.Database;
import dev.fieldcare.base.PgJournal;
import dev.fieldcare.firmware.Images;
import dev.fieldcare.firmware.Releases;
import dev.fieldcare.firmware.Repositories;
import dev.fieldcare.firmware.Uploads;
import dev.fieldcare.firmware.carried.Packages;
import dev.fieldcare.messaging.LetterBox;
import dev.fieldcare.messaging.Mailer;
import dev.fieldcare.messaging.Outbox;
import dev.fieldcare.messaging.Webhooks;
import dev.fieldcare.messaging.oncall.OnCall;
import dev.fieldcare.promises.Ledger;
import dev.fieldcare.promises.PromiseDesk;
import dev.fieldcare.promises.StageForecasts;
import dev.fieldcare.promises.coverage.CoverageDesk;
import dev.fieldcare.quality.QualityDesk;
import dev.fieldcare.registry.DeviceStates;
import dev.fieldcare.registry.Devices;
import dev.fieldcare.registry.FleetVersions;
import dev.fieldcare.registry.Models;
import dev.fieldcare.registry.enrolment.Enrolments;
import dev.fieldcare.registry.genealogy.Genealogy;
import dev.fieldcare.registry.parties.Parties;
import dev.fieldcare.rollout.Actions;
import dev.fieldcare.rollout.Receipts;
import dev.fieldcare.rollout.UpdatesUnderWay;
import dev.fieldcare.rollout.waves.NoticeDesk;
import dev.fieldcare.rollout.waves.RolloutDesk;
import dev.fieldcare.stability.AlarmList;
import dev.fieldcare.stability.AlarmStates;
import dev.fieldcare.stability.PgAlarms;
import dev.fieldcare.stability.StabilitySettings;
import dev.fieldcare.stability.kpis.PgRaised;
import dev.fieldcare.stability.reliability.FieldGrowth;
import dev.fieldcare.stability.reliability.FieldReliability;
import dev.fieldcare.telemetry.EventLog;
import dev.fieldcare.telemetry.PgTelemetryStore;
import dev.fieldcare.telemetry.TelemetryStore;
import dev.fieldcare.tickets.LetterDesk;
import dev.fieldcare.tickets.OpenWork;
import dev.fieldcare.tickets.QuoteDesk;
import dev.fieldcare.tickets.SignOffDesk;
import dev.fieldcare.tickets.TicketDesk;
import dev.fieldcare.tickets.TicketStages;
import dev.fieldcare.tickets.attachments.Attachments;
import dev.fieldcare.tickets.knowledge.Articles;
import dev.fieldcare.tickets.papers.Papers;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Everything people and programs may ask of the server: the REST API, the live stream, health,
 * metrics and the page. {@code Main} owns the HTTP server and mounts the router.
 */
public final class Api {
  private final Vertx vertx;
  private final ApiSettings settings;
  private final Clock clock;
  private final Parts parts;
  private final Credentials credentials;

  /** The parts of the house that the API speaks for. */
  public record Parts(
      Database database,
      PgJournal journal,
      Models models,
      Devices devices,
      DeviceStates states,
      Parties parties,
      Enrolments enrolments,
      Packages packages,
      TelemetryStore telemetry,
      EventLog events,
      PgAlarms alarms,
      AlarmStates alarmStates,
      TicketDesk desk,
      QuoteDesk quotes,
      SignOffDesk signOffs,
      Papers papers,
      Webhooks webhooks,
      Outbox outbox,
      Optional<Mailer> mailer,
      LetterBox letters,
      LetterDesk letterDesk,
      OnCall onCall,
      Images images,
      Uploads uploads,
      Releases releases,
      Repositories repositories,
      Tokens tokens,
      SignIn signIn,
      Stream stream,
      Readiness readiness,
      PrometheusMeterRegistry metrics,
      StabilitySettings stability,
      Clocks clocks,
      Actions actions,
      Receipts receipts,
      RolloutDesk rollouts,
      NoticeDesk notices,
      PromiseDesk promises,
      CoverageDesk coverage,
      Genealogy genealogy,
      QualityDesk quality,
      Attachments attachments) {}

  public Api(Vertx vertx, ApiSettings settings, Clock clock, Parts parts) {
    this.vertx = vertx;
    this.settings = settings;
    this.clock = clock;
    this.parts = parts;
    this.credentials = new Credentials(parts.tokens(), parts.signIn());
  }

  /** A router for the root of the server; what it does not know is left to whoever comes next. */
  public Router router() {
    Door door = new Door(credentials, Throttle.ofTokens(clock));
    return new Switchboard(vertx, door, settings).router(table());
  }

  private ReliabilityRoutes reliability(Sight sight) {
    var figures =
        new FieldReliability(parts.database(), parts.devices(), parts.states(), parts.models());
    boolean hasHours = parts.telemetry() instanceof PgTelemetryStore;
    return new ReliabilityRoutes(
        vertx, sight, figures, new FieldGrowth(parts.database(), figures), hasHours, clock);
  }

  /** Answers 404 as a problem; to be mounted after everything else. */
  public static void unknown(io.vertx.ext.web.RoutingContext context) {
    Refusals.send(
        context,
        404,
        "route.unknown",
        "there is nothing at "
            + context.request().path()
            + "; /api/v1/openapi.json lists what there is");
  }

  List<Endpoint> table() {
    var sight = new Sight(parts.devices());
    var sessions = new SessionRoutes(parts.signIn(), credentials, Throttle.ofSignIns(clock));
    var openId = new OpenId(vertx, clock, parts.signIn());
    var series = new SeriesRoutes(sight, parts.telemetry(), clock, settings.pointLimit());
    var journal = new JournalRoutes(parts.database(), parts.journal());
    var work = new OpenWork(parts.database());
    var timeline =
        new TimelineRoutes(sight, parts.states(), parts.events(), parts.alarms(), parts.desk());
    return new Routes()
        .add(new SystemRoutes(parts.readiness(), parts.metrics(), clock))
        .add(
            new HouseRoutes(
                vertx,
                parts.database(),
                parts.outbox(),
                parts.readiness(),
                parts.metrics(),
                parts.repositories(),
                clock))
        .add(new ModelRoutes(parts.models()))
        .add(
            new DeviceRoutes(
                vertx,
                parts.devices(),
                parts.states(),
                parts.alarmStates(),
                new DeviceStandings(vertx, parts.states(), work, parts.clocks())))
        .add(new EnrolmentRoutes(sight, parts.enrolments()))
        .add(new PackageRoutes(vertx, sight, parts.models(), parts.packages(), parts.actions()))
        .add(new ClockRoutes(vertx, sight, parts.clocks()))
        .add(
            new ActionRoutes(
                sight, parts.devices(), parts.states(), parts.actions(), parts.receipts()))
        .add(new AttachmentRoutes(parts.attachments(), new TicketSight(parts.desk())))
        .add(
            new ArticleRoutes(
                new Articles(parts.database(), parts.journal(), clock),
                new TicketSight(parts.desk()),
                parts.devices(),
                parts.states()))
        .add(new NoticeRoutes(parts.rollouts(), parts.notices()))
        .add(new RolloutRoutes(parts.rollouts(), parts.notices(), parts.devices(), clock))
        .add(series)
        .add(new CustomerRoutes(parts.parties().customers()))
        .add(new SiteRoutes(vertx, parts.parties().sites(), parts.devices(), work))
        .add(new ContactRoutes(vertx, parts.parties().contacts()))
        .add(
            new AlarmRoutes(
                sight,
                new AlarmList(parts.database(), parts.devices()::find),
                parts.alarmStates(),
                new AlarmTransitions(parts.alarmStates(), clock)))
        .add(
            new FleetRoutes(
                new FleetVersions(parts.database()), new UpdatesUnderWay(parts.database())))
        .add(reliability(sight))
        .add(new StabilityRoutes(new PgRaised(parts.database()), clock))
        .add(new WhatIfRoutes(vertx, new Cohorts(parts.devices(), parts.states()), parts, clock))
        .add(new FigureRoutes(parts.database(), clock))
        .add(new TicketRoutes(parts.desk(), journal))
        .add(new IntakeRoutes(sight, parts.desk()))
        .add(new ThreadRoutes(parts.stream(), credentials, parts.desk()))
        .add(new QuoteRoutes(parts.desk(), parts.quotes(), parts.papers()))
        .add(new SignOffRoutes(parts.desk(), parts.signOffs(), parts.papers()))
        .add(new PriceRoutes(sight, parts, clock))
        .add(new LedgerRoutes(new Ledger(parts.database())))
        .add(new CalendarRoutes(parts.promises().calendars(), parts.promises().imports()))
        .add(
            new CommitmentRoutes(
                parts.database(),
                parts.promises().commitments(),
                parts.promises().forecasts(),
                new StageForecasts(
                    parts.database(),
                    clock,
                    parts.promises().calendars(),
                    new TicketStages(parts.database())),
                clock))
        .add(new StandardRoutes(sight, parts.database(), parts.coverage(), clock))
        .add(new ContractRoutes(parts.coverage().contracts(), clock))
        .add(new CoverageRoutes(sight, parts.database(), parts.coverage(), clock))
        .add(new GenealogyRoutes(vertx, parts.genealogy(), parts.quality().tracing()))
        .add(new MaterialRoutes(parts.quality()))
        .add(new InspectionRoutes(parts.quality(), clock))
        .add(new MakingRoutes(parts.quality()))
        .add(new TestRunRoutes(parts.quality()))
        .add(new UploadRoutes(parts.uploads(), parts.images()))
        .add(new ReleaseRoutes(parts.releases(), parts.models()))
        .add(timeline)
        .add(journal)
        .add(new WebhookRoutes(parts.webhooks(), parts.outbox()))
        .add(new MailRoutes(parts.mailer()))
        .add(new LetterRoutes(parts.letters(), parts.letterDesk(), sight))
        .add(new RosterRoutes(parts.onCall(), clock))
        .add(new TokenRoutes(parts.tokens(), clock))
        .add(sessions)
        .add(new OpenIdRoutes(openId, parts.signIn()))
        .add(new OwnRoutes(parts.signIn(), parts.tokens(), sessions, clock))
        .add(new UserRoutes(parts.signIn()))
        .add(new StreamRoutes(parts.stream(), credentials, sight::maySee))
        .table();
  }
}
