package dev.fieldcare;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import dev.fieldcare.base.Problem;
import dev.fieldcare.messaging.Mailer;
import dev.fieldcare.messaging.MessagingSettings;
import dev.fieldcare.messaging.Outbox;
import dev.fieldcare.messaging.WebhookChannel;
import dev.fieldcare.messaging.Webhooks;
import dev.fieldcare.promises.Escalation;
import dev.fieldcare.tickets.TicketNotices;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The way out: the outbox, and the webhooks and mail that go through it. */
final class Mailroom {
  private final Outbox outbox;
  private final Webhooks webhooks;
  private final TicketNotices notices;
  private final @Nullable Mailer mailer;

  Mailroom(Vertx vertx, Database database, Journal journal, Clock clock, Settings settings) {
    MessagingSettings messaging = settings.messaging();
    outbox = new Outbox(vertx, database, clock, messaging, new SecureRandom());
    webhooks = new Webhooks(database, journal, outbox, clock);
    new WebhookChannel(vertx, webhooks, clock, messaging.timeout()).attachTo(outbox);
    mailer = mailer(vertx, database, clock, messaging.mail());
    notices = new TicketNotices(webhooks, mailer, settings.publicUrl());
  }

  private @Nullable Mailer mailer(
      Vertx vertx, Database database, Clock clock, MessagingSettings.@Nullable Mail settings) {
    if (settings == null) {
      return null;
    }
    var mailer = new Mailer(vertx, database, outbox, clock, settings);
    mailer.attach();
    return mailer;
  }

  /** Writes a mail to a customer down to be sent; fails with {@code mail.none} without a server. */
  Future<Void> post(SqlConnection transaction, String to, String subject, String text) {
    return mailer == null
        ? Future.failedFuture(
            Problem.conflict("mail.none", "expected mail to be configured, found no mail.host"))
        : mailer
            .post(transaction, to, new Mailer.Mail(subject, text, "signoff"))
            .onSuccess(done -> outbox.wake());
  }

  /** Begins to deliver, also what was left over from before a restart. */
  void open() {
    outbox.start();
  }

  /** Succeeds when nothing is under way any more. */
  Future<Void> close() {
    return outbox.close();
  }

  Outbox outbox() {
    return outbox;
  }

  Webhooks webhooks() {
    return webhooks;
  }

  /** Writes down for the webhooks that a promise is running out. */
  Future<Void> promise(SqlConnection transaction, Escalation escalation) {
    var data =
        new JsonObject()
            .put("commitment", escalation.commitment().json())
            .put("step", escalation.level().step().code())
            .put("share", escalation.level().share())
            .put("role", escalation.level().role())
            .put("key", escalation.key());
    return webhooks.enqueue(transaction, List.of(new Webhooks.Event("promise.escalated", data)));
  }

  /** Writes ticket news down to be sent. */
  TicketNotices notices() {
    return notices;
  }
}
