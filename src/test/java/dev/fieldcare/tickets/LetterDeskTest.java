package dev.fieldcare.tickets;

import static dev.fieldcare.tickets.Desk.CUSTOMER;
import static dev.fieldcare.tickets.Desk.MANAGER;
import static dev.fieldcare.tickets.Desk.SUPPORT;
import static dev.fieldcare.tickets.Desk.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.messaging.Correspondence.Outcome;
import dev.fieldcare.messaging.Letter;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.Severity;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where letters go. */
class LetterDeskTest {
  private static final String ANN = "ann@acme.example";
  private static final String AGENT = "agent@both.example";

  private final Desk it = new Desk();
  private final LetterDesk letters =
      new LetterDesk(
          it.desk,
          it.kept,
          Acquaintance.OF_TICKETS.or(
              (sql, address) ->
                  Future.succeededFuture(
                      address.equals(AGENT) ? Set.of("acme", "globex") : Set.of())),
          () -> List.copyOf(it.house.devices.values()),
          device -> List.of("temperature"));
  private int written;

  @AfterEach
  void close() {
    it.close();
  }

  private Letter letter(String from, String text) {
    return new Letter(
        ++written + "@example.com", from, "a letter", text, List.of(), List.of(), null);
  }

  private Outcome take(Letter letter, @Nullable String ticket) {
    return await(
        it.database.transaction(sql -> letters.take(sql, letter, Optional.ofNullable(ticket))));
  }

  private String taken(Outcome outcome) {
    return assertInstanceOf(Outcome.OnTicket.class, outcome).number();
  }

  private String aside(Outcome outcome) {
    return assertInstanceOf(Outcome.Aside.class, outcome).reason();
  }

  /** A question of acme's, whose contact is Ann. */
  private String asked() {
    var intake =
        new Intake(
            Kind.CONSULTATION,
            Message.Channel.PORTAL,
            null,
            "acme",
            null,
            "which filter?",
            Severity.MINOR,
            "which filter?",
            new JsonObject().put("email", "Ann@Acme.example"),
            null,
            null);
    return await(it.desk.open(intake, CUSTOMER)).ticket().number();
  }

  @Test
  void a_letter_goes_on_its_ticket_and_is_told_when_that_is_durable() throws Exception {
    String number = asked();
    it.news.clear();
    assertEquals(number, taken(take(letter(ANN, "hello?"), number)));
    Message said = it.get(number).messages().getLast();
    assertEquals("hello?", said.text());
    assertEquals(Message.AuthorKind.CUSTOMER, said.authorKind());
    assertEquals(Message.Direction.IN, said.direction());
    TicketNews news = it.news.poll(20, java.util.concurrent.TimeUnit.SECONDS);
    assertEquals(TicketNews.Type.SAID, news.type());
    assertTrue(it.house.clocks.getLast().contains("Resume"), it.house.clocks.getLast());
  }

  @Test
  void what_is_rolled_back_is_told_nobody() {
    String number = asked();
    it.news.clear();
    Letter letter = letter(ANN, "hello?");
    Future<Object> broken =
        it.database.transaction(
            sql ->
                letters
                    .take(sql, letter, Optional.of(number))
                    .compose(done -> Future.failedFuture("the database went")));
    assertTrue(broken.transform(done -> Future.succeededFuture(done.failed())).await());
    assertNull(it.news.poll());
    assertEquals(2, it.get(number).messages().size());
    take(letter, number);
    assertEquals(3, it.get(number).messages().size());
  }

  @Test
  void a_letter_that_another_mailbox_brings_again_leads_to_nothing_more() {
    asked();
    Letter question = letter(ANN, "and which oil?");
    String number = taken(take(question, null));
    assertEquals(number, taken(take(question, null)));
    assertEquals(2, it.tickets().size());
    assertEquals(2, it.get(number).messages().size());
  }

  @Test
  void what_is_over_goes_on_as_another_question_of_the_same_customer() {
    String number = asked();
    it.move(number, State.ANSWERED, "{\"solution\":\"the blue one\"}", SUPPORT);
    it.move(number, State.CLOSED, "{}", CUSTOMER);
    Ticket another = it.get(taken(take(letter(ANN, "one more thing"), number)));
    assertEquals("C-2026-000002", another.number());
    assertEquals("acme", another.customer());
    assertEquals(State.CLOSED, it.get(number).state());
  }

  @Test
  void a_question_that_became_a_fault_is_followed_there() {
    it.house.devices.put("d-17", Desk.device("d-17", null));
    String number = asked();
    it.move(number, State.CONVERTED, "{\"device\":\"d-17\",\"symptom\":\"leak\"}", SUPPORT);
    assertEquals("F-2026-000001", taken(take(letter(ANN, "it still leaks"), number)));
    assertEquals("it still leaks", it.get("F-2026-000001").messages().getLast().text());
  }

  @Test
  void strangers_and_those_of_several_customers_are_left_to_people() {
    String number = asked();
    assertTrue(aside(take(letter("eve@evil.example", "x"), number)).contains(number));
    assertTrue(aside(take(letter("eve@evil.example", "x"), null)).contains("no customer's"));
    assertTrue(aside(take(letter(AGENT, "x"), null)).contains("several customers"));
    assertEquals(number, taken(take(letter(AGENT, "about acme's"), number)));
    assertEquals(1, it.tickets().size());
  }

  @Test
  void a_cancelled_ticket_and_a_number_there_is_not_begin_anew() {
    String number = asked();
    it.move(number, State.CANCELLED, "{\"reason\":\"by mistake\"}", MANAGER);
    assertEquals("C-2026-000002", taken(take(letter(ANN, "why?"), number)));
    assertEquals("C-2026-000003", taken(take(letter(ANN, "what?"), "F-1999-000001")));
  }

  @Test
  void who_writes_first_about_a_fault_that_opened_by_itself_is_named_and_that_is_journalled() {
    asked();
    Device own =
        new Device(
            17,
            "d-17",
            "d-17",
            "gateway-x1",
            null,
            "acme",
            null,
            null,
            null,
            null,
            Map.of(),
            Desk.NOW,
            null);
    it.house.devices.put("d-17", own);
    it.hear(Desk.active(own, "temperature.high", 1, Severity.MAJOR));
    String number = taken(take(letter(ANN, "d-17: the temperature is too high, it failed"), null));

    Ticket ticket = it.get(number);
    assertEquals("temperature.high", ticket.symptom());
    assertEquals(ANN, Objects.requireNonNull(ticket.contact()).getString("email"));
    var named =
        it.journal.entries.stream()
            .filter(each -> each.type().equals("ticket.contact_named"))
            .toList();
    assertEquals(1, named.size());
    assertEquals("ticket:" + number, named.getFirst().subject());
    assertEquals(Contacted.of(ticket.contact()), named.getFirst().data().getString("contact"));

    take(letter(ANN, "d-17: the temperature is too high again"), null);
    assertEquals(
        1,
        it.journal.entries.stream()
            .filter(each -> each.type().equals("ticket.contact_named"))
            .count(),
        "who is named already is not named again");
  }
}
