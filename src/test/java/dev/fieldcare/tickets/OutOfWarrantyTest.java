package dev.fieldcare.tickets;

import static dev.fieldcare.tickets.Desk.CUSTOMER;
import static dev.fieldcare.tickets.Desk.ENGINEER;
import static dev.fieldcare.tickets.Desk.MANAGER;
import static dev.fieldcare.tickets.Desk.NOW;
import static dev.fieldcare.tickets.Desk.SUPPORT;
import static dev.fieldcare.tickets.Desk.active;
import static dev.fieldcare.tickets.Desk.await;
import static dev.fieldcare.tickets.Desk.normal;
import static dev.fieldcare.tickets.Desk.problem;
import static dev.fieldcare.tickets.InWarrantyRepairTest.DIAGNOSIS;
import static dev.fieldcare.tickets.InWarrantyRepairTest.DONE;
import static dev.fieldcare.tickets.InWarrantyRepairTest.FIRST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Role;
import dev.fieldcare.stability.Alarm;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is promised of repairs that the customer pays for, requirement by requirement. */
class OutOfWarrantyTest {
  private static final String TRIP = "[{\"kind\":\"TRAVEL\",\"estimate\":20000,\"cap\":30000}]";
  private static final String FAN =
      """
      [{"kind":"PART","item":"FAN-40","quantity":1},{"kind":"LABOUR","item":"2","quantity":1.5}]
      """;
  private static final long FAN_COST = 8_500 + 45_000;

  private final Desk it = new Desk();
  private final Alarm alarm = active("d-17", "temperature.high", 0);

  @BeforeEach
  void outOfWarranty() {
    it.house.entitled = Entitled.NOTHING;
    it.hear(alarm);
    it.move(FIRST, State.TRIAGED, "{}", SUPPORT);
  }

  @AfterEach
  void close() {
    it.close();
  }

  @Test
  void XR_1_the_flow_is_the_same_and_only_the_entitlement_differs() {
    assertEquals(Kind.FAULT, it.get(FIRST).kind());
    assertEquals(0, it.get(FIRST).entitlement().parts());
    diagnose();
    Quote quote = it.quote(FIRST, Quote.Purpose.REPAIR, FAN);
    assertEquals(State.QUOTED, it.get(FIRST).state());
    it.signQuote(quote, true);
    assertEquals(State.APPROVED, it.get(FIRST).state());
    finish();
    assertEquals(State.CLOSED, it.get(FIRST).state());
  }

  @Test
  void XR_4_travel_is_settled_at_receipts_up_to_its_cap() {
    Quote trip = it.quote(FIRST, Quote.Purpose.TRIP, TRIP);
    assertEquals(30_000, trip.payable());
    it.signQuote(trip, true);
    await(it.quotes.receipt(trip.id(), 0, 18_000, "taxi 1", ENGINEER));
    await(it.quotes.receipt(trip.id(), 0, 12_000, "taxi 2", ENGINEER));
    assertEquals("quote.cap", problem(it.quotes.receipt(trip.id(), 0, 1, "tea", ENGINEER)).code());
    assertEquals(30_000, await(it.quotes.bill(FIRST)).total());
  }

  @Test
  void XR_5_nobody_repairs_without_the_customers_consent() {
    diagnose();
    refusedBy("NOTHING_PAYABLE", State.APPROVED, Actor.SYSTEM);
    Quote quote = it.quote(FIRST, Quote.Purpose.REPAIR, FAN);
    Actor root = Actor.person("root", Role.ADMIN, Role.MANAGER, Role.FIELD_ENGINEER);
    for (Actor other : List.of(SUPPORT, ENGINEER, MANAGER, root, Actor.SYSTEM)) {
      assertEquals(
          "quote.transition",
          problem(it.quotes.transition(quote.id(), Quote.State.ACCEPTED, null, other)).code());
      for (State state : List.of(State.APPROVED, State.REPAIRING)) {
        assertEquals("ticket.transition", it.refused(FIRST, state, "{}", other).code());
      }
    }
    assertEquals(
        "quote.guard",
        problem(it.quotes.transition(quote.id(), Quote.State.ACCEPTED, null, CUSTOMER)).code());
    refusedBy("CONSENT", State.APPROVED, CUSTOMER);
    it.signQuote(quote, true);
    it.move(FIRST, State.REPAIRING, "{}", ENGINEER);
  }

