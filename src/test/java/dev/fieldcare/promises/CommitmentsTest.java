package dev.fieldcare.promises;

import static dev.fieldcare.promises.TestCalendars.at;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Await;
import dev.fieldcare.base.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The rules by which promises start, stand still and stop. */
class CommitmentsTest {
  private static final Term THREE_DAYS = Term.of(Measure.WORKING_DAYS, 3);
  private static final Term TWO_HOURS = Term.of(Measure.ELAPSED, 2);
  private static final String TICKET = "ticket:F-2026-000001";

  private final Promises promises = new Promises();

  @AfterEach
  void close() {
    promises.close();
  }

  private static Instant due(Commitment it) {
    Deadline deadline = it.deadline();
    return deadline == null ? Instant.MAX : deadline.at();
  }

  private Problem refused(String kind, String reason) {
    promises.start(TICKET, kind, THREE_DAYS);
    return Await.problem(
        promises.database.transaction(
            sql -> promises.commitments.pause(sql, TICKET, reason, null, "user:ann")));
  }

  @Test
  void a_promise_done_in_time_is_kept_and_one_done_late_is_breached() {
    promises.start(TICKET, "response.general", TWO_HOURS);
    Commitment late = promises.start("ticket:F-2", "response.general", TWO_HOURS);
    promises.clock.move(Duration.ofHours(1));
    assertEquals(Outcome.KEPT, promises.stop(TICKET, "response.general").outcome());
    promises.clock.move(Duration.ofHours(2));
    Commitment stopped = promises.stop("ticket:F-2", "response.general");
    assertEquals(Outcome.BREACHED, stopped.outcome());
    assertEquals(promises.now(late), stopped);
    assertEquals(List.of("promise.started", "promise.kept"), promises.types(TICKET));
  }

  @Test
  void a_second_promise_of_a_kind_does_not_put_off_the_first() {
    Commitment first = promises.start(TICKET, "consult.reply", TWO_HOURS);
    promises.clock.move(Duration.ofHours(1));
    assertEquals(first, promises.start(TICKET, "consult.reply", TWO_HOURS));
  }

  @Test
  void clocks_started_together_are_as_if_started_one_by_one() {
    Commitment first = promises.start(TICKET, "consult.reply", TWO_HOURS);
    Instant start = promises.clock.instant();
    List<Undertaking> together =
        List.of(
            undertaking(TICKET, "consult.reply", TWO_HOURS, start),
            undertaking(TICKET, "onsite.arrival", THREE_DAYS, start),
            undertaking("ticket:F-2", "onsite.arrival", THREE_DAYS, start),
            undertaking("ticket:F-2", "onsite.arrival", THREE_DAYS, start),
            undertaking("ticket:F-3", "response.general", TWO_HOURS, start.minusSeconds(10_000)));

    Await.get(
        promises.database.transaction(
            sql -> promises.commitments.startAll(sql, together, "system")));

    Commitment alone = promises.start("ticket:F-4", "onsite.arrival", THREE_DAYS);
    List<Commitment> ofFirst = Await.get(promises.commitments.about(TICKET));
    assertEquals(List.of("consult.reply", "onsite.arrival"), kinds(ofFirst));
    assertEquals(first, ofFirst.getFirst());
    assertEquals(due(alone), due(ofFirst.getLast()));
    assertEquals(1, Await.get(promises.commitments.about("ticket:F-2")).size());
    assertEquals(
        Outcome.BREACHED, Await.get(promises.commitments.about("ticket:F-3")).getFirst().outcome());
    assertEquals(List.of("promise.started", "promise.breached"), promises.types("ticket:F-3"));
    assertEquals(promises.types("ticket:F-4"), promises.types("ticket:F-2"));
  }

  private static Undertaking undertaking(String subject, String kind, Term term, Instant start) {
    return Undertaking.of(subject, kind, term, start, PromiseDesk.HOME);
  }

  private static List<String> kinds(List<Commitment> all) {
    return all.stream().map(Commitment::kind).toList();
  }

  @Test
  void any_inbound_message_resumes_and_the_pause_is_not_counted() {
    promises.start(TICKET, "onsite.arrival", THREE_DAYS);
    promises.clock.set(at("2026-03-03T11:00"));
    Commitment paused = promises.pause(TICKET, "customer_chose_date").getFirst();
    assertTrue(paused.isPaused());
    assertNull(paused.deadline());
    promises.clock.set(at("2026-03-05T09:00"));
    assertEquals(at("2026-03-09T18:00"), due(promises.resume(TICKET).getFirst()));
    assertEquals(List.of(), promises.resume(TICKET), "nothing is left to resume");
    assertEquals(
        List.of("promise.started", "promise.paused", "promise.resumed"), promises.types(TICKET));
  }

  @Test
  void response_reply_and_contact_are_never_paused() {
    Commitment response = promises.start(TICKET, "response.general", TWO_HOURS);
    promises.start(TICKET, "consult.reply", TWO_HOURS);
    promises.start(TICKET, "oow.response", TWO_HOURS);
    promises.start(TICKET, "onsite.contact", TWO_HOURS);
    assertEquals(List.of(), promises.pause(TICKET, "FORCE_MAJEURE"));
    assertEquals(due(response), due(promises.now(response)));
  }

  @Test
  void waiting_for_parts_pauses_nothing() {
    assertEquals("pause.parts", refused("onsite.arrival", "AWAITING_PARTS").code());
  }

