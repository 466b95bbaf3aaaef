package dev.fieldcare.messaging;

import static dev.fieldcare.messaging.PgOutbox.utc;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Problem;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.StartTLSOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends mail to those the settings name and whoever is on call. In a storm only so many go out one
 * by one; the others wait until the window is over and go out as one.
 */
public final class Mailer {
  private static final String ONE = "mail";
  private static final String DIGEST = "mail-digest";
  private static final int LINES = 20;
  private static final Duration TRY = Duration.ofSeconds(20);

  /**
   * A mail to be sent.
   *
   * @param thread what mails on the same matter have in common, as in {@code F-2026-000001}
   */
  public record Mail(String subject, String body, String thread) {}

  private final Database database;
  private final Outbox outbox;
  private final Clock clock;
  private final MessagingSettings.Mail settings;
  private final MailClient client;
  private final Supplier<Future<List<String>>> onCall;

  public Mailer(
      Vertx vertx, Database database, Outbox outbox, Clock clock, MessagingSettings.Mail settings) {
    this(vertx, database, outbox, clock, settings, () -> Future.succeededFuture(List.of()));
  }

  /**
   * One that sends to those on call as well.
   *
   * @param onCall where they get mail at the moment a mail is sent
   */
  public Mailer(
      Vertx vertx,
      Database database,
      Outbox outbox,
      Clock clock,
      MessagingSettings.Mail settings,
      Supplier<Future<List<String>>> onCall) {
    this.onCall = onCall;
    this.database = database;
    this.outbox = outbox;
    this.clock = clock;
    this.settings = settings;
    this.client = MailClient.create(vertx, config(settings));
  }

  /** Has the outbox deliver mails through this. */
  public void attach() {
    outbox.through(ONE, this::sendOne);
    outbox.through(DIGEST, this::sendDigest);
  }

  public MessagingSettings.Language language() {
    return settings.language();
  }

  public MessagingSettings.Mail settings() {
    return settings;
  }

  /**
   * Sends a mail in both languages now, past the outbox, to see whether the mail server takes it.
   *
   * @param by who tries
   * @return fails with {@code mail.refused} and what the mail server said
   */
  public Future<Void> tryOut(List<String> to, String by) {
    String domain = settings.from().replaceAll(".*@|>.*", "");
    var message =
        new MailMessage()
            .setFrom(settings.from())
            .setTo(to)
            .setSubject("[Fieldcare] Test mail / 测试邮件")
            .setText(
                """
                This mail was sent by %s from Fieldcare's console, to try how mail is sent. Nobody \
                need do anything.

                此邮件由 %s 在 Fieldcare 控制台发送，用于测试邮件发送。无需任何处理。
                """
                    .formatted(by, by))
            .setHeaders(
                MultiMap.caseInsensitiveMultiMap()
                    .add("Message-ID", "<" + UUID.randomUUID() + "@" + domain + ">")
                    .add("Auto-Submitted", "auto-generated")
                    .add("X-Auto-Response-Suppress", "All"));
    return client
        .sendMail(message)
        .timeout(TRY.toMillis(), TimeUnit.MILLISECONDS)
        .recover(failure -> Future.failedFuture(refused(failure)))
        .mapEmpty();
  }

  private Problem refused(Throwable failure) {
    return Problem.conflict(
        "mail.refused",
        "the mail server %s:%d did not take the mail: %s"
            .formatted(settings.host(), settings.port(), failure.getMessage()));
  }

  /** Writes the mails down to be sent, one by one or together. */
  public Future<Void> enqueue(SqlConnection transaction, List<Mail> mails) {
    return enqueue(transaction, mails, List.of(), Duration.ZERO);
  }

