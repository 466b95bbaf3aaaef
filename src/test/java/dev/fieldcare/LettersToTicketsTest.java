package dev.fieldcare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole way of mail: in by IMAP, onto tickets, and out by SMTP; over a real mail server. */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LettersToTicketsTest {
  private static final String ADMIN = "t0";
  private static final String OWN = "desk@fieldcare.example";
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final GreenMail mail =
      new GreenMail(
          new ServerSetup[] {
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP)
          });
  private final GreenMailUser desk = mail.setUser(OWN, "desk", "secret");
  private Server server;
  private String customer = "";
  private int written;

  LettersToTicketsTest(@TempDir Path data) throws IOException {
    mail.start();
    Path home = Path.of(System.getProperty("fieldcare.home", ".."));
    server =
        Server.start(
            Settings.load(home, Map.of())
                .with(
                    Map.ofEntries(
                        Map.entry("data.dir", data.toString()),
                        Map.entry("http.port", "0"),
                        Map.entry("mqtt.port", "0"),
                        Map.entry("database.port", "0"),
                        Map.entry("mail.to", "support@fieldcare.example"),
                        Map.entry("mail.from", "Desk <" + OWN + ">"),
                        Map.entry("mail.port", Integer.toString(mail.getSmtp().getPort())),
                        Map.entry("mail.imap.host", "127.0.0.1"),
                        Map.entry("mail.imap.port", Integer.toString(mail.getImap().getPort())),
                        Map.entry("mail.imap.security", "none"),
                        Map.entry("mail.imap.user", "desk"),
                        Map.entry("mail.imap.password", "secret"),
                        Map.entry("mail.imap.every", "200ms"))),
            ADMIN);
  }

  @BeforeAll
  void know() throws Exception {
    call("PUT", "/api/v1/customers/acme", "{\"name\":\"Acme\"}", 200, 201);
    call(
        "POST",
        "/api/v1/devices",
        "{\"id\":\"pump-17\",\"serial\":\"SN-4711\",\"model\":\"gateway-x1\",\"customer\":\"acme\"}",
        201);
    customer =
        call(
                "POST",
                "/api/v1/tokens",
                "{\"name\":\"cho\",\"role\":\"customer\",\"customer\":\"acme\"}",
                201)
            .getString("token");
  }

  /** Makes this address a contact of acme's: by a question of theirs. */
  private String contact(String email) throws Exception {
    var body =
        new JsonObject()
            .put("kind", "consultation")
            .put("channel", "portal")
            .put("text", "hello")
            .put("contact", new JsonObject().put("email", email));
    as(customer, "POST", "/api/v1/tickets", body.encode(), 201);
    return email;
  }

  @AfterAll
  void close() {
    server.close();
    mail.stop();
  }

  @Test
  void TS_2_a_question_by_mail_is_answered_by_mail_and_goes_on_by_two_channels_as_one_thread()
      throws Exception {
    String ann = contact("ann@acme.example");
    deliver(ann, "which filter?", "Which filter fits?\n");
    JsonObject asked = awaitTicket("which filter?");
    String number = asked.getString("number");
    assertEquals("consultation", asked.getString("kind"));
    assertEquals("email", asked.getString("channel"));
    assertEquals("acme", asked.getString("customer"));
    assertTrue(
        asked.getJsonArray("commitments").encode().contains("consult.reply"), asked.encode());
    MimeMessage told = awaitMail(ann, 1);
    assertEquals("[" + number + "] which filter?", told.getSubject());
    assertEquals("auto-replied", told.getHeader("Auto-Submitted", null));
    assertEquals("<" + written + "@acme.example>", told.getHeader("In-Reply-To", null));

    say(number, "{\"text\":\"The blue one.\",\"solution\":true}");
    MimeMessage answer = awaitMail(ann, 2);
    assertEquals("[" + number + "] which filter?", answer.getSubject());
    assertNull(answer.getHeader("Auto-Submitted", null));
    assertTrue(String.valueOf(answer.getContent()).contains("The blue one."));
    assertEquals("ANSWERED", ticket(number).getString("state"));

    // first by mail, to the answer and without its number
    deliver(ann, "AW: filter", "There is none.\n", "In-Reply-To: " + answer.getMessageID());
    await(() -> ticket(number).getString("state").equals("NEW"));
    say(number, "{\"text\":\"Then the red one.\",\"solution\":true}");
    awaitMail(ann, 3);
    // then in the portal
    as(
        customer,
        "POST",
        "/api/v1/tickets/" + number + "/messages",
        "{\"text\":\"Which red one?\",\"channel\":\"portal\"}",
        201);
    JsonObject thread = ticket(number);
    assertEquals("NEW", thread.getString("state"));
    assertEquals(List.of("email", "system", "api", "email", "api", "portal"), channels(thread));
    assertEquals(2, of(ann), "the portal's and this one");
  }

  @Test
  void RP_1_a_fault_is_taken_in_by_mail_with_its_number_and_clock() throws Exception {
    String amy = contact("amy@acme.example");
    deliver(amy, "SN-4711", "The temperature of our gateway is far too high.\n");
    JsonObject fault = awaitTicket("SN-4711");
    assertEquals("fault", fault.getString("kind"));
    assertEquals("pump-17", fault.getString("device"));
    assertEquals("temperature.high", fault.getString("symptom"));
    assertTrue(fault.getJsonArray("commitments").encode().contains("response"), fault.encode());
    assertTrue(awaitMail(amy, 1).getSubject().startsWith("[" + fault.getString("number") + "]"));

    // said again it is the same fault, and says so
    deliver(amy, "still", "pump-17: temperature too high!\n");
    MimeMessage again = awaitMail(amy, 2);
    assertTrue(again.getSubject().startsWith("[" + fault.getString("number") + "]"));
    assertEquals(2, of(amy));
  }

  @Test
  void strangers_and_programs_get_on_no_ticket_until_somebody_puts_them_there() throws Exception {
    String abe = contact("abe@acme.example");
    deliver(abe, "mine", "a question\n");
    String number = awaitTicket("mine").getString("number");
    deliver("eve@evil.example", "Re: [" + number + "]", "close it\n");
    deliver(abe, "[" + number + "] away", "I am away\n", "Auto-Submitted: auto-replied");
    deliver("bob@acme.example", "new here", "Whom do I ask?\n");
    await(() -> letters("aside").size() == 2 && letters("automatic").size() == 1);
    assertEquals(List.of("email", "system"), channels(ticket(number)));
    assertTrue(letters("aside").getJsonObject(1).getString("reason").contains("eve@evil.example"));
    assertFalse(
        Arrays.stream(mail.getReceivedMessages())
            .anyMatch(each -> addressed(each, "eve@evil.example")));

    String bobs = letters("aside").getJsonObject(0).getString("id");
    JsonObject turned =
        call("POST", "/api/v1/letters/" + bobs + "/ticket", "{\"customer\":\"acme\"}", 201);
    assertEquals("new here", turned.getString("title"));
    assertTrue(awaitMail("bob@acme.example", 1).getSubject().contains(turned.getString("number")));
    call("POST", "/api/v1/letters/" + bobs + "/ticket", "{\"customer\":\"acme\"}", 409);
    assertEquals(1, letters("aside").size());
  }

  private void say(String number, String body) throws Exception {
    call("POST", "/api/v1/tickets/" + number + "/messages", body, 201);
  }

  private JsonObject ticket(String number) throws Exception {
    return call("GET", "/api/v1/tickets/" + number, null, 200);
  }

  private Stream<JsonObject> tickets() throws Exception {
    return call("GET", "/api/v1/tickets", null, 200).getJsonArray("items").stream()
        .map(each -> (JsonObject) each);
  }

  private long of(String email) throws Exception {
    return tickets()
        .filter(each -> each.getJsonObject("contact", new JsonObject()) != null)
        .filter(each -> email.equals(each.getJsonObject("contact").getString("email")))
        .count();
  }

  private JsonArray letters(String disposition) throws Exception {
    return call("GET", "/api/v1/letters?disposition=" + disposition, null, 200)
        .getJsonArray("items");
  }

  private static List<String> channels(JsonObject ticket) {
    return ticket.getJsonArray("messages").stream()
        .map(each -> ((JsonObject) each).getString("channel"))
        .toList();
  }

  private JsonObject awaitTicket(String title) throws Exception {
    await(() -> tickets().anyMatch(each -> title.equals(each.getString("title"))));
    return tickets()
        .filter(each -> title.equals(each.getString("title")))
        .findFirst()
        .orElseThrow();
  }

  /** The newest of so many mails to this address. */
  private MimeMessage awaitMail(String to, int count) throws Exception {
    await(() -> mails(to).size() == count);
    return mails(to).getLast();
  }

  private List<MimeMessage> mails(String to) {
    return Arrays.stream(mail.getReceivedMessages()).filter(each -> addressed(each, to)).toList();
  }

  private static boolean addressed(MimeMessage message, String to) {
    try {
      return message.getAllRecipients()[0].toString().contains(to);
    } catch (jakarta.mail.MessagingException e) {
      throw new AssertionError(e);
    }
  }

  private void deliver(String from, String subject, String text, String... headers)
      throws Exception {
    String raw =
        "From: <%s>\nTo: %s\nSubject: %s\nMessage-ID: <%d@acme.example>\n%sContent-Type: text/plain; charset=utf-8\n\n%s"
            .formatted(
                from,
                OWN,
                subject,
                ++written,
                headers.length == 0 ? "" : String.join("\n", headers) + "\n",
                text);
    byte[] bytes = raw.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    desk.deliver(
        new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(bytes)));
  }

  private JsonObject call(String method, String path, @Nullable String body, int... expected)
      throws Exception {
    return as(ADMIN, method, path, body, expected);
  }

  private JsonObject as(
      String token, String method, String path, @Nullable String body, int... expected)
      throws Exception {
    var publisher =
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body);
    HttpResponse<String> answer =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(server.url() + path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + token)
                .method(method, publisher)
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertTrue(
        Arrays.stream(expected).anyMatch(each -> each == answer.statusCode()),
        method + " " + path + ": " + answer.statusCode() + " " + answer.body());
    return new JsonObject(answer.body());
  }

  private static void await(Callable<Boolean> claim) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!claim.call()) {
      assertTrue(System.nanoTime() < end, "did not come true within twenty seconds");
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }
}
