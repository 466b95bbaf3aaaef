package dev.fieldcare.tickets;

import static dev.fieldcare.tickets.Desk.CUSTOMER;
import static dev.fieldcare.tickets.Desk.NOW;
import static dev.fieldcare.tickets.Desk.SUPPORT;
import static dev.fieldcare.tickets.Desk.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.registry.Role;
import dev.fieldcare.registry.Severity;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Questions, which are answered or turn out to be faults; and problems. */
class TechnicalSupportTest {
  private static final String QUESTION = "C-2026-000001";

  private final Desk it = new Desk();

  @AfterEach
  void close() {
    it.close();
  }

  @Test
  void TS_2_questions_of_all_channels_are_one_kind_with_one_clock_and_one_thread() {
    Ticket asked = ask(Message.Channel.PHONE, null);
    assertEquals(QUESTION, asked.number());
    assertNull(asked.device());
    say(Message.Channel.EMAIL, Message.Direction.IN, "as a mail", false, "m-1", CUSTOMER);
    say(Message.Channel.EMAIL, Message.Direction.IN, "as a mail", false, "m-1", CUSTOMER);
    say(Message.Channel.CHAT, Message.Direction.OUT, "which pump?", false, null, SUPPORT);
    assertEquals(
        List.of("phone", "system", "email", "chat"),
        it.get(QUESTION).messages().stream().map(each -> each.channel().code()).toList());
    assertEquals(
        1,
        it.house.clocks.stream().filter(each -> each.contains("Start[kind=consult.reply")).count());
    assertEquals("C-2026-000002", ask(Message.Channel.CHAT, null).number());
  }

  @Test
  void TS_3_only_an_answer_with_a_solution_answers() {
    ask(Message.Channel.PORTAL, null);
    assertTrue(it.refused(QUESTION, State.ANSWERED, "{}", SUPPORT).message().contains("SOLUTION"));
    say(Message.Channel.CHAT, Message.Direction.OUT, "we look into it", false, null, SUPPORT);
    assertEquals(State.NEW, it.get(QUESTION).state());
    assertFalse(stopped());
    say(Message.Channel.CHAT, Message.Direction.OUT, "the blue one", true, null, SUPPORT);
    assertEquals(State.ANSWERED, it.get(QUESTION).state());
    assertTrue(stopped());
    say(Message.Channel.EMAIL, Message.Direction.IN, "there is none", false, null, CUSTOMER);
    assertEquals(State.NEW, it.get(QUESTION).state());
    it.move(QUESTION, State.ANSWERED, "{\"solution\":\"the other one\"}", SUPPORT);
    assertEquals("the other one", it.get(QUESTION).messages().getLast().text());
    it.move(QUESTION, State.CLOSED, "{}", CUSTOMER);
  }

  @Test
  void TS_3_a_question_that_is_a_fault_becomes_one_with_its_intake_time() {
    it.house.devices.put("d-17", Desk.device("d-17", null));
    ask(Message.Channel.PHONE, null);
    it.now = NOW.plus(Duration.ofHours(5));
    assertTrue(
        it.refused(QUESTION, State.CONVERTED, "{\"device\":\"d-99\",\"symptom\":\"leak\"}", SUPPORT)
            .message()
            .contains("not registered"));
    Ticket asked =
        it.move(QUESTION, State.CONVERTED, "{\"device\":\"d-17\",\"symptom\":\"leak\"}", SUPPORT);
    assertEquals("F-2026-000001", asked.facts().getString("convertedTo"));
    Ticket fault = it.get("F-2026-000001");
    assertEquals(NOW, fault.intakeAt());
    assertEquals(it.now, fault.openedAt());
    assertEquals("which filter?", fault.messages().getFirst().text());
    assertTrue(
        it.house.clocks.stream()
            .anyMatch(
                each -> each.startsWith("F-2026-000001 Start[kind=response.general, from=" + NOW)));
  }

  @Test
  void a_question_met_with_silence_is_closed_after_a_week() {
    ask(Message.Channel.PORTAL, null);
    it.move(QUESTION, State.ANSWERED, "{\"solution\":\"the blue one\"}", SUPPORT);
    it.now = NOW.plus(Duration.ofDays(7)).minusSeconds(1);
    assertEquals(0, await(it.desk.acceptSilence()));
    it.now = NOW.plus(Duration.ofDays(7));
    assertEquals(1, await(it.desk.acceptSilence()));
    assertEquals("silence", it.get(QUESTION).resolution());
  }

