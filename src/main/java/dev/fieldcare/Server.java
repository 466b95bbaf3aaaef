package dev.fieldcare;

import static dev.fieldcare.Running.await;

import dev.fieldcare.api.Api;
import dev.fieldcare.api.Stream;
import dev.fieldcare.api.Tokens;
import dev.fieldcare.api.signin.SignIn;
import dev.fieldcare.base.AcceleratedClock;
import dev.fieldcare.base.Database;
import dev.fieldcare.base.Lanes;
import dev.fieldcare.base.PgJournal;
import dev.fieldcare.base.Problem;
import dev.fieldcare.gateway.BrokerGateway;
import dev.fieldcare.gateway.BrokerSettings;
import dev.fieldcare.gateway.EstRoutes;
import dev.fieldcare.gateway.Fleet;
import dev.fieldcare.gateway.GatewayMetrics;
import dev.fieldcare.gateway.MqttEndpoint;
import dev.fieldcare.gateway.PayloadCodecs;
import dev.fieldcare.messaging.Correspondence;
import dev.fieldcare.messaging.Letter;
import dev.fieldcare.promises.Calendars;
import dev.fieldcare.promises.PromiseDesk;
import dev.fieldcare.promises.coverage.CoverageDesk;
import dev.fieldcare.promises.coverage.Exclusion;
import dev.fieldcare.quality.ProblemImprovements;
import dev.fieldcare.quality.QualityDesk;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.DeviceFacts;
import dev.fieldcare.registry.DeviceStates;
import dev.fieldcare.registry.Devices;
import dev.fieldcare.registry.Models;
import dev.fieldcare.registry.enrolment.Enrolments;
import dev.fieldcare.registry.genealogy.Genealogy;
import dev.fieldcare.registry.parties.Parties;
import dev.fieldcare.rollout.ActionNews;
import dev.fieldcare.rollout.WorkDays;
import dev.fieldcare.rollout.notices.CustomerNotices;
import dev.fieldcare.stability.Alarm;
import dev.fieldcare.stability.AlarmStates;
import dev.fieldcare.stability.Checkpoints;
import dev.fieldcare.stability.HistoryJudge;
import dev.fieldcare.stability.LearntClock;
import dev.fieldcare.stability.PgAlarms;
import dev.fieldcare.stability.Stability;
import dev.fieldcare.stability.StretchJudge;
import dev.fieldcare.stability.Topology;
import dev.fieldcare.stability.WatchStore;
import dev.fieldcare.stability.peers.Buckets;
import dev.fieldcare.stability.peers.PeerRounds;
import dev.fieldcare.stability.peers.PeerStore;
import dev.fieldcare.telemetry.Arrivals;
import dev.fieldcare.telemetry.EventLog;
import dev.fieldcare.telemetry.InfluxTelemetryStore;
import dev.fieldcare.telemetry.Ingest;
import dev.fieldcare.telemetry.MetricSets;
import dev.fieldcare.telemetry.PgTelemetryStore;
import dev.fieldcare.telemetry.StateReport;
import dev.fieldcare.telemetry.TelemetryStore;
import dev.fieldcare.tickets.FoundProblems;
import dev.fieldcare.tickets.Insight;
import dev.fieldcare.tickets.LetterDesk;
import dev.fieldcare.tickets.Member;
import dev.fieldcare.tickets.QuoteDesk;
import dev.fieldcare.tickets.SignOffDesk;
import dev.fieldcare.tickets.TicketDesk;
import dev.fieldcare.tickets.TicketFacts;
import dev.fieldcare.tickets.TicketGroups;
import dev.fieldcare.tickets.TicketSettings;
import dev.fieldcare.tickets.attachments.Attachments;
import dev.fieldcare.tickets.papers.Papers;
import dev.fieldcare.tickets.siblings.Siblings;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole server, put together by hand: reading {@link #start} from top to bottom is walking
 * through the house as a reading does, from the store up to the ticket and out to people.
 */
public final class Server implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);

  private final Settings settings;
  private final Clock clock;
  private final Vertx vertx;
  private final Running running;

  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final MetricSets metricSets = new MetricSets();
  private final PgJournal journal;

  private final Database database;
  private final Models models;
  private final Devices devices;
  private final DeviceStates states;
  private final Enrolments enrolments;
  private final PromiseDesk promises;
  private final Parties parties;
  private final CoverageDesk coverage;
  private final TelemetryStore telemetry;
  private final RatedEvidence evidence;
  private final EventLog events;
  private final Arrivals arrivals;
  private final Lanes lanes;
  private final Stability stability;
  private final PgAlarms alarms;
  private final AlarmStates alarmStates;
  private final Mailroom mailroom;
  private final Depot depot;
  private final Delivery delivery;
  private final Siblings siblings;
  private final TicketDesk tickets;
  private final RolloutHouse rollouts;
  private final LetterDesk letterDesk;
  private final QuoteDesk quotes;
  private final SignOffDesk signOffs;
  private final TicketGroups groups;
  private final Genealogy genealogy;
  private final QualityDesk quality;
  private final Ingest ingest;
  private final Checkpoints checkpoints;
  private final Tokens tokens;
  private final SignIn signIn;
  private final Stream stream;
  private final String adminToken;
  private final GatewayMetrics gatewayMetrics;
  private final MqttEndpoint mqtt;
  private final int httpPort;
  private final Chores chores;
  private final int mqttPort;
  private final int httpsPort;
  private volatile boolean ready;

  /**
   * Starts everything and returns when devices and people can come in. Blocks.
   *
   * @param adminToken the first administrator's token, or null to have one made
   * @throws Problem saying what is missing; nothing is left running then
   */
  public static Server start(Settings settings, @Nullable String adminToken) {
    settings.check();
    Clock clock =
        settings.speed() == 1
            ? Clock.systemUTC()
            : new AcceleratedClock(Instant.ofEpochMilli(settings.clockStart()), settings.speed());
    var running = new Running();
    try {
      return new Server(settings, clock, adminToken, running);
    } catch (RuntimeException e) {
      running.close();
      throw e;
    } catch (InterruptedException e) {
      running.close();
      Thread.currentThread().interrupt();
      throw Problem.unavailable("server.start", "interrupted", e);
    }
  }

  private Server(Settings settings, Clock clock, @Nullable String configuredToken, Running running)
      throws InterruptedException {
    long started = System.nanoTime();
    this.settings = settings;
    this.clock = clock;
    this.running = running;
    Path data = settings.makeDataDirectory();
    vertx = Vertx.vertx();
    running.stopBy(vertx::close);

    // who is out there
    database = await(Database.open(vertx, settings.database(), data));
    running.add(database);
    journal = new PgJournal(clock);
    models = new Models(database, journal, clock);
    await(models.load(settings.home().resolve("config").resolve("models")));
    devices = new Devices(database, journal, clock, models);
    await(devices.load());
    states = new DeviceStates(database, journal);
    await(states.load());
    enrolments = Enrolling.open(settings, data, database, journal, clock, devices);

    // what is promised about them
    promises =
        PromiseDesk.on(
            database, journal, clock, (sql, escalation) -> mailroom().promise(sql, escalation));
    await(promises.imports().load(settings.home().resolve("config").resolve("calendars")));
    parties = Parties.on(database, journal, promises.calendars()::isKnown);
    coverage =
        CoverageDesk.on(
            database,
            journal,
            clock,
            promises.calendars(),
            PromiseDesk.HOME,
            devices::find,
            model -> models.find(model).isPresent(),
            states::firstHeard,
            this::evidence);
    await(
        coverage
            .standards()
            .load(settings.home().resolve("config").resolve("service-standards.yaml")));

    // what they may run
    depot = new Depot(vertx, database, journal, clock, settings);
    delivery =
        new Delivery(
            vertx,
            database,
            journal,
            clock,
            settings,
            depot,
            devices,
            states,
            models,
            enrolments,
            workDays(promises.calendars()),
            meters);

    // what they say is stored first, and only then judged
    telemetry = openTelemetry();
    running.add(telemetry);
    evidence = new RatedEvidence(telemetry, devices::find, models::find);
    FunctionCounter.builder("fieldcare.evidence.missed", evidence, RatedEvidence::missed)
        .register(meters);
    events = new EventLog(database);
    arrivals = new Arrivals(clock, telemetry.lastArrival());
    lanes = new Lanes(settings.lanes());
    running.add(lanes);
    alarms = new PgAlarms(database, clock);
    alarmStates =
        new AlarmStates(
            database,
            journal,
            alarms,
            devices::find,
            models::find,
            clock,
            settings.maxTimeShelved());
    stream = new Stream(vertx, clock, settings.api());
    running.add(stream);
    mailroom = new Mailroom(vertx, database, journal, clock, settings, this::takeLetter);
    var knowledge = new DeviceKnowledge(devices, states, depot.releases(), coverage, parties);
    siblings = new Siblings(vertx, database, knowledge, Siblings.Settings.DEFAULT);
    var serviceDesk = new ServiceDesk(database, journal, clock, settings.home().resolve("config"));
    tickets =
        new TicketDesk(
            vertx,
            database,
            journal,
            alarmStates.gate(),
            mailroom.notices(),
            clock,
            TicketSettings.DEFAULT,
            serviceDesk.promises(promises, coverage, parties.sites(), devices, delivery.actions()),
            Insight.of(siblings, knowledge));
    tickets.sendBy(mailroom.thread());
    var facts = new DeviceFacts(database);
    tickets.tellFactsTo(facts::keep);
    remade(await(facts.remake(TicketFacts.OF_ALL)));
    rollouts =
        new RolloutHouse(
            database,
            journal,
            clock,
            devices,
            models,
            delivery.actions(),
            delivery.catalog(),
            depot.deltas()::find,
            events,
            telemetry,
            tickets,
            states,
            depot.releases(),
            new CustomerNotices(
                promises.commitments(),
                coverage.standards(),
                parties.contacts(),
                mailroom.webhooks(),
                mailroom.mailer(),
                settings.publicUrl()),
            settings.fourEyes(),
            settings.silentAfter());
    delivery.actions().onHeard(rollouts::heard);
    letterDesk = serviceDesk.letters(tickets, devices, models, parties);
    quotes = serviceDesk.quotes(tickets);
    genealogy = new Genealogy(database, journal, clock);
    quality =
        QualityDesk.on(
            new QualityDesk.Parts(
                vertx,
                database,
                journal,
                clock,
                models,
                devices,
                genealogy,
                new StretchJudge(telemetry, events, models::history, settings.stability()),
                promises.commitments(),
                coverage.standards(),
                new ProblemImprovements(new FoundProblems(tickets), clock),
                new SecureRandom()::nextLong));
    signOffs = serviceDesk.signOffs(tickets, quotes, mailroom, settings.signerTrust());
    tickets.onNews(news -> mailroom.outbox().wake());
    tickets.onNews(stream::ticket);
    delivery.actions().onChange(stream::action);
    rollouts.desk().onChange(stream::rollout);
    rollouts.desk().onChange(news -> mailroom.outbox().wake());
    delivery.actions().onChange(this::tellTickets);
    alarmStates.releaseTo(tickets::hear);
    alarmStates.onNews(stream::alarm);
    countWithheld();
    mailroom.measure(meters);
    mailroom.open();
    running.stopBy(mailroom::close);
    running.stopBy(tickets::close);
    groups = new TicketGroups(vertx, tickets, this::members, clock, settings.speed());
    running.stopBy(groups::close);
    stability =
        new Stability(
            lanes.count(),
            models::history,
            settings.stability(),
            clock.instant(),
            new Topology(devices::find),
            this::hear);
    var buckets = new Buckets(lanes.count());
    ingest =
        new Ingest(
            telemetry,
            events,
            this::keepState,
            lanes,
            new Judge(stability, buckets, delivery::heard),
            settings.ingest(),
            meters);
    running.add(ingest);
    var watches = new WatchStore(database);
    running.add(
        new HistoryJudge(
            stability,
            settings.stability(),
            telemetry,
            events,
            watches,
            alarms,
            lanes,
            this::alarmsKept));
    checkpoints =
        new Checkpoints(stability, watches, lanes, arrivals, ingest::digested, this::alarmsKept);
    long fed = checkpoints.restore(telemetry, events, number -> devices.find(number).orElse(null));

    // people and programs
    tokens = new Tokens(database, journal, clock);
    await(tokens.load());
    signIn = SignIn.on(vertx, database, journal, clock, settings.signIn());
    await(signIn.load());
    adminToken = await(tokens.ensureFirstAdmin(configuredToken, data));

    // the doors
    var codecs = new PayloadCodecs(clock, metricSets, arrivals);
    var fleet = Fleet.of(devices, enrolments);
    gatewayMetrics = new GatewayMetrics(meters);
    var listening = settings.mqtt().trusting(enrolments.authority().pem());
    mqtt =
        new MqttEndpoint(
            vertx, clock, listening, fleet, codecs, ingest, gatewayMetrics, delivery.talk());
    delivery.tellThrough(mqtt);
    mqttPort = await(mqtt.start());
    running.stopBy(mqtt::stop);
    settings.broker().ifPresent(broker -> readBroker(broker, fleet, codecs));
    followEdits();
    var doors = new HttpDoors(vertx, settings, routes(), delivery.http()::handle);
    httpPort = await(doors.plain(running));
    delivery.servedAt(url());
    httpsPort = await(doors.encrypted(enrolments.authority(), clock, running));
    var earshot = new Earshot(ingest::isHealthy, ingest::digested, Clock.systemUTC());
    var peers =
        new PeerRounds(
            buckets,
            new PeerStore(database),
            lanes,
            this::firmwareOf,
            stability::compared,
            this::alarmsKept,
            clock);
    peers.restore();
    chores =
        new Chores(
            settings, clock, lanes, stability, alarmStates, earshot, checkpoints, peers, telemetry);
    chores.every(Duration.ofSeconds(3), this::refreshUsers);
    chores.every(Duration.ofMillis((long) (60_000 / settings.speed())), depot::refresh);
    chores.every(Duration.ofMillis((long) (30_000 / settings.speed())), delivery::goRound);
    chores.every(Duration.ofMillis((long) (5_000 / settings.speed())), rollouts::goRound);
    chores.every(Duration.ofMillis((long) (60_000 / settings.speed())), rollouts::lookAtMetrics);
    var rounds = new DeskRounds(tickets, quotes, promises, mailroom, siblings, clock);
    rounds.attachTo(chores, settings.speed());
    chores.every(Duration.ofMillis((long) (60_000 / settings.speed())), this::qualityRound);
    new WorkMetrics(database, clock, meters).attachTo(chores);
    running.add(chores);
    groups.start();
    ready = true;
    LOG.info(
        "ready in {} ms: {} devices, {} readings judged again, http {}, mqtt {}",
        (System.nanoTime() - started) / 1_000_000,
        devices.count(),
        fed,
        httpPort,
        mqttPort);
  }

  /** A calendar that is no more must not keep devices from polling. */
  private static WorkDays workDays(Calendars calendars) {
    return (calendar, day) ->
        calendars.isKnown(calendar)
            ? calendars.get(calendar).isWorked(day)
            : WorkDays.WEEKLY.isWorked(calendar, day);
  }

  private static void remade(int devices) {
    if (devices > 0) {
      LOG.info("what tickets mean for {} devices was put right", devices);
    }
  }

  /** Asked only once telemetry is open. */
  private Future<Map<String, List<Exclusion>>> evidence(
      SqlClient sql, Map<String, Set<String>> causes, Instant until) {
    return evidence.of(sql, causes, until);
  }

  /** Who was locked by a command is out within seconds. */
  private void refreshUsers() {
    signIn
        .refresh()
        .onFailure(failure -> LOG.warn("users are as they were known: {}", failure.toString()));
  }

  private Mailroom mailroom() {
    return mailroom;
  }

  private Future<Correspondence.Outcome> takeLetter(
      SqlConnection transaction, Letter letter, Optional<String> ticket) {
    return letterDesk
        .take(transaction, letter, ticket)
        .onSuccess(taken -> mailroom.outbox().wake());
  }

  private void countWithheld() {
    for (String because : List.of("shelved", "suppressed", "outOfService")) {
      FunctionCounter.builder(
              "fieldcare.alarms.withheld", alarmStates, states -> states.withheld(because))
          .tag("because", because)
          .register(meters);
    }
  }

  /**
   * Hands an alarm to the desk, on its device's lane. While the desk has too many the lane waits,
   * and with it, in the end, the devices.
   */
  private void hear(Alarm alarm) {
    tickets.hear(alarm);
    if (tickets.isSaturated()) {
      var relieved = new CountDownLatch(1);
      tickets.whenRelieved(relieved::countDown);
      try {
        relieved.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Whoever is in service, with what they may share: where common causes are looked for. */
  private List<Member> members() {
    return devices.all().stream()
        .filter(device -> !device.isDecommissioned())
        .map(this::member)
        .toList();
  }

  private Member member(Device device) {
    return states
        .currentFirmware(device)
        .map(runs -> Member.of(device, runs.version(), runs.from()))
        .orElseGet(() -> Member.of(device, null, null));
  }

  private @Nullable String firmwareOf(Device device) {
    return states.currentFirmware(device).map(DeviceStates.Firmware::version).orElse(null);
  }

  /** Asked on the device's lane, which may be busy. */
  private CompletableFuture<Optional<LearntClock>> clockOf(Device device) {
    var answer = new CompletableFuture<Optional<LearntClock>>();
    lanes.run(lanes.laneOf(device.number()), () -> answer.complete(stability.clockOf(device)));
    return answer
        .orTimeout(10, TimeUnit.SECONDS)
        .exceptionallyCompose(
            late ->
                CompletableFuture.failedFuture(
                    Problem.unavailable(
                        "stability.busy",
                        "what is known of " + device.id() + " was not answered within 10 s",
                        late)));
  }

  /** A ticket hears when its device runs a release that fixes its symptom. */
  private void tellTickets(ActionNews news) {
    String device = news.device().id();
    String version = news.release().version();
    Future<Void> told =
        switch (news.action().state()) {
          case CONFIRMED ->
              tickets
                  .updated(device, version)
                  .compose(
                      done ->
                          news.release().fixes().isEmpty()
                              ? Future.succeededFuture()
                              : tickets.mended(device, version, news.release().fixes()));
          case FAILED, ROLLED_BACK, CANCELED ->
              tickets.notUpdated(
                  device,
                  version,
                  "the update is "
                      + news.action().state().name().toLowerCase(java.util.Locale.ROOT));
          default -> Future.succeededFuture();
        };
    told.onFailure(cause -> LOG.warn("tickets of {} were not told: {}", device, cause.toString()));
  }

  /** Completes when all alarms announced before are durable. */
  private CompletableFuture<Void> alarmsKept() {
    return tickets.drained().toCompletionStage().toCompletableFuture();
  }

  /** Edits reach connections and detectors at once. */
  private void followEdits() {
    devices.onChange(mqtt::deviceChanged);
    enrolments.onChange(mqtt::deviceChanged);
    devices.onChange(
        device -> lanes.run(lanes.laneOf(device.number()), () -> stability.changed(device)));
    models.onChange(
        model -> {
          for (int lane = 0; lane < lanes.count(); lane++) {
            int here = lane;
            lanes.run(lane, () -> stability.changed(here, model));
          }
        });
  }

  private void readBroker(BrokerSettings broker, Fleet fleet, PayloadCodecs codecs) {
    var gateway =
        new BrokerGateway(
            broker,
            clock,
            fleet,
            codecs,
            ingest,
            gatewayMetrics,
            delivery.talk(),
            delivery::tellAll);
    delivery.tellThrough(gateway);
    running.stopBy(gateway::stop);
    gateway
        .start()
        .onSuccess(in -> LOG.info("reading from the broker {}", broker))
        .onFailure(cause -> LOG.warn("the broker {} is not read: {}", broker, cause.toString()));
  }

  private TelemetryStore openTelemetry() {
    return settings.word("telemetry.store", "postgres", "influx").equals("influx")
        ? new InfluxTelemetryStore(vertx, settings.influx(), metricSets)
        : PgTelemetryStore.open(database, metricSets, clock);
  }

  /** Keeps what a device says of itself; success means durable. */
  private Future<Void> keepState(StateReport report) {
    Instant at = clock.instant();
    stream.presence(report.device(), report.online(), at);
    Future<Void> presence =
        states.reportedPresence(report.device(), report.online(), report.bootId(), at);
    String version = report.firmwareVersion();
    return version == null
        ? presence
        : presence
            .compose(
                kept ->
                    states.reportedFirmware(report.device(), version, report.firmwareSha256(), at))
            .compose(kept -> delivery.runs(report));
  }

  private Router routes() {
    Router router = Router.router(vertx);
    var parts =
        new Api.Parts(
            database,
            journal,
            models,
            devices,
            states,
            parties,
            enrolments,
            depot.packages(),
            telemetry,
            events,
            alarms,
            alarmStates,
            tickets,
            quotes,
            signOffs,
            new Papers(vertx, signOffs, settings.letterhead()),
            mailroom.webhooks(),
            mailroom.outbox(),
            Optional.ofNullable(mailroom.mailer()),
            mailroom.letters(),
            letterDesk,
            mailroom.onCall(),
            depot.images(),
            depot.uploads(),
            depot.releases(),
            depot.repositories(),
            tokens,
            signIn,
            stream,
            this::missing,
            meters,
            settings.stability(),
            this::clockOf,
            delivery.actions(),
            delivery.receipts(),
            rollouts.desk(),
            rollouts.notices(),
            promises,
            coverage,
            genealogy,
            quality,
            new Attachments(vertx, database, journal, clock, settings.attachments()));
    router.route("/*").subRouter(new Api(vertx, settings.api(), clock, parts).router());
    router.route("/*").subRouter(new EstRoutes(vertx, enrolments, gatewayMetrics).router());
    router.route().handler(Api::unknown);
    return router;
  }

  private Future<List<String>> missing() {
    var missing = new ArrayList<String>();
    if (!ready) {
      missing.add("the server is starting or stopping");
    }
    if (!ingest.isHealthy()) {
      missing.add("telemetry: the store does not take readings");
    }
    return database
        .pool()
        .query("select 1")
        .execute()
        .map(any -> List.copyOf(missing))
        .recover(
            cause -> {
              missing.add("database: " + cause.getMessage());
              return Future.succeededFuture(List.copyOf(missing));
            });
  }

  private void qualityRound() {
    quality
        .round()
        .onFailure(cause -> LOG.warn("inspections were not planned: {}", cause.toString()));
  }

  /** Prints where people and devices come in, for whoever started the server by hand. */
  public void announce() {
    LOG.info("people: {}", url());
    LOG.info("devices: mqtt://{}:{}", settings.text("mqtt.host"), mqttPort);
  }

  public Clock clock() {
    return clock;
  }

  public TicketDesk tickets() {
    return tickets;
  }

  public String adminToken() {
    return adminToken;
  }

  public int mqttPort() {
    return mqttPort;
  }

  /** The encrypted port for people and devices, negative when there is none. */
  public int httpsPort() {
    return httpsPort;
  }

  /** The encrypted port for MQTT, negative when there is none. */
  public int mqttTlsPort() {
    return mqtt.tlsPort();
  }

  public String url() {
    return "http://" + settings.text("http.host") + ":" + httpPort;
  }

  /** The live page, signed in. */
  public String pageUrl() {
    return url() + "/#token=" + adminToken;
  }

  public long readingsStored() {
    return (long) meters.counter("fieldcare.readings.stored").count();
  }

  /** Closes the doors first and the database last, whatever fails on the way. Blocks. */
  @Override
  public synchronized void close() {
    ready = false;
    running.close();
  }
}
