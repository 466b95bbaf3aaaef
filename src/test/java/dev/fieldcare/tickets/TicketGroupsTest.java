package dev.fieldcare.tickets;

import static dev.fieldcare.tickets.Desk.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.tickets.Cause.Type;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tickets with a common cause get one parent; on the real database. */
class TicketGroupsTest {
  private static final String HOT = "temperature.high";
  private final GroupingDesk d = new GroupingDesk().fleet();

  @AfterEach
  void close() {
    d.close();
  }

  private void outage(int from, int to) {
    for (int i = from; i < to; i++) {
      d.begins("d-" + i, HOT);
      d.pass(Duration.ofSeconds(20));
    }
  }

  @Test
  void an_outage_of_a_site_has_one_parent_and_names_its_children() {
    outage(0, 8);
    d.look();
    Ticket parent = d.parent();
    assertEquals(new Cause(Type.SITE, "s-0"), parent.cause());
    assertEquals(HOT, parent.symptom());
    assertNull(parent.device());
    assertEquals("c-0", parent.customer());
    assertEquals(
        "8 of 10 devices at site s-0 began temperature.high within 2 min; 0 of 190 elsewhere",
        parent.because().text());
    assertEquals(8, parent.children().count());
    assertEquals(8, parent.occurrences());
    assertEquals(8, parent.activeAlarms());
    assertEquals(parent.number(), d.of("d-3").parent());
    assertEquals(State.NEW, d.of("d-3").state());
    JsonObject json = parent.json();
    assertEquals(
        new JsonObject().put("type", "site").put("id", "s-0"), json.getJsonObject("cause"));
    assertEquals(
        "d-0",
        json.getJsonObject("children").getJsonArray("items").getJsonObject(0).getString("device"));
    assertTrue(d.it.journal.types().contains("ticket.joined"));
  }

  @Test
  void looking_again_changes_nothing_also_after_a_restart() {
    outage(0, 8);
    assertFalse(d.look().isEmpty());
    assertEquals(List.of(), d.look());
    d.reopened();
    assertEquals(List.of(), d.look());
  }

  @Test
  void later_faults_that_fit_join_and_others_do_not() {
    outage(0, 8);
    d.look();
    d.pass(Duration.ofMinutes(20));
    d.begins("d-9", HOT);
    d.begins("d-50", HOT);
    d.begins("d-8", "flow.low");
    d.look();
    assertEquals(d.parent().number(), d.of("d-9").parent());
    assertNull(d.of("d-50").parent());
    assertNull(d.of("d-8").parent());
    assertEquals(9, d.parent().children().count());
  }

  @Test
  void filters_find_parents_children_and_those_that_stand_alone() {
    outage(0, 8);
    d.begins("d-77", HOT);
    d.look();
    assertEquals(8, list("parent", d.parent().number()).size());
    assertEquals(List.of(d.parent().number()), list("cause", "site"));
    assertEquals(List.of(d.parent().number()), list("cause", "site:s-0"));
    assertEquals(List.of(), list("cause", "site:s-1"));
    assertEquals(
        new TreeSet<>(List.of(d.parent().number(), d.of("d-77").number())),
        new TreeSet<>(list("grouped", "true")));
    assertEquals(10, list("grouped", "false").size());
    assertEquals(
        "ticket.filter",
        org.junit.jupiter.api.Assertions.assertThrows(
                dev.fieldcare.base.Problem.class, () -> list("cause", "moon"))
            .code());
  }

  private List<String> list(String key, String value) {
    return await(d.desk.list(TicketFilter.parse(Map.of(key, value)), 100, null)).items().stream()
        .map(Ticket::number)
        .toList();
  }

