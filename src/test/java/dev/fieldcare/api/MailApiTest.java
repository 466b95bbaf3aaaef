package dev.fieldcare.api;

import static dev.fieldcare.api.ApiServer.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.fieldcare.messaging.MessagingSettings;
import dev.fieldcare.registry.Role;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Trying out mail, against a real SMTP server. */
@Timeout(300)
class MailApiTest {
  private final GreenMail smtp =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

  @AfterEach
  void close() {
    smtp.stop();
  }

  static MessagingSettings.Mail at(int port, String password) {
    return new MessagingSettings.Mail(
        "127.0.0.1",
        port,
        MessagingSettings.Security.NONE,
        "desk",
        password,
        "Fieldcare <fieldcare@example.com>",
        List.of("a@example.com"),
        MessagingSettings.Language.EN,
        20,
        Duration.ofMinutes(10));
  }

  private int start() {
    smtp.start();
    smtp.setUser("fieldcare@example.com", "desk", "secret");
    return smtp.getSmtp().getPort();
  }

  @Test
  void a_test_mail_is_taken_by_the_mail_server_in_both_languages() throws Exception {
    try (var server = new ApiServer(at(start(), "secret"))) {
      JsonObject known = json(server.get("/api/v1/mail", Role.ADMIN));
      assertEquals("127.0.0.1", known.getString("host"));
      assertFalse(known.encode().contains("secret"));

      var sent =
          server.send("POST", "/api/v1/mail/tests", Role.ADMIN, "{\"to\":\"b@example.com\"}");
      assertEquals(200, sent.statusCode(), sent.body());
      assertTrue(smtp.waitForIncomingEmail(20_000, 1));
      var mail = smtp.getReceivedMessages()[0];
      assertEquals("[Fieldcare] Test mail / 测试邮件", mail.getSubject());
      assertEquals("b@example.com", mail.getAllRecipients()[0].toString());
      assertTrue(String.valueOf(mail.getContent()).contains("测试邮件发送"));

      assertEquals(200, server.send("POST", "/api/v1/mail/tests", Role.ADMIN, null).statusCode());
      assertTrue(smtp.waitForIncomingEmail(20_000, 2));
      var refused = server.send("POST", "/api/v1/mail/tests", Role.ADMIN, "{\"to\":\"a@b\\nc\"}");
      assertEquals("body.to", json(refused).getString("code"));
      assertEquals(403, server.send("POST", "/api/v1/mail/tests", Role.MANAGER, null).statusCode());
    }
  }

  @Test
  void what_the_mail_server_said_when_it_refused_is_told() {
    try (var server = new ApiServer(at(start(), "wrong"))) {
      var refused = server.send("POST", "/api/v1/mail/tests", Role.ADMIN, null);
      assertEquals(409, refused.statusCode());
      assertEquals("mail.refused", json(refused).getString("code"));
      assertTrue(json(refused).getString("detail").contains("535"), refused.body());
    }
  }

  @Test
  void without_a_mail_server_it_says_which_key_is_missing() {
    try (var server = new ApiServer()) {
      assertEquals(
          new JsonObject().put("configured", false), json(server.get("/api/v1/mail", Role.ADMIN)));
      var refused = server.send("POST", "/api/v1/mail/tests", Role.ADMIN, null);
      assertEquals("mail.off", json(refused).getString("code"));
    }
  }
}