  @Test
  void XR_5_consent_to_a_quote_that_ran_out_is_none() {
    diagnose();
    Quote quote = it.quote(FIRST, Quote.Purpose.REPAIR, FAN);
    it.signQuote(quote, true);
    it.now = quote.validUntil();
    refusedBy("CONSENT", State.REPAIRING, ENGINEER);
    Quote late = it.quote(FIRST, Quote.Purpose.REPAIR, FAN);
    it.now = late.validUntil();
    assertEquals(
        "quote.guard",
        problem(it.signOffs.sign(Desk.drawn("quote:" + late.id(), late.hash(), true), CUSTOMER))
            .code());
    assertEquals(1, await(it.quotes.expire()));
    assertEquals(Quote.State.EXPIRED, await(it.quotes.get(late.id())).state());
  }

  @Test
  void XR_5_another_scope_needs_another_quote() {
    diagnose();
    it.signQuote(it.quote(FIRST, Quote.Purpose.REPAIR, FAN), true);
    it.move(FIRST, State.REPAIRING, "{}", ENGINEER);
    String other =
        DIAGNOSIS
            .strip()
            .replaceFirst("}$", ",\"reason\":\"the board is gone, too\"}")
            .replace("replace the fan", "replace fan and board");
    it.move(FIRST, State.DIAGNOSED, other, ENGINEER);
    refusedBy("NOTHING_PAYABLE", State.APPROVED, ENGINEER);
    Quote second = it.quote(FIRST, Quote.Purpose.REPAIR, FAN);
    it.signQuote(second, false);
    assertEquals(State.DECLINED, it.get(FIRST).state());
    Quote third = it.quote(FIRST, Quote.Purpose.REPAIR, FAN);
    it.signQuote(third, true);
    it.move(FIRST, State.REPAIRING, "{}", ENGINEER);
    assertEquals(
        List.of(Quote.State.SUPERSEDED, Quote.State.DECLINED, Quote.State.ACCEPTED),
        await(PgQuotes.ofTicket(it.database.pool(), FIRST)).stream().map(Quote::state).toList());
  }

  @Test
  void XR_5_a_signature_is_for_one_hash_only() {
    diagnose();
    Quote quote = it.quote(FIRST, Quote.Purpose.REPAIR, FAN);
    await(
        it.database
            .pool()
            .query("UPDATE quotes SET document = replace(document, '8500', '9500')")
            .execute());
    assertEquals(
        "signoff.hash",
        problem(it.signOffs.sign(Desk.drawn("quote:" + quote.id(), quote.hash(), true), CUSTOMER))
            .code());
  }

  @Test
  void XR_6_the_bill_never_exceeds_what_was_accepted_and_more_takes_a_supplement() {
    diagnose();
    it.signQuote(it.quote(FIRST, Quote.Purpose.REPAIR, FAN), true);
    it.move(FIRST, State.REPAIRING, "{}", ENGINEER);
    assertEquals(0, await(it.quotes.bill(FIRST)).total());
    Quote more = it.quote(FIRST, Quote.Purpose.SUPPLEMENT, FAN);
    it.move(FIRST, State.TESTING, Desk.WORK, ENGINEER);
    assertEquals(FAN_COST, await(it.quotes.bill(FIRST)).total());
    it.signQuote(more, true);
    assertEquals(2 * FAN_COST, await(it.quotes.bill(FIRST)).total());
    assertEquals(2 * FAN_COST, await(it.quotes.bill(FIRST)).accepted());
  }

