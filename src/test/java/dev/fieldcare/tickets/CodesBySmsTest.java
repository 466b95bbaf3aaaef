package dev.fieldcare.tickets;

import static dev.fieldcare.tickets.Desk.CUSTOMER;
import static dev.fieldcare.tickets.Desk.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.messaging.MessagingSettings;
import dev.fieldcare.messaging.Outbox;
import dev.fieldcare.messaging.Sms;
import dev.fieldcare.registry.Severity;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One-time codes that go through a real HTTP gateway. */
class CodesBySmsTest {
  private final Desk it = new Desk();
  private final BlockingQueue<JsonObject> received = new LinkedBlockingQueue<>();
  private final Outbox outbox =
      new Outbox(it.vertx, it.database, it.clock, MessagingSettings.DEFAULT, new Random(1));

  @AfterEach
  void close() {
    await(outbox.close());
    it.close();
  }

  @Test
  void a_code_goes_to_the_contacts_telephone_and_signs_the_quote() throws Exception {
    openGateway();
    Quote quote = quoted("{\"phone\":\"+86 138-0000 0000\"}");
    String subject = "quote:" + quote.id();
    assertEquals("+8613800000000", await(it.signOffs.sendCode(subject, null)));
    JsonObject sent = received.poll(20, TimeUnit.SECONDS);
    assertEquals("+8613800000000", sent.getString("to"));
    String text = sent.getString("text");
    assertTrue(text.contains(quote.name()), text);
    var signing =
        new Signing(
            subject,
            quote.hash(),
            true,
            "Li Wei",
            SignOff.Method.CODE,
            new JsonObject().put("code", text.substring(0, 6)),
            null);
    SignOff given = await(it.signOffs.sign(signing, CUSTOMER));
    assertEquals("+8613800000000", given.evidence().getString("sentTo"));
    assertTrue(await(it.signOffs.verify(given.id())).getBoolean("valid"));
  }

  @Test
  void the_way_can_be_chosen_and_mail_comes_first() {
    openGateway();
    String subject =
        "quote:" + quoted("{\"email\":\"li@acme.example\",\"phone\":\"13800000000\"}").id();
    assertEquals("li@acme.example", await(it.signOffs.sendCode(subject, null)));
    it.now = it.now.plusSeconds(61);
    assertEquals("13800000000", await(it.signOffs.sendCode(subject, OneTimeCodes.Way.SMS)));
  }

  @Test
  void without_a_gateway_or_a_number_it_is_refused_by_name() {
    String both = "{\"email\":\"li@acme.example\",\"phone\":\"13800000000\"}";
    String subject = "quote:" + quoted(both).id();
    assertEquals(
        "sms.none", Desk.problem(it.signOffs.sendCode(subject, OneTimeCodes.Way.SMS)).code());
    assertEquals(
        "li@acme.example",
        await(it.signOffs.sendCode(subject, OneTimeCodes.Way.EMAIL)),
        "what failed left no code behind");
    String none = "quote:" + quoted("{\"email\":\"li@acme.example\"}").id();
    assertEquals(
        "signoff.address", Desk.problem(it.signOffs.sendCode(none, OneTimeCodes.Way.SMS)).code());
  }

  private void openGateway() {
    int port =
        await(
                it.vertx
                    .createHttpServer()
                    .requestHandler(
                        request ->
                            request
                                .body()
                                .onSuccess(
                                    body -> {
                                      received.add(body.toJsonObject());
                                      request.response().end();
                                    }))
                    .listen(0, "127.0.0.1"))
            .actualPort();
    var settings =
        new MessagingSettings.Sms(
            "http://127.0.0.1:" + port,
            new JsonObject("{\"to\":\"{to}\",\"text\":\"{text}\"}"),
            MessagingSettings.Authorization.NONE,
            "");
    var sms = new Sms(it.vertx, outbox, it.clock, settings, Duration.ofSeconds(5));
    sms.attach();
    outbox.start();
    it.gateway =
        (sql, to, text, until) ->
            sms.enqueue(sql, to, text, until).onSuccess(done -> outbox.wake());
  }

  private Quote quoted(String contact) {
    it.house.entitled = Entitled.NOTHING;
    String device = "d-" + it.tickets().size();
    it.house.devices.put(device, Desk.device(device, null));
    var intake =
        new Intake(
            Kind.FAULT,
            Message.Channel.PHONE,
            Desk.device(device, null),
            "acme",
            "leak",
            null,
            Severity.MAJOR,
            "it leaks",
            new JsonObject(contact),
            null,
            null);
    String number = await(it.desk.open(intake, CUSTOMER)).ticket().number();
    return it.quote(
        number, Quote.Purpose.TRIP, "[{\"kind\":\"TRAVEL\",\"estimate\":20000,\"cap\":30000}]");
  }
}
