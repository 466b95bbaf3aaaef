package dev.fieldcare.tickets;

import static dev.fieldcare.tickets.Desk.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Problem;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Faults come and go at random, people and restarts interfere; what must hold of groups holds. */
class TicketGroupsWalkTest {
  private static final List<String> SYMPTOMS = List.of("silence", "temperature.high", "flow.low");
  private static final int STEPS = 120;

  @Test
  void groups_make_sense_whatever_happens() {
    var seen = new HashSet<Object>();
    for (long seed = 1; seed <= 3; seed++) {
      try (var d = new GroupingDesk().fleet()) {
        walk(d, new Random(seed), "seed " + seed, seen);
      }
    }
    assertTrue(seen.contains(Cause.Type.SITE) && seen.contains(Cause.Type.FLOOD), "" + seen);
    assertTrue(seen.contains(TicketNews.Type.RELEASED), "" + seen);
  }

  private void walk(GroupingDesk d, Random random, String seed, Set<Object> seen) {
    for (int step = 0; step < STEPS; step++) {
      String symptom = SYMPTOMS.get(random.nextInt(SYMPTOMS.size()));
      int place = random.nextInt(20);
      switch (random.nextInt(10)) {
        case 0, 1 -> outage(d, random, place, symptom);
        case 2, 3 -> d.begins("d-" + random.nextInt(200), symptom);
        case 4, 5 -> recovery(d, random, place, symptom);
        case 6 -> {
          for (int i = 0; i < 12; i++) {
            d.begins("d-" + random.nextInt(200), SYMPTOMS.get(i % 3));
          }
        }
        case 7 -> interfere(d, random);
        case 8 -> d.reopened();
        default -> d.pass(Duration.ofMinutes(random.nextInt(15)));
      }
      d.pass(Duration.ofSeconds(random.nextInt(60)));
      if (random.nextInt(3) > 0) {
        look(d, random).forEach(each -> seen.add(each.type()));
        check(d, seed + ", step " + step, seen);
      }
    }
  }

  private static void outage(GroupingDesk d, Random random, int site, String symptom) {
    int hit = 4 + random.nextInt(7);
    for (int i = 0; i < hit; i++) {
      d.begins("d-" + (10 * site + i), symptom);
    }
  }

  private static void recovery(GroupingDesk d, Random random, int site, String symptom) {
    boolean quiet = random.nextBoolean();
    for (int i = 0; i < 10; i++) {
      if (random.nextInt(5) > 0) {
        d.ends("d-" + (10 * site + i), symptom, quiet);
      }
    }
  }

  private static void interfere(GroupingDesk d, Random random) {
    await(d.desk.drained());
    List<Ticket> open = d.tickets().stream().filter(each -> each.state().isOpen()).toList();
    if (open.isEmpty()) {
      return;
    }
    String number = open.get(random.nextInt(open.size())).number();
    State to = random.nextBoolean() ? State.TRIAGED : State.CANCELLED;
    var body = new JsonObject().put("reason", "seen");
    await(
        d.desk
            .transition(number, to, body, to == State.TRIAGED ? Desk.SUPPORT : Desk.MANAGER, null)
            .recover(
                refused ->
                    refused instanceof Problem
                        ? Future.succeededFuture()
                        : Future.failedFuture(refused)));
  }

  private static List<TicketNews> look(GroupingDesk d, Random random) {
    await(d.desk.drained());
    if (random.nextInt(4) > 0) {
      return d.look();
    }
    var one = d.groups.look();
    d.reopened();
    var other = d.groups.look();
    await(Future.join(one, other));
    return one.result();
  }

  private static void check(GroupingDesk d, String at, Set<Object> seen) {
    assertEquals(List.of(), d.look(), at + ": looking again found something to do");
    Map<String, Ticket> all = new HashMap<>();
    d.tickets().forEach(each -> all.put(each.number(), each));
    Set<String> open = new HashSet<>();
    for (Ticket each : all.values()) {
      Cause cause = each.cause();
      if (cause != null) {
        seen.add(cause.type());
        assertTrue(
            !each.state().isOpen() || open.add(cause + " " + each.symptom()),
            at + ": twice open: " + each);
        assertEquals(null, each.parent(), at);
      }
      if (each.isChild()) {
        Ticket parent = Objects.requireNonNull(all.get(each.parent()));
        assertTrue(
            parent.state().isOpen() || !each.state().isOpen(), at + ": " + each + " of " + parent);
        assertTrue(
            Objects.equals(parent.symptom(), each.symptom())
                || Flood.SYMPTOM.equals(parent.symptom()),
            at + ": " + each + " of " + parent);
      }
    }
    for (Ticket parent : all.values()) {
      if (parent.cause() != null && parent.state().isOpen()) {
        long active =
            all.values().stream()
                .filter(each -> parent.number().equals(each.parent()) && each.activeAlarms() > 0)
                .count();
        assertEquals(active, parent.activeAlarms(), at + ": " + parent);
      }
    }
  }
}
