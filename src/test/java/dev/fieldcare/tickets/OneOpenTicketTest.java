package dev.fieldcare.tickets;

import static dev.fieldcare.tickets.Desk.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Journal;
import dev.fieldcare.base.PgJournal;
import dev.fieldcare.registry.DeviceFacts;
import dev.fieldcare.stability.Alarm;
import dev.fieldcare.stability.PgAlarms;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Tries to break: at most one open ticket per (device, symptom); occurrences are distinct alarms.
 */
class OneOpenTicketTest {
  private final Desk it = new Desk();
  private final PgJournal journal = new PgJournal(Desk.CLOCK);
  private final DeviceFacts facts = it.facts(5);

  @AfterEach
  void close() {
    it.close();
  }

  private TicketDesk server() {
    var desk =
        new TicketDesk(
            it.vertx,
            it.database,
            journal,
            new PgAlarms(it.database, Desk.CLOCK),
            Notices.NONE,
            Desk.CLOCK,
            new TicketSettings(20, 1000),
            new House());
    desk.tellFactsTo(facts::keep);
    return desk;
  }

  @Test
  void many_servers_that_hear_alarms_of_the_same_pairs_at_once_open_one_ticket_each()
      throws InterruptedException {
    int servers = 6;
    List<TicketDesk> desks = new ArrayList<>();
    for (int i = 0; i < servers; i++) {
      desks.add(server());
    }
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < servers; i++) {
      int server = i;
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int n = 0; n < 60; n++) {
                      // half of the alarms are heard by two servers
                      int minute = n % 2 == 0 ? n : 100 * (server + 1) + n;
                      desks.get(server).hear(Desk.active("d-" + n % 5, "s." + n % 3, minute));
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    desks.forEach(desk -> await(desk.drained()));

    List<Ticket> tickets = it.tickets();
    assertEquals(15, tickets.size());
    assertEquals(30 + servers * 30, tickets.stream().mapToInt(Ticket::occurrences).sum());
    assertEquals(15, tickets.stream().map(each -> each.number().substring(7)).distinct().count());
    assertEquals("F-2026-000015", tickets.getFirst().number());
    assertTrue(await(journal.verify(it.database.pool())).isSound());
    assertEquals(0, await(facts.remake(TicketFacts.OF_ALL)), "facts must be as the tickets are");
    desks.forEach(desk -> assertEquals(0, desk.givenUp()));
    desks.forEach(desk -> await(desk.close()));
  }

  @Test
  void alarms_and_people_in_any_order_and_restarts_keep_what_must_hold() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed " + seed);
    var random = new Random(seed);
    TicketDesk desk = server();
    Set<String> heard = new HashSet<>();
    List<Alarm> known = new ArrayList<>();
    for (int step = 0; step < 400; step++) {
      switch (random.nextInt(10)) {
        case 0, 1, 2 -> {
          Alarm alarm =
              Desk.active("d-" + random.nextInt(3), "s." + random.nextInt(2), random.nextInt(60));
          known.add(alarm);
          heard.add(alarm.key());
          desk.hear(alarm);
        }
        case 3, 4 -> again(random, known).ifPresent(desk::hear);
        case 5 -> again(random, known).map(Desk::normal).ifPresent(desk::hear);
        case 6 -> again(random, known).map(Desk::quiet).ifPresent(desk::hear);
        case 7, 8 -> somebodyMoves(random, desk);
        default -> {
          await(desk.drained());
          await(desk.close());
          desk = server();
        }
      }
    }
    await(desk.drained());
    List<Ticket> tickets = await(desk.list(TicketFilter.ALL, 1000, null)).items();
    assertEquals(0, await(facts.remake(TicketFacts.OF_ALL)), "facts must be as the tickets are");

