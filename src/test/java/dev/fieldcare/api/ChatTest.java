package dev.fieldcare.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.registry.Role;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two who chat on a ticket's thread. */
class ChatTest {
  private final ApiServer server = new ApiServer();

  @AfterEach
  void close() {
    server.close();
  }

  private String ask(Role role, String customer) {
    var body =
        new JsonObject()
            .put("kind", "consultation")
            .put("channel", "chat")
            .put("customer", customer)
            .put("text", "which filter?");
    return ApiServer.json(server.send("POST", "/api/v1/tickets", role, body)).getString("number");
  }

  private void say(String number, Role role, String body) {
    var said = server.send("POST", "/api/v1/tickets/" + number + "/messages", role, body);
    assertEquals(201, said.statusCode(), said.body());
  }

  private EventReader listen(String number, Role role) {
    return EventReader.openAt(server, "/api/v1/tickets/" + number + "/messages/stream", role, null);
  }

  @Test
  void TS_2_both_sides_of_a_chat_hear_each_other_at_once_and_once() {
    String number = ask(Role.CUSTOMER, "acme");
    var customer = listen(number, Role.CUSTOMER);
    customer.awaits(() -> customer.text().contains("which filter?"));
    var support = listen(number, Role.SUPPORT);
    support.awaits(() -> support.text().contains("which filter?"));

    say(number, Role.SUPPORT, "{\"text\":\"the blue one\",\"channel\":\"chat\",\"solution\":true}");
    customer.awaits(() -> customer.text().contains("the blue one"));
    assertTrue(customer.text().contains("\"state\":\"ANSWERED\""));
    say(number, Role.CUSTOMER, "{\"text\":\"there is none\",\"channel\":\"chat\"}");
    support.awaits(() -> support.text().contains("there is none"));
    support.awaits(() -> support.text().contains("\"state\":\"NEW\""));
    for (String words : new String[] {"which filter?", "the blue one", "there is none"}) {
      assertEquals(2, support.text().split(java.util.regex.Pattern.quote(words), -1).length, words);
    }
  }

  @Test
  void a_customer_hears_no_notes_and_no_other_ticket() {
    String number = ask(Role.CUSTOMER, "acme");
    String another = ask(Role.CUSTOMER, "acme");
    String others = ask(Role.SUPPORT, "globex");
    assertEquals(404, listen(others, Role.CUSTOMER).response.statusCode());
    var customer = listen(number, Role.CUSTOMER);
    var support = listen(number, Role.SUPPORT);
    say(number, Role.SUPPORT, "{\"text\":\"a hard one\",\"direction\":\"note\"}");
    say(another, Role.SUPPORT, "{\"text\":\"elsewhere\"}");
    say(number, Role.SUPPORT, "{\"text\":\"wait a moment\",\"channel\":\"chat\"}");
    customer.awaits(() -> customer.text().contains("wait a moment"));
    support.awaits(() -> support.text().contains("a hard one"));
    assertFalse(customer.text().contains("a hard one"), customer.text());
    assertFalse(customer.text().contains("elsewhere"), customer.text());
  }
}
