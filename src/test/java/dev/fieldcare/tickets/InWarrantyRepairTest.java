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
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Problem;
import dev.fieldcare.stability.Alarm;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is promised of repairs in warranty, requirement by requirement. */
class InWarrantyRepairTest {
  static final String FIRST = "F-2026-000001";
  static final String DIAGNOSIS =
      """
      {"mode":"overheats","cause":"fan blocked","plan":"replace the fan",
       "explainedTo":{"name":"Li","at":"2026-11-22T08:00:00Z","how":"phone"}}
      """;
  static final String ARRIVED = "{\"place\":\"Hangzhou\",\"at\":\"2026-11-22T08:10:00Z\"}";
  static final String DONE = "{\"checklistDone\":true}";

  private final Desk it = new Desk();
  private final Alarm alarm = active("d-17", "temperature.high", 0);

  @AfterEach
  void close() {
    it.close();
  }

  @Test
  void RP_1_a_request_comes_in_by_each_channel_at_any_minute() {
    for (Message.Channel channel :
        List.of(
            Message.Channel.PHONE,
            Message.Channel.EMAIL,
            Message.Channel.CHAT,
            Message.Channel.PORTAL,
            Message.Channel.API)) {
      it.house.devices.put("d-" + channel, Desk.device("d-" + channel, null));
      it.now = NOW.plus(Duration.ofHours(channel.ordinal() * 37L));
      Ticket ticket = open(channel, "d-" + channel, CUSTOMER);
      assertEquals(channel.code(), ticket.channel());
      assertEquals(it.now, ticket.openedAt());
    }
    it.hear(active("d-9", "temperature.high", 0));
    assertEquals("telemetry", it.tickets().getFirst().channel());
  }

  @Test
  void RP_2_a_request_has_number_time_channel_device_and_entitlement_at_once_and_is_told_so() {
    Ticket ticket = open(Message.Channel.PHONE, "d-17", SUPPORT);
    assertEquals(FIRST, ticket.number());
    assertEquals("d-17", ticket.device());
    assertNotNull(ticket.entitledAtIntake());
    Message told = ticket.messages().getLast();
    assertEquals(Message.AuthorKind.SYSTEM, told.authorKind());
    assertEquals(Message.Direction.OUT, told.direction());
    assertTrue(told.text().contains(FIRST), told.text());
    assertTrue(told.text().contains("100 % of parts"), told.text());
    assertTrue(told.text().contains("编号为 " + FIRST), "in both languages: " + told.text());
    assertEquals(
        List.of(FIRST + " " + start(ClockRules.RESPONSE, ticket)),
        it.house.clocks.stream().filter(each -> !each.contains("Resume")).toList());
  }

  private static ClockStep start(String kind, Ticket ticket) {
    return new ClockStep.Start(kind, ticket.intakeAt(), null, false);
  }

  @Test
  void RP_3_only_a_person_who_guides_stops_the_response_clock() {
    it.hear(alarm);
    say("looking", Message.Direction.OUT, false, SUPPORT);
    say("clean the filter", Message.Direction.NOTE, true, SUPPORT);
    say("clean the filter", Message.Direction.OUT, true, Actor.SYSTEM);
    say("clean the filter?", Message.Direction.OUT, true, CUSTOMER);
    assertFalse(stopped(ClockRules.RESPONSE));
    say("clean the filter", Message.Direction.OUT, true, SUPPORT);
    assertTrue(stopped(ClockRules.RESPONSE));
  }

  @Test
  void RP_4_on_site_clocks_attach_from_intake() {
    it.hear(alarm);
    it.now = NOW.plus(Duration.ofHours(30));
    dispatch();
    Ticket ticket = it.get(FIRST);
    assertEquals(NOW, ticket.intakeAt());
    assertTrue(it.house.clocks.contains(FIRST + " " + start(ClockRules.CONTACT, ticket)));
    assertTrue(it.house.clocks.contains(FIRST + " " + start(ClockRules.ARRIVAL, ticket)));
    assertFalse(stopped(ClockRules.ARRIVAL));
    it.move(FIRST, State.ON_SITE, ARRIVED, ENGINEER);
    assertTrue(stopped(ClockRules.ARRIVAL));
  }

  @Test
  void RP_6_at_a_remote_site_a_date_is_agreed_before_the_ticket_leaves_triage() {
    it.house.remote = true;
    it.hear(alarm);
    it.move(FIRST, State.TRIAGED, "{}", SUPPORT);
    for (State next : List.of(State.GUIDING, State.DISPATCHED, State.DIAGNOSED)) {
      Problem refused = it.refused(FIRST, next, DIAGNOSIS, SUPPORT);
      assertTrue(refused.message().contains("AGREED_DATE"), refused.message());
    }
    it.move(FIRST, State.GUIDING, "{\"agreedDate\":\"2026-12-01T02:00:00Z\"}", SUPPORT);
    it.move(FIRST, State.DISPATCHED, "{}", SUPPORT);
    assertTrue(
        it.house.clocks.stream()
            .anyMatch(
                each -> each.contains(ClockRules.ARRIVAL) && each.contains("2026-12-01T02:00")),
        it.house.clocks.toString());
  }