  /**
   * Writes mails down to be sent.
   *
   * @param mails to be sent one by one, as long as there are not too many
   * @param together to be sent as lines of one mail in any case
   * @param settle how long to hold each back, in which it may still be withdrawn
   */
  public Future<Void> enqueue(
      SqlConnection transaction, List<Mail> mails, List<Mail> together, Duration settle) {
    if (mails.isEmpty() && together.isEmpty()) {
      return Future.succeededFuture();
    }
    Instant now = clock.instant();
    return transaction
        .query("SELECT started_at, sent, digest_due FROM mail_window FOR UPDATE")
        .execute()
        .compose(
            rows -> {
              Window window = Window.of(rows.iterator().next(), now, settings);
              int room = Math.max(0, settings.most() - window.sent());
              List<Mail> single = mails.subList(0, Math.min(room, mails.size()));
              var held = new ArrayList<Mail>(mails.subList(single.size(), mails.size()));
              held.addAll(together);
              return outbox
                  .enqueue(transaction, drafts(single, held, window, now.plus(settle)))
                  .compose(done -> hold(transaction, held))
                  .compose(
                      done ->
                          transaction
                              .preparedQuery(
                                  "UPDATE mail_window SET started_at = $1, sent = $2,"
                                      + " digest_due = $3")
                              .execute(
                                  Tuple.of(
                                      utc(window.startedAt()),
                                      window.sent() + single.size(),
                                      window.digestDue() || !held.isEmpty())));
            })
        .mapEmpty();
  }

  /**
   * Writes a mail to one customer down to be sent at once, whatever else is sent, and to be erased.
   *
   * @param goodFor how long it is of any use
   */
  public Future<Void> post(SqlConnection transaction, String to, Mail mail, Duration goodFor) {
    return post(transaction, mail, new JsonObject().put("to", to), clock.instant().plus(goodFor));
  }

  /**
   * Writes what was said to a customer down to be sent as mail.
   *
   * @param byPerson whether a person wrote it, so that programs need not keep silent about it
   * @param answered the Message-ID of the mail it answers, if it answers one
   */
  public Future<Void> answer(
      SqlConnection transaction,
      String to,
      Mail mail,
      boolean byPerson,
      @Nullable String answered) {
    return post(
        transaction,
        mail,
        new JsonObject().put("to", to).put("byPerson", byPerson).put("answered", answered),
        null);
  }

  private Future<Void> post(
      SqlConnection transaction, Mail mail, JsonObject how, @Nullable Instant eraseAt) {
    JsonObject payload =
        how.put("subject", mail.subject()).put("body", mail.body()).put("thread", mail.thread());
    return outbox.enqueue(
        transaction,
        List.of(new Delivery.Draft(ONE, settings.host(), payload, clock.instant(), eraseAt)));
  }

  /** Takes back what is still held back of these threads. */
  public Future<Void> withdraw(SqlConnection transaction, List<String> threads) {
    return threads.isEmpty()
        ? Future.succeededFuture()
        : transaction
            .preparedQuery(
                "DELETE FROM outbox WHERE channel = $1 AND state = 'pending' AND attempts = 0"
                    + " AND payload ->> 'thread' = ANY($2)")
            .execute(Tuple.of(ONE).addArrayOfString(threads.toArray(String[]::new)))
            .mapEmpty();
  }

  private record Window(Instant startedAt, int sent, boolean digestDue) {
    static Window of(Row row, Instant now, MessagingSettings.Mail settings) {
      Instant startedAt = row.getOffsetDateTime("started_at").toInstant();
      return now.isBefore(startedAt.plus(settings.window()))
          ? new Window(startedAt, row.getInteger("sent"), row.getBoolean("digest_due"))
          : new Window(now, 0, false);
    }
  }

  private List<Delivery.Draft> drafts(
      List<Mail> single, List<Mail> held, Window window, Instant notBefore) {
    var drafts = new ArrayList<Delivery.Draft>();
    for (Mail mail : single) {
      var payload =
          new JsonObject()
              .put("subject", mail.subject())
              .put("body", mail.body())
              .put("thread", mail.thread());
      drafts.add(new Delivery.Draft(ONE, settings.host(), payload, notBefore));
    }
    if (!held.isEmpty() && !window.digestDue()) {
      drafts.add(
          new Delivery.Draft(
              DIGEST,
              settings.host(),
              new JsonObject(),
              window.startedAt().plus(settings.window())));
    }
    return drafts;
  }

  private static Future<Void> hold(SqlConnection transaction, List<Mail> held) {
    return held.isEmpty()
        ? Future.succeededFuture()
        : transaction
            .preparedQuery("INSERT INTO mail_held (line) VALUES ($1)")
            .executeBatch(held.stream().map(mail -> Tuple.of(mail.subject())).toList())
            .mapEmpty();
  }

