package dev.fieldcare.api;

import dev.fieldcare.base.Problem;
import dev.fieldcare.messaging.Mailer;
import dev.fieldcare.messaging.MessagingSettings;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How mail is sent, and a mail to try it. */
final class MailRoutes {
  private final Optional<Mailer> mailer;

  MailRoutes(Optional<Mailer> mailer) {
    this.mailer = mailer;
  }

  /** The mail server's password stays with the server. */
  Future<Reply> get(Call call) {
    var json = new JsonObject().put("configured", mailer.isPresent());
    mailer.map(Mailer::settings).map(MailRoutes::json).ifPresent(json::mergeIn);
    return Future.succeededFuture(Reply.ok(json));
  }

  private static JsonObject json(MessagingSettings.Mail mail) {
    return new JsonObject()
        .put("host", mail.host())
        .put("port", mail.port())
        .put("security", mail.security().name().toLowerCase(Locale.ROOT))
        .put("user", mail.user())
        .put("from", mail.from())
        .put("to", new JsonArray(mail.to()))
        .put("language", mail.language().name().toLowerCase(Locale.ROOT));
  }

  /** Answers when the mail server took the mail, or with what it said. */
  Future<Reply> test(Call call) {
    String to = call.hasBody() ? call.body("to").text("to") : null;
    if (to != null && !to.matches("[^\\s\\p{Cntrl}<>@,;\"]{1,64}@[^\\s\\p{Cntrl}<>@,;\"]{1,189}")) {
      throw Body.bad("to", "one address such as wei@example.com", to);
    }
    Mailer found =
        mailer.orElseThrow(
            () ->
                Problem.conflict(
                    "mail.off",
                    "no mail server is configured: mail.host in config/fieldcare.yaml"));
    List<String> recipients = to == null ? found.settings().to() : List.of(to);
    return found
        .tryOut(recipients, call.caller().actor())
        .map(done -> Reply.ok(new JsonObject().put("to", new JsonArray(recipients))));
  }
}
