package dev.fieldcare.tickets;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Problem;
import dev.fieldcare.base.TestDatabase;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.DeviceFacts;
import dev.fieldcare.registry.Severity;
import dev.fieldcare.stability.Alarm;
import dev.fieldcare.stability.Because;
import dev.fieldcare.stability.PgAlarms;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A ticket desk on a fresh database, for tests. */
final class Desk implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-11-22T08:15:00Z");
  static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  static final Actor SUPPORT = Actor.person("ann", dev.fieldcare.registry.Role.SUPPORT);
  static final Actor ENGINEER = Actor.person("eve", dev.fieldcare.registry.Role.FIELD_ENGINEER);
  static final Actor MANAGER = Actor.person("max", dev.fieldcare.registry.Role.MANAGER);
  static final Actor CUSTOMER = Actor.person("cho", dev.fieldcare.registry.Role.CUSTOMER);

  static final String WORK =
      """
      {"procedure":"P-12 v3","steps":[{"step":"replace fan","done":true}]}
      """;

  /** Strokes, as a signature pad hands them in. */
  static final String DRAWN =
      "<svg viewBox=\"0 0 200 80\"><path d=\"M10 40 Q60 5 90 40\" fill=\"none\""
          + " stroke=\"black\"/></svg>";

  final Vertx vertx = Vertx.vertx();
  final Database database = TestDatabase.open(vertx);
  final dev.fieldcare.base.Journal kept;
  final RecordedJournal journal;
  final LinkedBlockingQueue<TicketNews> news = new LinkedBlockingQueue<>();
  final House house = new House();
  Notices notices = Notices.NONE;
  Insight insight = Insight.NONE;
  TicketDesk desk;
  QuoteDesk quotes;
  SignOffDesk signOffs;
  final Map<String, String> posted = new java.util.concurrent.ConcurrentHashMap<>();
  volatile OneTimeCodes.Texts gateway = OneTimeCodes.Texts.NONE;
  private final OneTimeCodes.Texts texts =
      (sql, to, text, until) -> gateway.send(sql, to, text, until);

  /** When it is; tests may move it on. */
  volatile Instant now = NOW;

  final Clock clock =
      new Clock() {
        @Override
        public Instant instant() {
          return now;
        }

        @Override
        public java.time.ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
          return this;
        }
      };

  Desk() {
    this(new RecordedJournal());
  }

  Desk(dev.fieldcare.base.Journal journal) {
    this.kept = journal;
    this.journal = journal instanceof RecordedJournal recorded ? recorded : new RecordedJournal();
    desk = reopened();
    var prices = TestPrices.shipped();
    quotes = new QuoteDesk(database, kept, desk, prices, clock);
    var codes =
        new OneTimeCodes(
            database,
            clock,
            new java.security.SecureRandom(),
            (sql, to, subject, text) -> {
              posted.put(to, subject);
              return Future.succeededFuture();
            },
            texts);
    signOffs = new SignOffDesk(database, kept, desk, quotes, codes, SignerTrust.ANYBODY, clock);
  }

  /** Another desk on the same database, as after a restart or on a second server. */
  TicketDesk reopened() {
    desk =
        new TicketDesk(
            vertx,
            database,
            kept,
            new PgAlarms(database, clock),
            notices,
            clock,
            new TicketSettings(200, 1000),
            house,
            insight);
    desk.onNews(news::add);
    return desk;
  }

  /** Registers devices d-0, d-1, … whose facts are kept from now on by whom this gives. */
  DeviceFacts facts(int devices) {
    String sql =
        "INSERT INTO devices (id, serial, model, registered_at)"
            + " SELECT 'd-' || i, 'd-' || i, 'gateway-x1', now() FROM generate_series(0, $1 - 1) i";
    await(database.pool().preparedQuery(sql).execute(Tuple.of(devices)));
    var facts = new DeviceFacts(database);
    desk.tellFactsTo(facts::keep);
    return facts;
  }

  void hear(Alarm... alarms) {
    for (Alarm alarm : alarms) {
      desk.hear(alarm);
    }
    await(desk.drained());
  }

  List<Ticket> tickets() {
    return await(desk.list(TicketFilter.ALL, 1000, null)).items();
  }

  Ticket only() {
    List<Ticket> all = tickets();
    if (all.size() != 1) {
      throw new AssertionError("expected one ticket, found " + all);
    }
    return all.getFirst();
  }

  Ticket move(String number, State to, String body, Actor actor) {
    return await(desk.transition(number, to, new JsonObject(body), actor, null));
  }

  /** The customer signs, or refuses to sign, the newest service report. */
  SignOff signReport(String number, boolean agreed) {
    ServiceReport report = await(signOffs.report(number));
    return await(signOffs.sign(drawn("report:" + report.id(), report.hash(), agreed), CUSTOMER));
  }

  /** The customer accepts or declines the quote. */
  SignOff signQuote(Quote quote, boolean agreed) {
    return await(signOffs.sign(drawn("quote:" + quote.id(), quote.hash(), agreed), CUSTOMER));
  }

  static Signing drawn(String subject, String hash, boolean agreed) {
    return new Signing(
        subject,
        hash,
        agreed,
        "Li Wei",
        SignOff.Method.DRAWN,
        new JsonObject().put("drawing", DRAWN),
        agreed ? null : "not as agreed");
  }

  /** A quote of these lines that is issued. */
  Quote quote(String number, Quote.Purpose purpose, String lines) {
    Quote draft =
        await(quotes.draft(number, purpose, new io.vertx.core.json.JsonArray(lines), SUPPORT));
    return await(quotes.transition(draft.id(), Quote.State.ISSUED, null, SUPPORT));
  }

  Ticket get(String number) {
    return await(desk.get(number));
  }

  Problem refused(String number, State to, String body, Actor actor) {
    return problem(desk.transition(number, to, new JsonObject(body), actor, null));
  }

  static Problem problem(Future<?> future) {
    var thrown = assertThrows(CompletionException.class, () -> await(future));
    return assertInstanceOf(Problem.class, thrown.getCause());
  }

  static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  static Device device(String id, @Nullable String lot) {
    return new Device(
        1, id, id, "gateway-x1", null, null, null, lot, null, null, Map.of(), NOW, null);
  }

  static Alarm active(String device, String symptom, int minute) {
    return active(device(device, null), symptom, minute, Severity.MAJOR);
  }

  /** Active since {@code minute} minutes after eight, last seen a minute later. */
  static Alarm active(Device device, String symptom, int minute, Severity severity) {
    Instant since = Instant.parse("2026-11-22T08:00:00Z").plus(Duration.ofMinutes(minute));
    return new Alarm(
        Alarm.keyOf(device.id(), symptom, since),
        device,
        symptom,
        severity,
        Alarm.Phase.ACTIVE,
        since,
        since.plusSeconds(60),
        since.plusSeconds(60),
        "temperature",
        new Because(
            severity.code() + " since minute " + minute, "limit.high", Map.of("value", 71.3)));
  }

  static Alarm normal(Alarm active) {
    return after(active, Alarm.Phase.NORMAL, Duration.ofMinutes(5));
  }

  static Alarm quiet(Alarm active) {
    return after(active, Alarm.Phase.QUIET, Duration.ofHours(24));
  }

  private static Alarm after(Alarm active, Alarm.Phase phase, Duration later) {
    return new Alarm(
        active.key(),
        active.device(),
        active.symptom(),
        active.severity(),
        phase,
        active.activeSince(),
        active.at().plus(later),
        active.lastSeen().plusSeconds(60),
        active.metric(),
        active.because());
  }

  @Override
  public void close() {
    await(desk.close());
    await(vertx.close());
  }
}
