package dev.fieldcare.tickets;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Role;
import dev.fieldcare.registry.Severity;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Tables and guards walked in memory, so that a million steps are a matter of seconds: whoever does
 * whatever in whichever order, nobody repairs without an explained diagnosis and consent to exactly
 * it. What {@link DeskWalkTest} walks over a real database, {@code -Dconsent.steps=N} walks longer.
 */
class ConsentWalkTest {
  private static final int STEPS = Integer.getInteger("consent.steps", 200_000);
  private static final long SEED = Long.getLong("consent.seed", 20261127L);

  /** What the walk remembers by itself of a quote: the words it was for, apart from any hash. */
  private record Words(String about, boolean payable) {}

  private final Random random = new Random(SEED);
  private final Map<State, Integer> reached = new EnumMap<>(State.class);
  private final Map<Long, Words> written = new HashMap<>();
  private Instant now = Instant.parse("2026-11-22T08:15:00Z");
  private State state = State.NEW;
  private JsonObject facts = new JsonObject();
  private Entitled entitled = Entitled.NOTHING;
  private List<Quote> quotes = new ArrayList<>();
  private long quoteIds;
  private int refusals;

  @Test
  void XR_5_no_order_of_steps_by_anybody_reaches_a_repair_without_consent() {
    for (int step = 0; step < STEPS; step++) {
      now = now.plusSeconds(1 + random.nextInt(7_200));
      try {
        if (random.nextInt(3) > 0) {
          move(step);
        } else {
          quote();
        }
      } catch (Problem refused) {
        refusals++;
      }
      if (!state.isOpen()) {
        begin();
      }
    }
    System.out.println(
        "consent walk of "
            + STEPS
            + " steps, seed "
            + SEED
            + ": refused "
            + refusals
            + ", reached "
            + reached);
    assertTrue(reached.getOrDefault(State.REPAIRING, 0) > STEPS / 1_000, "it must get somewhere");
  }

  private void begin() {
    state = State.NEW;
    facts = new JsonObject();
    quotes = new ArrayList<>();
    written.clear();
    entitled = random.nextInt(3) == 0 ? House.FULLY : Entitled.NOTHING;
  }

  private void move(int step) {
    List<Transition> rows = Kind.FAULT.table().from(state);
    boolean isWild = random.nextInt(6) == 0;
    Transition likely = rows.get(random.nextInt(rows.size()));
    State to = isWild ? State.values()[random.nextInt(State.values().length)] : likely.to();
    if (to == State.CANCELLED && random.nextInt(20) > 0) {
      return;
    }
    Actor by = isWild ? actor() : mayOften(likely);
    Transition row = Kind.FAULT.table().get("F-2026-000001", state, to, by);
    JsonObject body = body();
    if (row.has(Guard.EXPLAINED_DIAGNOSIS) || body.containsKey("diagnosis")) {
      entitled = random.nextInt(3) == 0 ? House.FULLY : Entitled.NOTHING;
    }
    var it = new Guard.Case(ticket(), body, standing(), now);
    for (Guard guard : row.guards()) {
      if (guard.refusal(it) != null) {
        refusals++;
        return;
      }
    }
    row.guards().forEach(guard -> facts.mergeIn(guard.facts(it)));
    state = to;
    reached.merge(to, 1, Integer::sum);
    if (to == State.REPAIRING) {
      mustBeConsented(step);
    }
  }

  /** By the walk's own memory, not by what consent computes. */
  private void mustBeConsented(int step) {
    String where = "seed " + SEED + ", step " + step + ": ";
    JsonObject diagnosis = facts.getJsonObject("diagnosis");
    assertTrue(diagnosis != null, where + "there is no diagnosis");
    assertTrue(diagnosis.getJsonObject("explainedTo").getString("how") != null, where + "silent");
    String about = about(diagnosis);
    boolean isFree =
        entitled.coversAll()
            && !diagnosis.containsKey("payable")
            && quotes.stream().noneMatch(each -> isOf(each, about) && isStanding(each));
    boolean isAgreed =
        quotes.stream()
            .anyMatch(
                each ->
                    each.state() == Quote.State.ACCEPTED
                        && isOf(each, about)
                        && now.isBefore(each.validUntil()));
    assertTrue(isFree || isAgreed, where + about + " is repaired with " + quotes);
  }

  private boolean isOf(Quote quote, String about) {
    Words words = written.get(quote.id());
    return quote.purpose() == Quote.Purpose.REPAIR && words != null && words.about.equals(about);
  }

  private boolean isStanding(Quote quote) {
    Words words = written.get(quote.id());
    return words != null
        && words.payable
        && List.of(Quote.State.DRAFT, Quote.State.ISSUED, Quote.State.ACCEPTED)
            .contains(quote.state());
  }

