package dev.fieldcare.tickets;

import static dev.fieldcare.tickets.Desk.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.PgJournal;
import dev.fieldcare.base.Problem;
import dev.fieldcare.promises.PromiseDesk;
import dev.fieldcare.promises.coverage.CoverageDesk;
import dev.fieldcare.promises.coverage.Entitlements;
import dev.fieldcare.registry.DeviceFacts;
import dev.fieldcare.registry.Role;
import dev.fieldcare.registry.Severity;
import dev.fieldcare.registry.genealogy.Genealogy;
import dev.fieldcare.registry.parties.Sites;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Everybody does anything in any order; {@code -Dwalk.steps=1000000} walks further. Whatever
 * happens, nobody repairs without consent, and all states can be told from the journal.
 */
class DeskWalkTest {
  private static final int STEPS = Integer.getInteger("walk.steps", 10_000);
  private static final long SEED = Long.getLong("walk.seed", 20_261_122L);
  private static final List<String> LINES =
      List.of(
          "[{\"kind\":\"PART\",\"item\":\"FAN-40\",\"quantity\":1}]",
          "[{\"kind\":\"TRAVEL\",\"estimate\":100,\"cap\":300}]",
          "[{\"kind\":\"LABOUR\",\"item\":\"1\",\"quantity\":2}]");

  /** Fixed of itself; moved on by the walk. */
  private static volatile Instant time = Desk.NOW;