  @Test
  void when_the_cause_clears_those_that_do_not_are_let_go() {
    outage(0, 8);
    d.look();
    String parent = d.parent().number();
    d.pass(Duration.ofMinutes(15));
    IntStream.range(1, 8).forEach(i -> d.ends("d-" + i, HOT, false));
    d.look();
    assertNotNull(d.of("d-0").parent(), "too soon to tell");
    d.pass(Duration.ofMinutes(11));
    List<TicketNews> news = d.look();
    assertNull(d.of("d-0").parent());
    assertEquals(parent, d.of("d-0").facts().getString("releasedFrom"));
    assertTrue(news.stream().anyMatch(each -> each.type() == TicketNews.Type.RELEASED), "" + news);
    assertEquals(parent, d.of("d-1").parent());
    assertEquals(List.of(), d.look());
    IntStream.range(1, 8).forEach(i -> d.ends("d-" + i, HOT, true));
    d.look();
    assertEquals(State.CLOSED, d.parent().state());
    assertEquals("self_cleared", d.parent().resolution());
    assertEquals(State.NEW, d.of("d-0").state());
  }

  @Test
  void when_a_person_ends_the_parent_its_open_children_stand_alone() {
    outage(0, 8);
    d.look();
    await(
        d.desk.transition(
            d.parent().number(),
            State.CANCELLED,
            new JsonObject().put("reason", "planned work"),
            Desk.MANAGER,
            null));
    d.look();
    assertEquals(1, d.parents().size(), "not opened again");
    assertEquals(
        0, d.tickets().stream().filter(each -> each.parent() != null).count(), "" + d.tickets());
  }

  @Test
  void work_on_a_child_does_not_take_it_from_its_parent() {
    outage(0, 8);
    d.look();
    await(
        d.desk.transition(
            d.of("d-2").number(), State.TRIAGED, new JsonObject(), Desk.SUPPORT, null));
    assertEquals(d.parent().number(), d.of("d-2").parent());
  }

  @Test
  void a_parent_somebody_works_on_is_not_closed_for_them() {
    outage(0, 8);
    d.look();
    for (State to : List.of(State.TRIAGED, State.GUIDING)) {
      await(d.desk.transition(d.parent().number(), to, new JsonObject(), Desk.SUPPORT, null));
    }
    IntStream.range(0, 8).forEach(i -> d.ends("d-" + i, HOT, true));
    d.look();
    assertEquals(State.GUIDING, d.parent().state());
    assertEquals(0, d.parent().activeAlarms());
  }

  @Test
  void a_child_that_is_silent_for_itself_goes_under_its_gateways_silence() {
    d.device("g-1", "c-0", "s-0", null, null);
    d.device("g-1:a", "c-0", "s-0", null, "g-1");
    d.begins("g-1", "silence");
    d.begins("g-1:a", "silence");
    d.look();
    assertEquals(d.of("g-1").number(), d.of("g-1:a").parent());
    assertEquals(1, d.of("g-1").children().count());
    d.ends("g-1", "silence", false);
    d.look();
    assertNull(d.of("g-1:a").parent());
  }

  @Test
  void more_than_ten_in_ten_minutes_are_a_flood() {
    for (int i = 0; i < 10; i++) {
      d.begins("d-" + (100 + i * 4), "metric" + i + ".unusual");
    }
    d.look();
    assertEquals(List.of(), d.parents());
    d.begins("d-199", "metric10.unusual");
    d.look();
    Ticket flood = d.parent();
    assertEquals(Cause.flood(Cause.EVERYWHERE), flood.cause());
    assertEquals(11, flood.children().count());
    assertEquals(
        "11 fault tickets in all in 10 min without a common cause, more than 10",
        flood.because().text());
    d.begins("d-103", "metric11.unusual");
    d.look();
    assertEquals(12, d.parent().children().count());
  }

