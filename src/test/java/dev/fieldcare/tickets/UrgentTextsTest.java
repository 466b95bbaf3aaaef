package dev.fieldcare.tickets;

import static dev.fieldcare.tickets.Desk.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.messaging.Delivery;
import dev.fieldcare.messaging.MessagingSettings;
import dev.fieldcare.messaging.Outbox;
import dev.fieldcare.messaging.Sms;
import dev.fieldcare.registry.Severity;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UrgentTextsTest {
  private final Desk it = new Desk();
  private final Outbox outbox =
      new Outbox(it.vertx, it.database, it.clock, MessagingSettings.DEFAULT, new Random(1));
  private List<String> phones = List.of("+8613800000000", "13900000000");

  UrgentTextsTest() {
    var settings =
        new MessagingSettings.Sms(
            "http://127.0.0.1:9/", new JsonObject(), MessagingSettings.Authorization.NONE, "");
    var sms = new Sms(it.vertx, outbox, it.clock, settings, Duration.ofSeconds(5));
    it.notices =
        new UrgentTexts(Notices.NONE, sms, sql -> Future.succeededFuture(phones), it.clock);
    it.reopened();
  }

  @AfterEach
  void close() {
    it.close();
  }

  private List<JsonObject> texts() {
    return await(outbox.list(null, 100, null)).items().stream().map(Delivery::payload).toList();
  }

  private void raise(String device, Severity severity) {
    it.hear(Desk.active(Desk.device(device, null), "temperature.high", 0, severity));
  }

  @Test
  void a_critical_ticket_reaches_everybody_on_call() {
    raise("d-17", Severity.MAJOR);
    assertEquals(List.of(), texts());
    raise("d-18", Severity.CRITICAL);
    assertEquals(
        List.of("13900000000", "+8613800000000"),
        texts().stream().map(each -> each.getString("to")).toList());
    String text = texts().getFirst().getString("text");
    assertTrue(text.startsWith("[F-2026-000002] opened: temperature.high on d-18"), text);
  }

  @Test
  void a_ticket_that_becomes_critical_does_too() {
    raise("d-17", Severity.MAJOR);
    it.hear(Desk.active(Desk.device("d-17", null), "temperature.high", 9, Severity.CRITICAL));
    assertEquals(2, texts().size());
    assertTrue(texts().getFirst().getString("text").contains("is now critical"));
  }

  @Test
  void a_storm_is_a_few_messages() {
    for (int i = 0; i < 9; i++) {
      raise("d-" + i, Severity.CRITICAL);
    }
    assertEquals(10, texts().size(), "five for each of two");
    it.now = it.now.plus(Duration.ofMinutes(11));
    raise("d-99", Severity.CRITICAL);
    assertEquals(12, texts().size());
  }

  @Test
  void nobody_on_call_is_nobody_to_tell() {
    phones = List.of();
    raise("d-17", Severity.CRITICAL);
    assertEquals(List.of(), texts());
  }
}
