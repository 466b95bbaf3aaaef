package dev.fieldcare.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fieldcare.api.signin.SignIn;
import dev.fieldcare.api.signin.SignInSettings;
import dev.fieldcare.base.Database;
import dev.fieldcare.base.MovableClock;
import dev.fieldcare.base.PgJournal;
import dev.fieldcare.base.TestDatabase;
import dev.fieldcare.firmware.Uploads;
import dev.fieldcare.firmware.Workshop;
import dev.fieldcare.messaging.LetterBox;
import dev.fieldcare.messaging.Mailer;
import dev.fieldcare.messaging.MessagingSettings;
import dev.fieldcare.messaging.Outbox;
import dev.fieldcare.messaging.Webhooks;
import dev.fieldcare.messaging.oncall.OnCall;
import dev.fieldcare.promises.PromiseDesk;
import dev.fieldcare.promises.coverage.CoverageDesk;
import dev.fieldcare.promises.coverage.Entitlements;
import dev.fieldcare.quality.ProblemImprovements;
import dev.fieldcare.quality.QualityDesk;
import dev.fieldcare.registry.DeviceStates;
import dev.fieldcare.registry.Devices;
import dev.fieldcare.registry.Models;
import dev.fieldcare.registry.Role;
import dev.fieldcare.registry.Severity;
import dev.fieldcare.registry.enrolment.Enrolments;
import dev.fieldcare.registry.enrolment.TestAuthority;
import dev.fieldcare.registry.genealogy.Genealogy;
import dev.fieldcare.registry.parties.Parties;
import dev.fieldcare.rollout.Actions;
import dev.fieldcare.rollout.Catalog;
import dev.fieldcare.rollout.Receipts;
import dev.fieldcare.rollout.notices.CustomerNotices;
import dev.fieldcare.rollout.waves.Asking;
import dev.fieldcare.rollout.waves.NoticeDesk;
import dev.fieldcare.rollout.waves.RolloutDesk;
import dev.fieldcare.stability.Alarm;
import dev.fieldcare.stability.AlarmStates;
import dev.fieldcare.stability.Because;
import dev.fieldcare.stability.LearntClock;
import dev.fieldcare.stability.PgAlarms;
import dev.fieldcare.stability.StabilitySettings;
import dev.fieldcare.stability.StretchJudge;
import dev.fieldcare.telemetry.Event;
import dev.fieldcare.telemetry.EventLog;
import dev.fieldcare.telemetry.MetricSets;
import dev.fieldcare.telemetry.PgTelemetryStore;
import dev.fieldcare.telemetry.Reading;
import dev.fieldcare.telemetry.TelemetryStore;
import dev.fieldcare.tickets.Acquaintance;
import dev.fieldcare.tickets.FoundProblems;
import dev.fieldcare.tickets.LetterDesk;
import dev.fieldcare.tickets.Notices;
import dev.fieldcare.tickets.OneTimeCodes;
import dev.fieldcare.tickets.QuoteDesk;
import dev.fieldcare.tickets.SignOffDesk;
import dev.fieldcare.tickets.SignerTrust;
import dev.fieldcare.tickets.TestField;
import dev.fieldcare.tickets.TestPrices;
import dev.fieldcare.tickets.TicketDesk;
import dev.fieldcare.tickets.TicketFilter;
import dev.fieldcare.tickets.TicketPromises;
import dev.fieldcare.tickets.TicketSettings;
import dev.fieldcare.tickets.attachments.Attachments;
import dev.fieldcare.tickets.attachments.Scanner;
import dev.fieldcare.tickets.papers.Letterhead;
import dev.fieldcare.tickets.papers.Papers;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The API on a real database and a real port, with a token for each role. */
final class ApiServer implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-11-22T08:15:00Z");

  final Vertx vertx = Vertx.vertx();
  final MovableClock clock = new MovableClock(NOW);
  final Database database = TestDatabase.open(vertx);
  final PgJournal journal = new PgJournal(clock);
  final Models models = new Models(database, journal, clock);
  final Devices devices = new Devices(database, journal, clock, models);
  final DeviceStates states = new DeviceStates(database, journal);
  final TestDepot depot = new TestDepot(vertx, database, journal, clock);
  final Enrolments enrolments =
      new Enrolments(
          database, journal, clock, devices, TestAuthority.make(NOW), Duration.ofDays(365));
  final MetricSets sets = new MetricSets();
  final TelemetryStore telemetry = PgTelemetryStore.open(database, sets, clock);
  final EventLog events = new EventLog(database);
  final PgAlarms alarms = new PgAlarms(database, clock);
  final AlarmStates alarmStates =
      new AlarmStates(
          database, journal, alarms, devices::find, models::find, clock, Duration.ofHours(24));
  final PromiseDesk promises =
      PromiseDesk.on(database, journal, clock, (sql, escalation) -> Future.succeededFuture());
  final CoverageDesk coverage =
      CoverageDesk.on(
          database,
          journal,
          clock,
          promises.calendars(),
          PromiseDesk.HOME,
          devices::find,
          model -> models.find(model).isPresent(),
          states::firstHeard,
          Entitlements.Evidence.NONE);
  final Genealogy genealogy = new Genealogy(database, journal, clock);
  final Parties parties = Parties.on(database, journal, promises.calendars()::isKnown);
  final TicketDesk desk =
      new TicketDesk(
          vertx,
          database,
          journal,
          alarmStates.gate(),
          Notices.NONE,
          clock,
          TicketSettings.DEFAULT,
          new TicketPromises(
              promises, coverage, genealogy, parties.sites(), new TestField(devices::find)));
  final LetterDesk letterDesk =
      new LetterDesk(
          desk, journal, Acquaintance.OF_TICKETS, devices::all, device -> java.util.Set.of());
  final QuoteDesk quotes = new QuoteDesk(database, journal, desk, TestPrices.shipped(), clock);
  final Map<String, String> posted = new ConcurrentHashMap<>();
  final SignOffDesk signOffs =
      new SignOffDesk(
          database,
          journal,
          desk,
          quotes,
          new OneTimeCodes(
              database,
              clock,
              new java.security.SecureRandom(),
              (sql, to, subject, text) -> {
                posted.put(to, subject);
                return Future.succeededFuture();
              },
              OneTimeCodes.Texts.NONE),
          SignerTrust.ANYBODY,
          clock);
  final Workshop workshop = Workshop.on(vertx, database, clock);

  /** Up to 100,000 bytes; as a scanner, grep looks for a word. */
  final Attachments.Limits attachments =
      new Attachments.Limits(
          scratch("fieldcare-attachments-"),
          100_000,
          new Scanner(List.of("/bin/sh", "-c", "! grep -q EVIL \"$0\""), Duration.ofSeconds(20)));

  final Outbox outbox =
      new Outbox(vertx, database, clock, MessagingSettings.DEFAULT, new SplittableRandom(1));
  final Webhooks webhooks = new Webhooks(database, journal, outbox, clock);
  final Tokens tokens = new Tokens(database, journal, clock);
  final SignIn signIn;
  final Map<Long, dev.fieldcare.firmware.Release> releases = new java.util.HashMap<>();
  final Catalog catalog =
      new Catalog(
          id -> java.util.Optional.ofNullable(releases.get(id)),
          (model, version) ->
              releases.values().stream().filter(each -> each.version().equals(version)).findAny(),
          releases::values);
  final Actions actions =
      new Actions(
          database,
          journal,
          clock,
          devices,
          states,
          catalog,
          dev.fieldcare.rollout.WorkDays.WEEKLY);
  final Asking asking =
      new Asking(
          new CustomerNotices(
              promises.commitments(),
              coverage.standards(),
              parties.contacts(),
              webhooks,
              null,
              "http://127.0.0.1"));
  final RolloutDesk rollouts =
      new RolloutDesk(
          database,
          journal,
          clock,
          catalog,
          (release, from) -> java.util.Optional.empty(),
          true,
          asking);
  final NoticeDesk notices = new NoticeDesk(database, clock, catalog, rollouts, asking);
  final QualityDesk quality =
      QualityDesk.on(
          new QualityDesk.Parts(
              vertx,
              database,
              journal,
              clock,
              models,
              devices,
              genealogy,
              new StretchJudge(telemetry, events, models::history, StabilitySettings.defaults()),
              promises.commitments(),
              coverage.standards(),
              new ProblemImprovements(new FoundProblems(desk), clock),
              new java.util.Random(20261122)::nextLong));
  final Stream stream;
  final Api api;
  final Map<Role, String> secrets = new EnumMap<>(Role.class);
  final String base;
  volatile List<String> missing = List.of();
  final Map<String, LearntClock> clocks = new ConcurrentHashMap<>();
  private long arrival;

  private final HttpServer server;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private static Path scratch(String name) {
    try {
      return Files.createTempDirectory(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ApiServer() {
    this(ApiSettings.defaults());
  }

  ApiServer(ApiSettings settings) {
    this(settings, SignInSettings.defaults());
  }

  ApiServer(ApiSettings settings, SignInSettings people) {
    this(settings, people, 0);
  }

  /** On this port; 0 is any that is free. */
  ApiServer(ApiSettings settings, SignInSettings people, int port) {
    this(settings, people, port, null);
  }

  /** One that sends mail. */
  ApiServer(MessagingSettings.Mail mail) {
    this(ApiSettings.defaults(), SignInSettings.defaults(), 0, mail);
  }

  private ApiServer(
      ApiSettings settings,
      SignInSettings people,
      int port,
      MessagingSettings.@Nullable Mail mail) {
    signIn = SignIn.on(vertx, database, journal, clock, people);
    stream = new Stream(vertx, clock, settings);
    desk.onNews(stream::ticket);
    alarmStates.releaseTo(desk::hear);
    alarmStates.onNews(stream::alarm);
    var metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    var parts =
        new Api.Parts(
            database,
            journal,
            models,
            devices,
            states,
            parties,
            enrolments,
            depot.packages,
            telemetry,
            events,
            alarms,
            alarmStates,
            desk,
            quotes,
            signOffs,
            new Papers(
                vertx,
                signOffs,
                new Letterhead("Fieldcare", "", ZoneId.of("Asia/Shanghai"), "http://127.0.0.1")),
            webhooks,
            outbox,
            Optional.ofNullable(mail)
                .map(given -> new Mailer(vertx, database, outbox, clock, given)),
            new LetterBox(database, clock, "example.com", letterDesk),
            letterDesk,
            new OnCall(database, journal, clock),
            workshop.images,
            new Uploads(vertx, database, clock, workshop.images, 1 << 20),
            workshop.releases,
            workshop.repositories,
            tokens,
            signIn,
            stream,
            () -> Future.succeededFuture(missing),
            metrics,
            StabilitySettings.defaults(),
            device ->
                CompletableFuture.completedFuture(Optional.ofNullable(clocks.get(device.id()))),
            actions,
            new Receipts(actions, devices, enrolments::good),
            rollouts,
            notices,
            promises,
            coverage,
            genealogy,
            quality,
            new Attachments(vertx, database, journal, clock, attachments));
    await(models.load(Path.of(System.getProperty("fieldcare.home", ".."), "config", "models")));
    await(devices.load());
    await(
        promises
            .imports()
            .load(Path.of(System.getProperty("fieldcare.home", ".."), "config", "calendars")));
    await(
        coverage
            .standards()
            .load(
                Path.of(
                    System.getProperty("fieldcare.home", ".."),
                    "config",
                    "service-standards.yaml")));
    await(states.load());
    api = new Api(vertx, settings, clock, parts);
    await(signIn.load());
    await(tokens.load());
    for (Role role : Role.values()) {
      String customer = role == Role.CUSTOMER ? "acme" : null;
      var wish = new Tokens.Wish(role.code(), role, customer, null);
      secrets.put(role, await(tokens.create(wish, "system")).secret());
    }
    Router router = api.router();
    router.route().handler(Api::unknown);
    var options = new HttpServerOptions().setCompressionSupported(true); // as the server does
    server =
        await(vertx.createHttpServer(options).requestHandler(router).listen(port, "127.0.0.1"));
    base = "http://127.0.0.1:" + server.actualPort();
  }

  String token(Role role) {
    return java.util.Objects.requireNonNull(secrets.get(role));
  }

  /** Sends as this role, or as nobody. */
  HttpResponse<String> send(
      String method, String path, @Nullable Role role, @Nullable Object body) {
    var request = request(path);
    if (role != null) {
      request.header("Authorization", "Bearer " + token(role));
    }
    var publisher =
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body.toString());
    return send(request.method(method, publisher));
  }

  HttpResponse<String> get(String path, Role role) {
    return send("GET", path, role, null);
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(20));
  }

  /** The body of a good answer. */
  byte[] bytes(HttpRequest.Builder request) {
    try {
      var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      if (answer.statusCode() != 200) {
        throw new AssertionError(answer.statusCode() + " " + new String(answer.body(), UTF_8));
      }
      return answer.body();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Raises an alarm on the device and puts it on its ticket, whose number is answered. */
  String alarm(String device, Instant since, Instant lastSeen) {
    await(desk.hear(alarm(device, Alarm.Phase.ACTIVE, since, lastSeen)));
    return await(desk.list(TicketFilter.ofDevice(device), 1, null)).items().getFirst().number();
  }

  /** The alarm that was raised then is back to normal. */
  void normal(String device, Instant since) {
    await(desk.hear(alarm(device, Alarm.Phase.NORMAL, since, clock.instant())));
  }

  private Alarm alarm(String device, Alarm.Phase phase, Instant since, Instant at) {
    var because =
        new Because(
            "temperature 71.3 °C stayed above the 70 °C limit for 60 s (on-delay 60 s)",
            "limit.high",
            Map.of(
                "metric",
                "temperature",
                "value",
                71.3,
                "unit",
                "°C",
                "limit",
                70.0,
                "heldSeconds",
                60.0,
                "onDelaySeconds",
                60.0));
    return new Alarm(
        Alarm.keyOf(device, "temperature.high", since),
        devices.get(device),
        "temperature.high",
        Severity.MAJOR,
        phase,
        since,
        at,
        at,
        "temperature",
        because);
  }

  static JsonObject json(HttpResponse<String> response) {
    return new JsonObject(response.body());
  }

  static <T> T await(Future<T> future) {
    try {
      return future.await(20, java.util.concurrent.TimeUnit.SECONDS);
    } catch (java.util.concurrent.TimeoutException e) {
      throw new AssertionError("no answer within 20 s", e);
    }
  }

  /** Registers a device and returns its id. */
  String device(String id, String model, @Nullable String customer) {
    var body = new JsonObject().put("id", id).put("model", model).put("customer", customer);
    var response = send("POST", "/api/v1/devices", Role.ADMIN, body);
    if (response.statusCode() != 201) {
      throw new AssertionError(response.body());
    }
    return id;
  }

  /** Stores events, by the same statement as the ingest would. */
  void events(List<Event> happened) {
    for (Event each : happened) {
      await(
          database
              .pool()
              .preparedQuery(
                  "insert into events (device, ts, type, code, data, arrival)"
                      + " values ($1, $2, $3, $4, '{}', $5)")
              .execute(
                  Tuple.of(
                      each.device().number(),
                      each.ts(),
                      each.type(),
                      each.code(),
                      each.arrival())));
    }
  }

  /** Stores one value. */
  void reading(String device, String metric, long ts, double value) {
    readings(device, metric, new long[] {ts}, new double[] {value});
  }

  void readings(String device, String metric, long[] ts, double[] values) {
    var batch = new ArrayList<Reading>();
    for (int i = 0; i < ts.length; i++) {
      var set = sets.of(List.of(metric));
      batch.add(new Reading(devices.get(device), ts[i], set, new double[] {values[i]}, ++arrival));
    }
    try (var writer = telemetry.openWriter()) {
      writer.append(batch);
    }
  }

  @Override
  public void close() {
    stream.close();
    telemetry.close();
    await(server.close());
    await(vertx.close());
  }
}