  private Future<Void> sendOne(Delivery delivery) {
    JsonObject mail = delivery.payload();
    String to = mail.getString("to");
    return send(delivery, to == null ? settings.to() : List.of(to), mail);
  }

  private Future<Void> sendDigest(Delivery delivery) {
    return database
        .pool()
        .preparedQuery(
            "SELECT line, count(*) OVER ()::int AS total, max(id) OVER () AS last"
                + " FROM mail_held ORDER BY id LIMIT $1")
        .execute(Tuple.of(LINES))
        .compose(
            rows -> {
              if (rows.size() == 0) {
                return Future.succeededFuture();
              }
              Row first = rows.iterator().next();
              int total = first.getInteger("total");
              var lines = new ArrayList<String>();
              rows.forEach(row -> lines.add(row.getString("line")));
              var digest =
                  new JsonObject()
                      .put("subject", digestSubject(total))
                      .put("body", digestBody(lines, total))
                      .put("thread", "digest");
              return send(delivery, settings.to(), digest)
                  .compose(
                      sent ->
                          database
                              .pool()
                              .preparedQuery("DELETE FROM mail_held WHERE id <= $1")
                              .execute(Tuple.of(first.getLong("last"))))
                  .mapEmpty();
            });
  }

  private String digestSubject(int total) {
    return switch (settings.language()) {
      case EN -> "[Fieldcare] " + total + " more notices";
      case ZH -> "[Fieldcare] 另有 " + total + " 条通知";
    };
  }

  private String digestBody(List<String> lines, int total) {
    String body = String.join("\n", lines) + "\n";
    int rest = total - lines.size();
    if (rest == 0) {
      return body;
    }
    return body
        + switch (settings.language()) {
          case EN -> "and " + rest + " more\n";
          case ZH -> "以及另外 " + rest + " 条\n";
        };
  }

  private Future<Void> send(Delivery delivery, List<String> to, JsonObject mail) {
    var message =
        new MailMessage()
            .setFrom(settings.from())
            .setSubject(mail.getString("subject"))
            .setText(mail.getString("body"))
            .setHeaders(headers(delivery, mail));
    return recipients(to).compose(all -> client.sendMail(message.setTo(all))).mapEmpty();
  }

  private MultiMap headers(Delivery delivery, JsonObject mail) {
    String domain = settings.from().replaceAll(".*@|>.*", "");
    String thread = "<" + mail.getString("thread") + "@" + domain + ">";
    String answered = mail.getString("answered");
    var headers =
        MultiMap.caseInsensitiveMultiMap()
            .add("Message-ID", "<" + delivery.delivery() + "@" + domain + ">")
            .add("References", answered == null ? thread : thread + " <" + answered + ">");
    if (answered != null) {
      headers.add("In-Reply-To", "<" + answered + ">");
    }
    if (!mail.getBoolean("byPerson", false)) {
      // Auto-Submitted (RFC 3834) keeps mail robots, ours included, from answering
      String how = answered == null ? "auto-generated" : "auto-replied";
      headers.add("Auto-Submitted", how).add("X-Auto-Response-Suppress", "All");
    }
    return headers;
  }

  /**
   * What goes to our own people goes to whoever is on call, too; what goes to a customer does not.
   */
  private Future<List<String>> recipients(List<String> to) {
    if (!to.equals(settings.to())) {
      return Future.succeededFuture(to);
    }
    return onCall
        .get()
        .map(
            others -> {
              var everybody = new LinkedHashSet<>(to);
              everybody.addAll(others);
              return List.copyOf(everybody);
            });
  }

  private static MailConfig config(MessagingSettings.Mail settings) {
    var config =
        new MailConfig()
            .setHostname(settings.host())
            .setPort(settings.port())
            .setConnectTimeout(10_000)
            .setIdleTimeout(30)
            .setSsl(settings.security() == MessagingSettings.Security.TLS)
            .setStarttls(
                settings.security() == MessagingSettings.Security.STARTTLS
                    ? StartTLSOptions.REQUIRED
                    : StartTLSOptions.DISABLED);
    if (settings.user() != null && settings.password() != null) {
      return config
          .setLogin(LoginOption.REQUIRED)
          .setUsername(settings.user())
          .setPassword(settings.password());
    }
    return config.setLogin(LoginOption.DISABLED);
  }
}
