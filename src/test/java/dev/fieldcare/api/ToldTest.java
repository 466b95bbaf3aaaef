package dev.fieldcare.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.registry.Role;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** What customers are told of their own tickets, and what not. */
class ToldTest {
  private static final Caller CUSTOMER = new Caller(1, "cho", Role.CUSTOMER, "acme");
  private static final Caller SUPPORT = new Caller(2, "ann", Role.SUPPORT, null);
  private static final JsonObject TICKET =
      new JsonObject(
          """
          {"number":"F-2026-000001","device":"d-1","facts":{"problem":"P-2026-000001","fix":{"release":"1.5.0"}},
           "known":{"lot":"L-1","components":[{"serial":"c-1"}],"problem":"P-2026-000001",
             "siblings":{"failed":7,"suspicions":[{"trait":"lot L-1","other":"site of-others"}]},
             "fix":{"release":"1.5.0"},"route":{"kind":"DISPATCH","because":"lot L-1 is under suspicion"},
             "because":{"lot":{"because":"on record"},"siblings":{"because":"7 of 40"},"problem":{"because":"x"}}}}
          """);

  @Test
  void a_customer_is_told_what_is_known_of_their_device_and_nothing_of_how_others_fare() {
    JsonObject told = Told.ticket(CUSTOMER, TICKET);
    String text = told.encode();
    assertFalse(text.contains("of-others"), text);
    assertFalse(text.contains("P-2026-000001"), text);
    assertFalse(text.contains("suspicion"), text);
    JsonObject known = told.getJsonObject("known");
    assertEquals("L-1", known.getString("lot"));
    assertEquals("1.5.0", known.getJsonObject("fix").getString("release"));
    assertEquals("DISPATCH", known.getJsonObject("route").getString("kind"));
    assertTrue(known.getJsonObject("because").containsKey("lot"));
  }

  @Test
  void staff_is_told_all_and_what_was_given_stays_as_it_was() {
    String before = TICKET.encode();
    Told.ticket(CUSTOMER, TICKET);
    assertEquals(before, Told.ticket(SUPPORT, TICKET).encode());
  }
}