  @Test
  void awaiting_the_customer_needs_the_message_that_asks() {
    assertEquals("pause.message", refused("replacement.review", "awaiting_customer").code());
  }

  @Test
  void an_unknown_reason_is_refused_by_name() {
    Problem problem = refused("onsite.arrival", "lunch");
    assertEquals("pause.reason", problem.code());
    assertTrue(problem.message().contains("site_inaccessible"), problem.message());
  }

  @Test
  void a_pause_within_a_pause_is_refused() {
    promises.start(TICKET, "onsite.arrival", THREE_DAYS);
    promises.pause(TICKET, "site_inaccessible");
    assertEquals("pause.open", refused("onsite.arrival", "force_majeure").code());
  }

  @Test
  void what_starts_back_at_intake_does_not_count_what_was_paused_since() {
    Instant intake = promises.clock.instant();
    promises.start(TICKET, "onsite.arrival", THREE_DAYS);
    promises.clock.set(at("2026-03-03T11:00"));
    promises.pause(TICKET, "site_inaccessible");
    promises.clock.set(at("2026-03-05T09:00"));
    promises.resume(TICKET);
    promises.in(sql -> promises.commitments.cancel(sql, TICKET, "user:ann", "other terms"));
    Commitment again = promises.start(TICKET, "onsite.arrival", THREE_DAYS, intake);
    assertEquals(at("2026-03-09T18:00"), due(again));
    assertEquals(1, again.pauses().size());
  }

  @Test
  void what_is_lost_when_it_starts_is_seen_at_once() {
    Commitment lost = promises.start(TICKET, "onsite.contact", TWO_HOURS, at("2026-03-02T07:00"));
    assertEquals(Outcome.BREACHED, lost.outcome());
    assertEquals(List.of("promise.started", "promise.breached"), promises.types(TICKET));
  }

  @Test
  void a_pause_ends_by_itself_after_its_longest() {
    Commitment it = promises.start(TICKET, "onsite.arrival", THREE_DAYS);
    Instant began = promises.clock.instant();
    promises.pause(TICKET, "customer_chose_date");
    promises.clock.move(PauseRules.DEFAULT.longest().plusHours(5));
    Await.get(promises.escalations.round());
    Commitment after = promises.now(it);
    assertFalse(after.isPaused());
    assertEquals(began.plus(PauseRules.DEFAULT.longest()), after.pauses().getFirst().to());
  }

  @Test
  void an_agreed_date_moves_for_no_pause() {
    Instant agreed = at("2026-03-20T12:00");
    Commitment it =
        promises.in(
            sql ->
                promises.commitments.start(
                    sql,
                    Undertaking.agreed(
                        TICKET, "onsite.arrival", promises.clock.instant(), agreed, "cn"),
                    "user:ann"));
    assertEquals(List.of(), promises.pause(TICKET, "force_majeure"));
    assertEquals(agreed, due(promises.now(it)));
  }

  @Test
  void of_two_tickets_that_become_one_the_earlier_deadline_stays() {
    Commitment parent = promises.start("ticket:P", "response.general", TWO_HOURS);
    promises.start("ticket:Q", "response.general", Term.of(Measure.ELAPSED, 9));
    Commitment child = promises.start(TICKET, "response.general", Term.of(Measure.ELAPSED, 4));
    Commitment arrival = promises.start(TICKET, "onsite.arrival", THREE_DAYS);
    promises.in(sql -> promises.commitments.moveTo(sql, TICKET, "ticket:P", "user:ann"));
    assertEquals(Outcome.CANCELLED, promises.now(child).outcome());
    assertEquals(due(parent), due(promises.now(parent)));
    assertEquals("ticket:P", promises.now(arrival).subject());
    promises.in(sql -> promises.commitments.moveTo(sql, "ticket:P", "ticket:Q", "user:ann"));
    List<Commitment> open =
        Await.get(promises.commitments.about("ticket:Q")).stream()
            .filter(Commitment::isOpen)
            .toList();
    assertEquals(
        List.of(due(parent), due(arrival)), open.stream().map(CommitmentsTest::due).toList());
  }

  @Test
  void a_ticket_that_ended_warns_nobody() {
    promises.start(TICKET, "response.general", TWO_HOURS);
    promises.start(TICKET, "onsite.arrival", THREE_DAYS);
    promises.in(sql -> promises.commitments.cancel(sql, TICKET, "user:ann", "cancelled"));
    promises.clock.move(Duration.ofDays(30));
    assertEquals(List.of(), Await.get(promises.escalations.round()));
  }

  @Test
  void kinds_run_independently_of_each_other() {
    Commitment response = promises.start(TICKET, "response.general", TWO_HOURS);
    Commitment reply = promises.start(TICKET, "consult.reply", TWO_HOURS);
    promises.stop(TICKET, "consult.reply");
    assertTrue(promises.now(response).isOpen());
    assertEquals(Outcome.KEPT, promises.now(reply).outcome());
  }

  @Test
  void an_explanation_tells_deadline_used_and_left_apart() {
    Commitment it = promises.start(TICKET, "onsite.arrival", Term.of(Measure.BUSINESS_HOURS, 8));
    promises.clock.set(at("2026-03-02T13:00"));
    var told = promises.commitments.explain(it);
    assertEquals(8.0, told.getDouble("amount"));
    assertEquals(3.0, told.getDouble("consumed"));
    assertEquals(5.0, told.getDouble("remaining"));
    assertEquals(at("2026-03-02T18:00").toString(), told.getString("deadline"));
    assertEquals(1, told.getJsonArray("intervals").size());
  }
}