  @Test
  void RP_7_no_repair_before_the_diagnosis_is_explained() {
    toOnSite();
    for (String missing : List.of("mode", "cause", "plan", "explainedTo")) {
      var partial = new JsonObject(DIAGNOSIS);
      partial.remove(missing);
      assertTrue(
          it.refused(FIRST, State.DIAGNOSED, partial.encode(), ENGINEER)
              .message()
              .contains(missing));
    }
    for (Actor anybody : List.of(ENGINEER, SUPPORT, MANAGER, CUSTOMER, Actor.SYSTEM)) {
      problem(it.desk.transition(FIRST, State.REPAIRING, new JsonObject(), anybody, null));
    }
    repair();
    assertEquals(State.REPAIRING, it.get(FIRST).state());
  }

  @Test
  void RP_8_a_skipped_step_needs_a_reason() {
    toOnSite();
    repair();
    String skipped = "{\"procedure\":\"P-12 v3\",\"steps\":[{\"step\":\"seal\",\"done\":false%s}]}";
    assertTrue(
        it.refused(FIRST, State.TESTING, skipped.formatted(""), ENGINEER)
            .message()
            .contains("seal"));
    it.move(FIRST, State.TESTING, skipped.formatted(",\"reason\":\"sealed\""), ENGINEER);
    assertEquals("P-12 v3", work().getString("procedure"));
  }

  private JsonObject work() {
    return it.get(FIRST).facts().getJsonObject("work");
  }

  @Test
  void RP_9_a_part_of_a_lot_that_is_held_is_refused_and_a_sound_one_is_booked() {
    toOnSite();
    repair();
    it.house.heldLots.add("L-2");
    String held =
        Desk.WORK
            .strip()
            .replaceFirst("}$", ",\"parts\":[{\"partNo\":\"FAN-40\",\"lot\":\"L-2\"}]}");
    Problem refused = it.refused(FIRST, State.TESTING, held, ENGINEER);
    assertTrue(refused.message().contains("SOUND_PARTS"), refused.message());
    assertTrue(it.house.installed.isEmpty());
    it.move(FIRST, State.TESTING, held.replace("L-2", "L-1"), ENGINEER);
    assertEquals("d-17", it.house.installed.getFirst().getString("device"));
  }

  @Test
  void RP_10_sign_off_waits_for_the_checklist_and_a_quiet_soak() {
    it.house.soak = Duration.ofHours(2);
    toOnSite();
    repair();
    it.move(FIRST, State.TESTING, Desk.WORK, ENGINEER);
    it.hear(normal(alarm));
    it.now = NOW.plus(Duration.ofHours(2)).minusSeconds(1);
    refusedBy("SOAKED", State.AWAITING_SIGNOFF, DONE, SUPPORT);
    it.now = NOW.plus(Duration.ofHours(2));
    refusedBy("TEST_PASSED", State.AWAITING_SIGNOFF, "{}", SUPPORT);
    Alarm again = active("d-17", "voltage.low", 60);
    it.hear(again);
    refusedBy("SOAKED", State.AWAITING_SIGNOFF, DONE, SUPPORT);
    it.hear(normal(again));
    it.now = NOW.plus(Duration.ofHours(12));
    it.move(FIRST, State.AWAITING_SIGNOFF, DONE, SUPPORT);
  }

  @Test
  void RP_11_closing_takes_the_customers_signature_over_the_reports_hash() {
    toSignOff();
    refusedBy("SIGNED", State.CLOSED, "{\"signedBy\":\"Li\"}", CUSTOMER);
    ServiceReport report = await(it.signOffs.report(FIRST));
    String subject = "report:" + report.id();
    assertEquals(
        "signoff.role",
        problem(it.signOffs.sign(Desk.drawn(subject, report.hash(), true), MANAGER)).code());
    assertEquals(
        "signoff.hash",
        problem(it.signOffs.sign(Desk.drawn(subject, "0".repeat(64), true), CUSTOMER)).code());
    SignOff signed = it.signReport(FIRST, true);
    assertEquals(State.CLOSED, it.get(FIRST).state());
    assertTrue(await(it.signOffs.verify(signed.id())).getBoolean("valid"));
  }