  @Test
  void XR_7_a_paid_trip_is_consented_to_before_anybody_goes() {
    refusedBy("TRIP_CONSENT", State.DISPATCHED, SUPPORT);
    Quote trip = it.quote(FIRST, Quote.Purpose.TRIP, TRIP);
    refusedBy("TRIP_CONSENT", State.DISPATCHED, SUPPORT);
    it.signQuote(trip, true);
    it.move(FIRST, State.DISPATCHED, "{}", SUPPORT);
    it.move(FIRST, State.ON_SITE, InWarrantyRepairTest.ARRIVED, ENGINEER);
    it.move(FIRST, State.DIAGNOSED, DIAGNOSIS, ENGINEER);
    Quote repair = it.quote(FIRST, Quote.Purpose.REPAIR, FAN);
    it.signQuote(repair, false);
    await(it.quotes.receipt(trip.id(), 0, 21_000, "taxi", ENGINEER));
    Bill bill = await(it.quotes.bill(FIRST));
    assertEquals(21_000, bill.total());
    assertEquals(30_000, bill.accepted());
  }

  @Test
  void XR_8_the_first_answer_stops_the_clock_and_no_arrival_is_promised() {
    assertTrue(it.house.clocks.getFirst().contains(ClockRules.RESPONSE_OUT_OF_WARRANTY));
    it.signQuote(it.quote(FIRST, Quote.Purpose.TRIP, TRIP), true);
    it.move(FIRST, State.DISPATCHED, "{}", SUPPORT);
    String arrival =
        it.house.clocks.stream()
            .filter(each -> each.contains(ClockRules.ARRIVAL))
            .findFirst()
            .orElseThrow();
    assertTrue(arrival.contains("onlyByContract=true"), arrival);
    String contact =
        it.house.clocks.stream()
            .filter(each -> each.contains(ClockRules.CONTACT))
            .findFirst()
            .orElseThrow();
    assertTrue(contact.contains("onlyByContract=false"), contact);
  }

  @Test
  void XR_9_a_paid_repair_is_warranted_as_well() {
    diagnose();
    it.signQuote(it.quote(FIRST, Quote.Purpose.REPAIR, FAN), true);
    finish();
    assertEquals(
        NOW.plus(Duration.ofDays(90)).toString(),
        it.get(FIRST).facts().getString("repairWarrantyUntil"));
  }

  @Test
  void a_draft_is_not_issued_when_what_is_covered_changed_since() {
    diagnose();
    Quote draft =
        await(
            it.quotes.draft(
                FIRST, Quote.Purpose.REPAIR, new io.vertx.core.json.JsonArray(FAN), SUPPORT));
    await(
        it.database
            .pool()
            .preparedQuery("UPDATE tickets SET entitled = $1")
            .execute(io.vertx.sqlclient.Tuple.of(House.FULLY.json())));
    Problem refused = problem(it.quotes.transition(draft.id(), Quote.State.ISSUED, null, SUPPORT));
    assertTrue(refused.message().contains("covered has changed"), refused.message());
    assertFalse(draft.document().isEmpty());
  }

  private void refusedBy(String guard, State to, Actor actor) {
    Problem refused = it.refused(FIRST, to, "{}", actor);
    assertTrue(refused.message().contains(guard), refused.message());
  }

  private void diagnose() {
    it.move(FIRST, State.DIAGNOSED, DIAGNOSIS, ENGINEER);
  }

  private void finish() {
    it.hear(normal(alarm));
    it.move(FIRST, State.REPAIRING, "{}", ENGINEER);
    it.move(FIRST, State.TESTING, Desk.WORK, ENGINEER);
    it.move(FIRST, State.AWAITING_SIGNOFF, DONE, SUPPORT);
    it.signReport(FIRST, true);
  }
}