  private static final Clock CLOCK =
      new Clock() {
        @Override
        public Instant instant() {
          return time;
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

  private final Random random = new Random(SEED);
  private final Map<State, Integer> reached = new EnumMap<>(State.class);
  private int refusals;

  /** The ticket that the last step brought into repair. */
  private volatile @Nullable Ticket repairing;

  @Test
  void nobody_repairs_without_consent_and_the_journal_tells_every_state() {
    System.out.println("walk of " + STEPS + " steps, seed " + SEED);
    time = Desk.NOW;
    var journal = new PgJournal(CLOCK);
    try (Desk it = new Desk(journal)) {
      PromiseDesk promises =
          PromiseDesk.on(it.database, journal, CLOCK, (sql, news) -> Future.succeededFuture());
      String home = System.getProperty("fieldcare.home", "..");
      await(promises.imports().load(Path.of(home, "config", "calendars")));
      CoverageDesk coverage =
          CoverageDesk.on(
              it.database,
              journal,
              CLOCK,
              promises.calendars(),
              PromiseDesk.HOME,
              it.house::device,
              model -> true,
              (sql, devices) -> Future.succeededFuture(Map.of()),
              Entitlements.Evidence.NONE);
      await(coverage.standards().load(Path.of(home, "config", "service-standards.yaml")));
      it.house.promises =
          new TicketPromises(
              promises,
              coverage,
              new Genealogy(it.database, journal, CLOCK),
              new Sites(it.database, journal, promises.calendars()::isKnown),
              new TestField(it.house::device));
      for (int i = 0; i < 3; i++) {
        it.house.devices.put("d-" + i, Desk.device("d-" + i, null));
        it.house.updates.put("d-" + i, "1.5.0");
      }
      DeviceFacts facts = it.facts(3);
      for (int step = 0; step < STEPS; step++) {
        time = time.plusSeconds(1 + random.nextInt(900));
        it.now = time;
        attempt(it);
        if (step % 100 == 99) {
          onlyOneIsOpen(it);
          assertEquals(0, await(facts.remake(TicketFacts.OF_ALL)), "other facts, seed " + SEED);
        }
      }
      System.out.println("refused " + refusals + ", reached " + reached);
      assertTrue(reached.getOrDefault(State.REPAIRING, 0) > 0, "the walk must get somewhere");
      onlyOneIsOpen(it);
      assertEquals(states(it), told(it), "seed " + SEED);
      assertTrue(await(journal.verify(it.database.pool())).isSound());
    }
  }

  private void attempt(Desk it) {
    try {
      repairing = null;
      await(act(it));
      Ticket begun = repairing;
      if (begun != null) {
        mustBeConsented(it, begun);
      }
    } catch (CompletionException e) {
      if (!(e.getCause() instanceof Problem)) {
        throw new AssertionError("seed " + SEED + ": " + e.getCause(), e.getCause());
      }
      refusals++;
    }
  }

  private Future<?> act(Desk it) {
    it.house.entitled = random.nextInt(3) == 0 ? House.FULLY : Entitled.NOTHING;
    Actor actor = actor();
    List<Ticket> tickets =
        await(it.desk.list(TicketFilter.parse(Map.of("open", "true")), 20, null)).items();
    int what = random.nextInt(100);
    if (tickets.isEmpty() || what < 3) {
      return open(it, actor);
    }
    Ticket ticket = tickets.get(random.nextInt(tickets.size()));
    if (what < 75) {
      List<Transition> rows = ticket.kind().table().from(ticket.state());
      State[] all = State.values();
      boolean isWild = rows.isEmpty() || random.nextInt(6) == 0;
      Transition row = rows.isEmpty() ? null : rows.get(random.nextInt(rows.size()));
      boolean isEnd = row != null && (row.to() == State.CANCELLED || row.to() == State.MERGED);
      if (isEnd && random.nextInt(12) > 0) {
        return Future.succeededFuture();
      }
      State to = isWild || row == null ? all[random.nextInt(all.length)] : row.to();
      Actor by = isWild || row == null ? actor : mayOften(row, actor);
      return it.desk
          .transition(ticket.number(), to, body(it), by, null)
          .map(
              after -> {
                reached.merge(to, 1, Integer::sum);
                if (to == State.REPAIRING) {
                  repairing = after;
                }
                return after;
              });
    }
    if (what < 82) {
      Quote.Purpose[] purposes = Quote.Purpose.values();
      return it.quotes.draft(
          ticket.number(),
          purposes[random.nextInt(purposes.length)],
          new JsonArray(LINES.get(random.nextInt(LINES.size()))),
          actor);
    }
    if (what < 95) {
      return quoteStep(it, ticket, actor);
    }
    if (what < 97) {
      return it.signOffs
          .report(ticket.number())
          .compose(
              report ->
                  it.signOffs.sign(
                      Desk.drawn("report:" + report.id(), report.hash(), random.nextInt(4) > 0),
                      actor));
    }
    var draft =
        PgMessages.draft(
            time,
            Message.Channel.CHAT,
            Message.Direction.values()[random.nextInt(3)],
            Message.AuthorKind.HUMAN,
            "",
            "hello");
    return it.desk.say(ticket.number(), draft, actor);
  }

  private Future<?> open(Desk it, Actor actor) {
    boolean isFault = random.nextInt(4) > 0;
    var intake =
        new Intake(
            isFault ? Kind.FAULT : Kind.CONSULTATION,
            Message.Channel.PORTAL,
            isFault ? it.house.devices.get("d-" + random.nextInt(3)) : null,
            "acme",
            isFault ? "leak" : null,
            null,
            Severity.MINOR,
            "help",
            new JsonObject().put("name", "Li Wei").put("phone", "13800138000"),
            null,
            null);
    return it.desk.open(intake, actor);
  }

  private Future<?> quoteStep(Desk it, Ticket ticket, Actor actor) {
    return PgQuotes.ofTicket(it.database.pool(), ticket.number())
        .compose(
            quotes -> {
              if (quotes.isEmpty()) {
                return Future.<Void>succeededFuture();
              }
              Quote quote =
                  quotes.get(quotes.size() - 1 - random.nextInt(Math.min(3, quotes.size())));
              Quote.State[] all = Quote.State.values();
              Future<?> step =
                  random.nextBoolean()
                      ? it.signOffs.sign(
                          Desk.drawn("quote:" + quote.id(), quote.hash(), random.nextInt(4) > 0),
                          random.nextInt(3) > 0 ? Desk.CUSTOMER : actor)
                      : it.quotes.transition(
                          quote.id(),
                          random.nextBoolean()
                              ? Quote.State.ISSUED
                              : all[random.nextInt(all.length)],
                          "because",
                          random.nextBoolean() ? Desk.SUPPORT : actor);
              return step.mapEmpty();
            });
  }

  private Actor actor() {
    int which = random.nextInt(9);
    return which == 8
        ? Actor.SYSTEM
        : which >= 6
            ? Desk.CUSTOMER
            : Actor.person(
                "p" + which,
                List.of(
                        Role.ADMIN,
                        Role.MANAGER,
                        Role.SUPPORT,
                        Role.FIELD_ENGINEER,
                        Role.RELEASE_ENGINEER,
                        Role.VIEWER)
                    .get(which));
  }

  /** Mostly somebody whom the table lets, so that the walk gets on. */
  private Actor mayOften(Transition row, Actor otherwise) {
    if (random.nextInt(4) == 0) {
      return otherwise;
    }
    return row.roles().isEmpty()
        ? Actor.SYSTEM
        : Actor.person("q", row.roles().stream().sorted().findFirst().orElseThrow());
  }

  /** Something of everything, now and then without one of its members. */
  private JsonObject body(Desk it) {
    String now = time.toString();
    var diagnosis =
        new JsonObject()
            .put("mode", "leaks")
            .put("cause", random.nextBoolean() ? "seal" : "valve")
            .put("plan", "replace")
            .put(
                "explainedTo",
                new JsonObject().put("name", "Li").put("at", now).put("how", "phone"));
    var body =
        diagnosis
            .copy()
            .put("reason", "so")
            .put("place", "Hangzhou")
            .put("at", now)
            .put("guidance", "close the valve")
            .put("solution", "close it")
            .put("question", "and then?")
            .put("checklistDone", true)
            .put("device", "d-" + random.nextInt(3))
            .put("symptom", "leak")
            .put("release", "1.5.0")
            .put("parent", "F-2026-00000" + (1 + random.nextInt(9)))
            .mergeIn(new JsonObject(Desk.WORK));
    if (random.nextInt(8) == 0) {
      body.put("diagnosis", diagnosis);
    }
    if (random.nextInt(10) == 0) {
      var names = List.copyOf(body.fieldNames());
      body.remove(names.get(random.nextInt(names.size())));
    }
    return body;
  }

  /** Looked up apart from the guards: what the tables say of the ticket that is being repaired. */
  private void mustBeConsented(Desk it, Ticket ticket) {
    JsonObject diagnosis = ticket.facts().getJsonObject("diagnosis");
    assertTrue(
        diagnosis != null && diagnosis.getJsonObject("explainedTo").getString("how") != null,
        "seed " + SEED + ": " + ticket.number() + " was not explained");
    Row row =
        await(
                it.database
                    .pool()
                    .preparedQuery(
                        """
                        SELECT (t.entitled ->> 'parts')::int = 100
                            AND (t.entitled ->> 'labour')::int = 100
                            AND (t.entitled ->> 'travel')::int = 100 AS free,
                          EXISTS (SELECT FROM quotes q JOIN signoffs s ON s.id = q.signoff
                            WHERE q.ticket = t.number AND q.state = 'ACCEPTED' AND s.agreed
                              AND s.hash = q.hash AND q.valid_until > $2 AND q.scope = $3
                              AND s.account = 'cho') AS agreed
                        FROM tickets t WHERE t.number = $1
                        """)
                    .execute(
                        Tuple.of(ticket.number(), PgTickets.utc(time), Diagnosis.scope(diagnosis))))
            .iterator()
            .next();
    assertTrue(
        row.getBoolean("free") || row.getBoolean("agreed"),
        "seed " + SEED + ": " + ticket.number() + " is repaired without consent");
  }

  private static void onlyOneIsOpen(Desk it) {
    var twice =
        await(
            it.database
                .pool()
                .query(
                    "SELECT device FROM tickets WHERE is_open AND kind = 'fault'"
                        + " GROUP BY device, symptom HAVING count(*) > 1")
                .execute());
    assertEquals(0, twice.size(), "seed " + SEED);
  }

  /**
   * What the tables say: each ticket's and quote's state, each promise's outcome, whom to speak to.
   */
  private static Map<String, String> states(Desk it) {
    var states = new TreeMap<String, String>();
    await(
            it.database
                .pool()
                .query(
                    """
                    SELECT 'ticket:' || number AS what, state FROM tickets
                    UNION ALL SELECT 'quote:' || id, state FROM quotes
                    UNION ALL SELECT 'commitment:' || id, outcome FROM commitments
                    """)
                .execute())
        .forEach(row -> states.put(row.getString("what"), row.getString("state")));
    await(
            it.database
                .pool()
                .query("SELECT number, contact FROM tickets WHERE contact IS NOT NULL")
                .execute())
        .forEach(
            row ->
                states.put(
                    "contact:" + row.getString("number"),
                    Contacted.of(row.getJsonObject("contact"))));
    return states;
  }

  /** The same, as the journal tells it. */
  private static Map<String, String> told(Desk it) {
    Map<String, String> told = new HashMap<>();
    await(
            it.database
                .pool()
                .query("SELECT subject, type, data::text AS data FROM journal ORDER BY seq")
                .execute())
        .forEach(
            row -> {
              var data = new JsonObject(row.getString("data"));
              String type = row.getString("type");
              if (type.startsWith("ticket.") && data.getString("contact") != null) {
                told.put(
                    "contact:" + row.getString("subject").substring("ticket:".length()),
                    data.getString("contact"));
              }
              if (type.startsWith("promise.") && data.getValue("commitment") != null) {
                told.put("commitment:" + data.getValue("commitment"), data.getString("outcome"));
              } else if (data.getString("to") != null
                  && (type.startsWith("ticket.") || type.startsWith("quote."))) {
                told.put(row.getString("subject"), data.getString("to"));
              }
            });
    return new TreeMap<>(told);
  }
}