  @Test
  void RP_11_a_refused_signature_is_a_dispute_and_closes_nothing() {
    toSignOff();
    it.signReport(FIRST, false);
    assertEquals(State.DISPUTED, it.get(FIRST).state());
    refusedBy("SIGNED", State.CLOSED, "{}", CUSTOMER);
    it.move(FIRST, State.REPAIRING, "{}", ENGINEER);
    it.move(FIRST, State.TESTING, Desk.WORK, ENGINEER);
    it.move(FIRST, State.AWAITING_SIGNOFF, DONE, SUPPORT);
    it.signReport(FIRST, true);
    assertEquals(State.CLOSED, it.get(FIRST).state());
  }

  @Test
  void RP_12_sign_off_opens_a_repair_warranty_and_the_same_cause_is_free_afterwards() {
    toSignOff();
    it.signReport(FIRST, true);
    assertTrue(it.get(FIRST).facts().containsKey("repairWarrantyUntil"));
    it.house.entitled = Entitled.NOTHING;
    it.hear(active("d-17", "temperature.high", 60));
    String second = "F-2026-000002";
    assertEquals(FIRST, it.get(second).repeatOf());
    it.move(second, State.TRIAGED, "{}", SUPPORT);
    it.move(second, State.DIAGNOSED, DIAGNOSIS, ENGINEER);
    it.move(second, State.APPROVED, "{}", Actor.SYSTEM);

    it.hear(active("d-17", "voltage.low", 61));
    String third = "F-2026-000003";
    it.move(third, State.TRIAGED, "{}", SUPPORT);
    it.move(third, State.DIAGNOSED, DIAGNOSIS.replace("fan blocked", "loose cable"), ENGINEER);
    Problem refused = it.refused(third, State.APPROVED, "{}", Actor.SYSTEM);
    assertTrue(refused.message().contains("NOTHING_PAYABLE"), refused.message());
  }

  @Test
  void RP_12_a_repair_is_opened_again_only_while_its_warranty_lasts() {
    toSignOff();
    it.signReport(FIRST, true);
    it.now = NOW.plus(it.house.repairWarranty);
    refusedBy("REPAIR_WARRANTY", State.TRIAGED, "{\"reason\":\"again\"}", CUSTOMER);
    it.now = it.now.minusMillis(1);
    it.move(FIRST, State.TRIAGED, "{\"reason\":\"again\"}", CUSTOMER);
  }

  @Test
  void RP_13_records_of_a_repair_cannot_be_changed() {
    toSignOff();
    it.signReport(FIRST, true);
    for (String sql : List.of("UPDATE signoffs SET signer = 'x'", "DELETE FROM signoffs")) {
      var refused = it.database.pool().query(sql).execute();
      assertTrue(String.valueOf(failure(refused).getMessage()).contains("never changed"), sql);
    }
  }

  private static Throwable failure(io.vertx.core.Future<?> future) {
    return await(future.map((Throwable) null).otherwise(cause -> cause));
  }

  private Ticket open(Message.Channel channel, String device, Actor actor) {
    it.house.devices.putIfAbsent(device, Desk.device(device, null));
    var intake =
        new Intake(
            Kind.FAULT,
            channel,
            it.house.devices.get(device),
            "acme",
            "temperature.high",
            null,
            dev.fieldcare.registry.Severity.MAJOR,
            "it is hot",
            null,
            null,
            null);
    return await(it.desk.open(intake, actor)).ticket();
  }

  private void say(String text, Message.Direction direction, boolean guidance, Actor actor) {
    var draft =
        new Message(
            0,
            NOW,
            Message.Channel.PHONE,
            direction,
            Message.AuthorKind.HUMAN,
            "",
            text,
            guidance,
            false,
            false,
            null);
    await(it.desk.say(FIRST, draft, actor));
  }

  private boolean stopped(String kind) {
    return it.house.clocks.stream().anyMatch(each -> each.contains("Stop[kind=" + kind));
  }

  private void refusedBy(String guard, State to, String body, Actor actor) {
    Problem refused = it.refused(FIRST, to, body, actor);
    assertTrue(refused.message().contains(guard), refused.message());
  }

  private void dispatch() {
    it.move(FIRST, State.TRIAGED, "{}", SUPPORT);
    it.move(FIRST, State.DISPATCHED, "{}", SUPPORT);
  }

  private void toOnSite() {
    it.hear(alarm);
    dispatch();
    it.move(FIRST, State.ON_SITE, ARRIVED, ENGINEER);
  }

  private void repair() {
    it.move(FIRST, State.DIAGNOSED, DIAGNOSIS, ENGINEER);
    it.move(FIRST, State.APPROVED, "{}", Actor.SYSTEM);
    it.move(FIRST, State.REPAIRING, "{}", ENGINEER);
  }

  private void toSignOff() {
    toOnSite();
    repair();
    it.hear(normal(alarm));
    it.move(FIRST, State.TESTING, Desk.WORK, ENGINEER);
    it.move(FIRST, State.AWAITING_SIGNOFF, DONE, SUPPORT);
  }
}