    Set<String> open = new HashSet<>();
    for (Ticket ticket : tickets) {
      if (ticket.state().isOpen()) {
        assertTrue(open.add(ticket.device() + ticket.symptom()), "two are open: " + ticket);
      }
    }
    assertEquals(
        heard.size(),
        tickets.stream()
            .filter(each -> each.state() != State.MERGED)
            .mapToInt(Ticket::occurrences)
            .sum());
    assertTrue(await(journal.verify(it.database.pool())).isSound());
    assertEquals(
        tickets.stream().collect(HashMap::new, (m, t) -> m.put(t.number(), shape(t)), Map::putAll),
        replayed());
    await(desk.close());
  }

  private static java.util.Optional<Alarm> again(Random random, List<Alarm> known) {
    return known.isEmpty()
        ? java.util.Optional.empty()
        : java.util.Optional.of(known.get(random.nextInt(known.size())));
  }

  /** Tries a step that may well be refused. */
  private static void somebodyMoves(Random random, TicketDesk desk) {
    await(desk.drained());
    List<Ticket> tickets = await(desk.list(TicketFilter.ALL, 1000, null)).items();
    if (tickets.isEmpty()) {
      return;
    }
    Ticket ticket = tickets.get(random.nextInt(tickets.size()));
    Ticket other = tickets.get(random.nextInt(tickets.size()));
    List<Transition> rows = ticket.kind().table().from(ticket.state());
    if (rows.isEmpty()) {
      return;
    }
    Transition row = rows.get(random.nextInt(rows.size()));
    JsonObject body =
        new JsonObject()
            .put("reason", "because")
            .put("parent", other.number())
            .put("checklistDone", true)
            .put("guidance", "off and on")
            .put("signedBy", "Li")
            .put("place", "Hangzhou")
            .put("at", "2026-11-22T08:00:00Z");
    if (random.nextBoolean()) {
      body.put("mode", "m")
          .put("cause", "c")
          .put("plan", "p")
          .put(
              "explainedTo",
              new JsonObject()
                  .put("name", "Li")
                  .put("how", "phone")
                  .put("at", "2026-11-22T08:00:00Z"));
    }
    Actor actor = row.system() ? Actor.SYSTEM : new Actor("somebody", row.roles(), false);
    Future<Ticket> moved = desk.transition(ticket.number(), row.to(), body, actor, null);
    Ticket now = await(moved.otherwise(ticket));
    if (now.state() == State.REPAIRING) {
      assertFalse(now.facts().getJsonObject("diagnosis", new JsonObject()).isEmpty());
    }
  }

  private static String shape(Ticket ticket) {
    return ticket.state() + " " + ticket.occurrences() + " " + ticket.severity().code();
  }

  /** State, occurrences and severity of every ticket as the journal alone tells them. */
  private Map<String, String> replayed() {
    Map<String, String> state = new HashMap<>();
    Map<String, Integer> occurrences = new HashMap<>();
    Map<String, String> severity = new HashMap<>();
    String after = null;
    do {
      var page = await(journal.list(it.database.pool(), after, 500, null));
      page.items()
          .forEach(
              line -> {
                String number = line.subject().substring("ticket:".length());
                JsonObject data = line.data();
                if (line.type().equals("ticket.opened")) {
                  state.put(number, State.NEW.name());
                }
                if (data.containsKey("to")
                    && data.containsKey("from")
                    && !line.type().equals("ticket.severity_raised")) {
                  state.put(number, data.getString("to"));
                }
                if (data.containsKey("occurrences")) {
                  occurrences.put(number, data.getInteger("occurrences"));
                }
                if (data.containsKey("severity")) {
                  severity.put(number, data.getString("severity"));
                }
              });
      after = page.next();
    } while (after != null);
    Map<String, String> shapes = new HashMap<>();
    state.forEach(
        (number, each) ->
            shapes.put(number, each + " " + occurrences.get(number) + " " + severity.get(number)));
    return shapes;
  }

  /** A desk whose journal fails now and then loses nothing and keeps the order. */
  @Test
  void a_database_that_fails_now_and_then_delays_but_loses_nothing() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed " + seed);
    var random = new Random(seed);
    Journal flaky =
        (transaction, entry) ->
            random.nextInt(40) == 0
                ? Future.failedFuture("the connection was lost")
                : journal.append(transaction, entry);
    var desk =
        new TicketDesk(
            it.vertx,
            it.database,
            flaky,
            new PgAlarms(it.database, Desk.CLOCK),
            Notices.NONE,
            Desk.CLOCK,
            new TicketSettings(10, 100),
            new House());
    for (int i = 0; i < 200; i++) {
      Alarm alarm = Desk.active("d-" + i % 7, "s.high", i);
      desk.hear(alarm);
      desk.hear(Desk.normal(alarm));
    }
    await(desk.drained());

    List<Ticket> tickets = it.tickets();
    assertEquals(7, tickets.size());
    assertEquals(200, tickets.stream().mapToInt(Ticket::occurrences).sum());
    assertEquals(0, tickets.stream().mapToInt(Ticket::activeAlarms).sum());
    assertTrue(desk.retries() > 0);
    await(desk.close());
  }

  @Test
  void a_storm_of_ten_thousand_alarms_is_digested() {
    var desk =
        new TicketDesk(
            it.vertx,
            it.database,
            journal,
            new PgAlarms(it.database, Desk.CLOCK),
            Notices.NONE,
            Desk.CLOCK,
            TicketSettings.DEFAULT,
            new House());
    long start = System.nanoTime();
    for (int i = 0; i < 10_000; i++) {
      desk.hear(
          Desk.active(
              Desk.device("d-" + i, "L7"), "offline", 0, dev.fieldcare.registry.Severity.MAJOR));
    }
    Future<Void> drained = desk.drained();
    assertTrue(desk.waiting() > 0);
    await(drained);
    long millis = (System.nanoTime() - start) / 1_000_000;
    System.out.println("10000 alarms, a ticket each: " + millis + " ms");
    assertEquals(1000, await(desk.list(TicketFilter.ALL, 1000, null)).items().size());
    await(desk.close());
  }
}