  private static String about(JsonObject diagnosis) {
    return diagnosis.getString("mode")
        + "|"
        + diagnosis.getString("cause")
        + "|"
        + diagnosis.getString("plan");
  }

  /** Writes one, or brings one of the newest to another state. */
  private void quote() {
    if (quotes.isEmpty() || random.nextInt(4) == 0) {
      write();
      return;
    }
    int which = quotes.size() - 1 - random.nextInt(Math.min(3, quotes.size()));
    Quote.State to =
        random.nextBoolean()
            ? Quote.State.values()[random.nextInt(Quote.State.values().length)]
            : random.nextBoolean() ? Quote.State.ISSUED : Quote.State.ACCEPTED;
    Quote before = quotes.get(which);
    boolean isSignature = to == Quote.State.ACCEPTED || to == Quote.State.DECLINED;
    Actor by = !random.nextBoolean() ? actor() : isSignature ? Desk.CUSTOMER : Desk.SUPPORT;
    QuoteTable.check(before, to, by);
    if (to == Quote.State.ACCEPTED && before.isExpired(now)) {
      refusals++;
      return;
    }
    quotes.set(which, with(before, to, to == Quote.State.ACCEPTED ? before.hash() : null));
  }

  private void write() {
    JsonObject diagnosis = Diagnosis.onRecord(facts);
    if (diagnosis.isEmpty()) {
      return;
    }
    var purposes = Quote.Purpose.values();
    long id = ++quoteIds;
    boolean isPayable = random.nextInt(3) > 0;
    written.put(id, new Words(about(diagnosis), isPayable));
    quotes.add(
        new Quote(
            id,
            "F-2026-000001",
            (int) id,
            purposes[random.nextInt(purposes.length)],
            Quote.State.DRAFT,
            Diagnosis.scope(diagnosis),
            List.of(QuoteLine.travel("travel", isPayable ? 100 : 0, isPayable ? 150 : 0, 0)),
            "CNY",
            "{}",
            Quote.hashOf("{}"),
            now,
            now.plus(Duration.ofHours(1 + random.nextInt(200))),
            null,
            null));
    if (quotes.size() > 12) {
      quotes.removeFirst();
    }
  }

  private static Quote with(
      Quote it, Quote.State to, @org.jspecify.annotations.Nullable String signed) {
    return new Quote(
        it.id(),
        it.ticket(),
        it.version(),
        it.purpose(),
        to,
        it.scope(),
        it.lines(),
        it.currency(),
        it.document(),
        it.hash(),
        it.createdAt(),
        it.validUntil(),
        null,
        signed);
  }

  private Standing standing() {
    return new Standing(
        entitled,
        quotes,
        null,
        null,
        false,
        Duration.ZERO,
        Duration.ofDays(7),
        null,
        random.nextBoolean() ? "1.5.0" : null,
        null,
        false,
        false,
        true,
        null,
        null);
  }

  private Ticket ticket() {
    return GuardTest.ticket("F-2026-000001", state, 0, facts);
  }

  private Actor actor() {
    Role[] roles = Role.values();
    int which = random.nextInt(roles.length + 1);
    return which == roles.length ? Actor.SYSTEM : Actor.person("p" + which, roles[which]);
  }

  /** Mostly somebody whom the table lets, so that the walk gets on. */
  private Actor mayOften(Transition row) {
    if (random.nextInt(4) == 0) {
      return actor();
    }
    return row.roles().stream()
        .sorted()
        .findFirst()
        .map(role -> Actor.person("q", role))
        .orElse(Actor.SYSTEM);
  }

  /** Something of everything, now and then without one of its members. */
  private JsonObject body() {
    var diagnosis =
        new JsonObject()
            .put("mode", "leaks")
            .put("cause", random.nextBoolean() ? "seal" : "valve")
            .put("plan", random.nextInt(5) == 0 ? "weld" : "replace")
            .put(
                "explainedTo",
                new JsonObject().put("name", "Li").put("at", now.toString()).put("how", "phone"));
    if (random.nextInt(6) == 0) {
      diagnosis.put("payable", 120_00);
    }
    var body =
        diagnosis
            .copy()
            .put("reason", "so")
            .put("place", "Hangzhou")
            .put("at", now.toString())
            .put("guidance", "close the valve")
            .put("checklistDone", true)
            .put("severity", Severity.MINOR.code())
            .put("procedure", "P-1")
            .put("steps", new JsonArray().add(new JsonObject().put("step", "x").put("done", true)))
            .put("release", "1.5.0");
    if (random.nextInt(8) == 0) {
      body.put("diagnosis", diagnosis);
    }
    if (random.nextInt(10) == 0) {
      var names = List.copyOf(body.fieldNames());
      body.remove(names.get(random.nextInt(names.size())));
    }
    return body;
  }
}