  @Test
  void a_request_about_an_open_fault_goes_on_its_ticket() {
    it.hear(Desk.active("d-17", "temperature.high", 0));
    var opened = await(it.desk.open(fault(Message.Channel.PHONE), SUPPORT));
    assertFalse(opened.isNew());
    assertEquals("F-2026-000001", opened.ticket().number());
    assertEquals("which filter?", opened.ticket().messages().getLast().text());
    it.hear(Desk.active("d-18", "temperature.high", 0));
    assertEquals("F-2026-000002", it.tickets().getFirst().number(), "no number is lost");
  }

  @Test
  void what_a_customer_reported_is_not_over_because_an_alarm_is() {
    await(it.desk.open(fault(Message.Channel.PHONE), CUSTOMER));
    var alarm = Desk.active("d-17", "temperature.high", 0);
    it.hear(alarm, Desk.normal(alarm), Desk.quiet(alarm));
    assertEquals(State.NEW, it.only().state());
  }

  @Test
  void an_update_under_way_is_a_remote_fix_until_the_device_runs_it_and_stays_quiet() {
    var alarm = Desk.active("d-17", "temperature.high", 0);
    it.hear(alarm);
    String number = it.only().number();
    it.move(number, State.TRIAGED, "{}", SUPPORT);
    assertTrue(
        it.refused(number, State.REMOTE_FIX, "{}", SUPPORT).message().contains("UPDATE_UNDER_WAY"));
    it.house.updates.put("d-17", "1.5.0");
    it.move(number, State.REMOTE_FIX, "{}", SUPPORT);
    await(it.desk.updated("d-17", "1.4.0"));
    assertEquals(State.REMOTE_FIX, it.get(number).state());
    await(it.desk.notUpdated("d-17", "1.5.0", "the update is failed"));
    assertEquals(State.TRIAGED, it.get(number).state());
    it.move(number, State.REMOTE_FIX, "{}", Actor.person("rel", Role.RELEASE_ENGINEER));
    await(it.desk.updated("d-17", "1.5.0"));
    assertEquals(State.TESTING, it.get(number).state());
    it.hear(Desk.normal(alarm));
    it.move(number, State.AWAITING_SIGNOFF, "{\"checklistDone\":true}", SUPPORT);
    assertEquals(0, await(it.desk.acceptSilence()));
    it.now = NOW.plus(Duration.ofDays(7));
    assertEquals(1, await(it.desk.acceptSilence()));
    assertEquals(State.CLOSED, it.get(number).state());
  }

  @Test
  void a_problem_is_about_a_cause_and_there_is_one_of_it() {
    Actor quality = Actor.person("qin", Role.QUALITY);
    var intake =
        new Intake(
            Kind.PROBLEM,
            Message.Channel.API,
            null,
            null,
            "temperature.high",
            null,
            Severity.MAJOR,
            "seven of forty",
            null,
            new Cause(Cause.Type.LOT, "C-2509-17"),
            null);
    String number = await(it.desk.open(intake, quality)).ticket().number();
    assertEquals("P-2026-000001", number);
    assertFalse(await(it.desk.open(intake, quality)).isNew());
    it.move(number, State.INVESTIGATING, "{}", quality);
    assertTrue(
        it.refused(number, State.KNOWN_ERROR, "{}", quality).message().contains("CAUSE_KNOWN"));
    it.move(number, State.KNOWN_ERROR, "{\"rootCause\":\"dry capacitors\"}", quality);
    it.move(number, State.RESOLVED, "{\"remedy\":\"lot withdrawn\"}", quality);
    it.move(number, State.CLOSED, "{}", quality);
    assertEquals("ticket.role", Desk.problem(it.desk.open(intake, SUPPORT)).code());
  }

  private Ticket ask(Message.Channel channel, @Nullable String device) {
    var intake =
        new Intake(
            Kind.CONSULTATION,
            channel,
            it.house.device(String.valueOf(device)).orElse(null),
            "acme",
            null,
            "which filter?",
            Severity.MINOR,
            "which filter?",
            null,
            null,
            null);
    return await(it.desk.open(intake, CUSTOMER)).ticket();
  }

  private static Intake fault(Message.Channel channel) {
    return new Intake(
        Kind.FAULT,
        channel,
        Desk.device("d-17", null),
        "acme",
        "temperature.high",
        null,
        Severity.MAJOR,
        "which filter?",
        null,
        null,
        null);
  }

  private void say(
      Message.Channel channel,
      Message.Direction direction,
      String text,
      boolean solution,
      @Nullable String externalId,
      Actor actor) {
    var draft =
        new Message(
            0,
            NOW,
            channel,
            direction,
            Message.AuthorKind.HUMAN,
            "",
            text,
            false,
            solution,
            false,
            externalId);
    await(it.desk.say(QUESTION, draft, actor));
  }

  private boolean stopped() {
    return it.house.clocks.stream().anyMatch(each -> each.contains("Stop[kind=consult.reply"));
  }
}
