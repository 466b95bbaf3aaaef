package dev.fieldcare;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import dev.fieldcare.base.Problem;
import dev.fieldcare.messaging.Correspondence;
import dev.fieldcare.messaging.LetterBox;
import dev.fieldcare.messaging.Mailbox;
import dev.fieldcare.messaging.Mailer;
import dev.fieldcare.messaging.MessagingSettings;
import dev.fieldcare.messaging.Outbox;
import dev.fieldcare.messaging.Sms;
import dev.fieldcare.messaging.WebhookChannel;
import dev.fieldcare.messaging.Webhooks;
import dev.fieldcare.messaging.oncall.OnCall;
import dev.fieldcare.messaging.oncall.RosterWatch;
import dev.fieldcare.promises.Escalation;
import dev.fieldcare.tickets.Notices;
import dev.fieldcare.tickets.OneTimeCodes;
import dev.fieldcare.tickets.ThreadMail;
import dev.fieldcare.tickets.ThreadPost;
import dev.fieldcare.tickets.TicketNotices;
import dev.fieldcare.tickets.UrgentTexts;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The way out: the outbox, and the webhooks and mail that go through it; and the way in: letters.
 */
final class Mailroom {
  private final Outbox outbox;
  private final Webhooks webhooks;
  private final Notices notices;
  private final @Nullable Sms sms;
  private final OnCall onCall;
  private final RosterWatch rosterWatch;
  private final LetterBox letters;
  private final @Nullable Mailbox mailbox;
  private final @Nullable Mailer mailer;

  /**
   * @param correspondence what becomes of a customer's letter
   */
  Mailroom(
      Vertx vertx,
      Database database,
      Journal journal,
      Clock clock,
      Settings settings,
      Correspondence correspondence) {
    MessagingSettings messaging = settings.messaging();
    outbox = new Outbox(vertx, database, clock, messaging, new SecureRandom());
    webhooks = new Webhooks(database, journal, outbox, clock);
    new WebhookChannel(vertx, webhooks, clock, messaging.timeout()).attachTo(outbox);
    sms = sms(vertx, outbox, clock, messaging);
    onCall = new OnCall(database, journal, clock);
    mailer = mailer(vertx, database, clock, messaging.mail());
    String own = settings.mailAddress();
    letters = new LetterBox(database, clock, own.substring(own.indexOf('@') + 1), correspondence);
    mailbox = messaging.imap() == null ? null : new Mailbox(messaging.imap(), letters, own);
    notices = notices(settings.publicUrl(), clock);
    rosterWatch = new RosterWatch(database, journal, clock, this::tellRoster);
  }

  private static @Nullable Sms sms(
      Vertx vertx, Outbox outbox, Clock clock, MessagingSettings messaging) {
    if (messaging.sms() == null) {
      return null;
    }
    var sms = new Sms(vertx, outbox, clock, messaging.sms(), messaging.timeout());
    sms.attach();
    return sms;
  }

  /** Mail and webhooks for everything, and short messages for what is critical. */
  private Notices notices(String publicUrl, Clock clock) {
    var told = new TicketNotices(webhooks, mailer, publicUrl);
    return sms == null ? told : new UrgentTexts(told, sms, onCall::phones, clock);
  }

  private Future<Void> tellRoster(SqlConnection transaction, RosterWatch.Warning warning) {
    return webhooks
        .enqueue(transaction, List.of(new Webhooks.Event("roster.ending", warning.json())))
        .compose(
            done ->
                mailer == null
                    ? Future.succeededFuture()
                    : mailer.enqueue(
                        transaction,
                        List.of(
                            new Mailer.Mail(
                                "[Fieldcare] " + warning.words(),
                                warning.words() + ".\n\nPUT /api/v1/roster\n",
                                "roster"))));
  }

  private @Nullable Mailer mailer(
      Vertx vertx, Database database, Clock clock, MessagingSettings.@Nullable Mail settings) {
    if (settings == null) {
      return null;
    }
    var mailer = new Mailer(vertx, database, outbox, clock, settings, onCall::addresses);
    mailer.attach();
    return mailer;
  }

  /**
   * Writes a one-time code for a customer down to be sent and erased; fails with {@code mail.none}
   * without a server.
   */
  Future<Void> post(SqlConnection transaction, String to, String subject, String text) {
    return mailer == null
        ? Future.failedFuture(
            Problem.conflict("mail.none", "expected mail to be configured, found no mail.host"))
        : mailer
            .post(transaction, to, new Mailer.Mail(subject, text, "signoff"), OneTimeCodes.LIFE)
            .onSuccess(done -> outbox.wake());
  }

  /** Short messages to customers, which fail with {@code sms.none} without a gateway. */
  OneTimeCodes.Texts texts() {
    Sms by = sms;
    return by == null
        ? OneTimeCodes.Texts.NONE
        : (transaction, to, text, until) ->
            by.enqueue(transaction, to, text, until).onSuccess(done -> outbox.wake());
  }

  /** Counts letters, and for how long somebody is on call. */
  void measure(MeterRegistry meters) {
    Gauge.builder("fieldcare.roster.covered", rosterWatch, RosterWatch::coveredSeconds)
        .baseUnit("seconds")
        .register(meters);
    for (String what : List.of("handed", "automatic", "aside", "repeated")) {
      FunctionCounter.builder(
              "fieldcare.letters", letters, box -> box.counts().getOrDefault(what, 0L))
          .tag("disposition", what)
          .register(meters);
    }
  }

  /** Begins to deliver, also what was left over from before a restart. */
  void open() {
    outbox.start();
    if (mailbox != null) {
      mailbox.open();
    }
  }

  /** Succeeds when nothing is under way any more. */
  Future<Void> close() {
    if (mailbox != null) {
      mailbox.close();
    }
    return outbox.close();
  }

  Outbox outbox() {
    return outbox;
  }

  /** Null when no server is configured. */
  @Nullable Mailer mailer() {
    return mailer;
  }

  /** Empty when no gateway is configured. */
  Optional<Sms> sms() {
    return Optional.ofNullable(sms);
  }

  OnCall onCall() {
    return onCall;
  }

  /** What is said to customers on tickets, as mail. */
  ThreadPost thread() {
    return new ThreadMail(mailer);
  }

  RosterWatch rosterWatch() {
    return rosterWatch;
  }

  LetterBox letters() {
    return letters;
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
  Notices notices() {
    return notices;
  }
}