  @Test
  void a_flood_ends_when_fewer_than_five_come_and_lets_its_children_go() {
    for (int i = 0; i < 15; i++) {
      d.begins("d-" + (100 + i * 4), "metric" + i + ".unusual");
    }
    d.look();
    d.pass(Duration.ofMinutes(8));
    for (int i = 20; i < 25; i++) {
      d.begins("d-" + (100 + i * 4), "metric" + i + ".unusual");
    }
    d.pass(Duration.ofMinutes(3));
    d.look();
    assertEquals(State.NEW, d.parent().state(), "five are still a flood that has begun");
    assertEquals(20, d.parent().children().count());
    d.pass(Duration.ofMinutes(8));
    d.look();
    assertEquals(State.CLOSED, d.parent().state());
    assertEquals("flood_ended", d.parent().resolution());
    assertEquals(0, d.parent().children().count());
    assertEquals(20, d.tickets().stream().filter(each -> each.state() == State.NEW).count());
    assertEquals(List.of(), d.look());
  }

  @Test
  void the_flood_of_one_customer_is_theirs() {
    for (int i = 0; i < 12; i++) {
      d.begins("d-" + i * 7, "metric" + i + ".unusual"); // all of customer c-0
    }
    d.begins("d-150", "flow.low");
    d.look();
    assertEquals(Cause.flood("c-0"), d.parent().cause());
    assertEquals("c-0", d.parent().customer());
    assertEquals(12, d.parent().children().count());
    assertNull(d.of("d-150").parent());
  }

  @Test
  void a_better_cause_found_later_takes_tickets_out_of_the_flood() {
    for (int i = 0; i < 11; i++) {
      d.begins("d-" + (100 + i * 7), "metric" + i + ".unusual");
    }
    d.begins("d-0", HOT);
    d.begins("d-1", HOT);
    d.look();
    assertEquals(1, d.parents().size());
    IntStream.range(2, 8).forEach(i -> d.begins("d-" + i, HOT));
    d.look();
    Ticket site =
        d.parents().stream()
            .filter(each -> new Cause(Type.SITE, "s-0").equals(each.cause()))
            .findFirst()
            .orElseThrow();
    assertEquals(8, site.children().count());
    assertEquals(site.number(), d.of("d-0").parent());
  }

  @Test
  void a_flood_of_what_has_a_cause_is_none() {
    IntStream.range(0, 10).forEach(i -> d.begins("d-" + i, HOT));
    IntStream.range(10, 20).forEach(i -> d.begins("d-" + i, HOT));
    d.look();
    assertEquals(
        List.of("site s-0", "site s-1"),
        d.parents().stream().map(each -> String.valueOf(each.cause())).sorted().toList());
  }

  @Test
  void many_servers_that_look_at_once_open_one_parent() {
    outage(0, 9);
    await(d.desk.drained());
    var looks = new ArrayList<Future<List<TicketNews>>>();
    for (int i = 0; i < 8; i++) {
      d.reopened();
      looks.add(d.groups.look());
    }
    await(Future.join(looks));
    assertEquals(1, d.parents().size());
    assertEquals(9, d.parent().children().count());
    assertEquals(
        1, d.it.journal.entries.stream().filter(e -> e.data().containsKey("cause")).count());
  }

  @Test
  void the_database_itself_allows_one_open_parent_for_a_cause_and_symptom() {
    outage(0, 8);
    d.look();
    var refused =
        org.junit.jupiter.api.Assertions.assertThrows(
            java.util.concurrent.CompletionException.class,
            () ->
                await(
                    d.it
                        .database
                        .pool()
                        .query(
                            "INSERT INTO tickets (number, kind, state, cause_type, cause_id,"
                                + " symptom, severity, because, because_key, because_args,"
                                + " opened_at, updated_at, first_seen_at, last_seen_at,"
                                + " occurrences, active_alarms) SELECT 'F-x', kind, state,"
                                + " cause_type, cause_id, symptom, severity, because, because_key,"
                                + " because_args, opened_at, updated_at, first_seen_at,"
                                + " last_seen_at, 0, 0 FROM tickets WHERE cause_type = 'site'")
                        .execute()));
    assertTrue(("" + refused).contains("tickets_one_open_cause"), "" + refused);
  }
}
