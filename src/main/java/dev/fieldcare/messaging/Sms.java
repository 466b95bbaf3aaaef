package dev.fieldcare.messaging;

import dev.fieldcare.base.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.codec.BodyCodec;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Sends short messages through somebody's HTTP gateway, by way of the outbox. One that is too late
 * to be of use, such as a code that has expired, is not sent any more.
 */
public final class Sms implements Channel {
  private static final String CHANNEL = "sms";
  private static final Pattern NUMBER = Pattern.compile("\\+?[0-9]{5,15}");
  private static final int LONGEST = 500;

  private final Outbox outbox;
  private final Clock clock;
  private final MessagingSettings.Sms settings;
  private final Duration timeout;
  private final WebClient client;

  public Sms(
      Vertx vertx, Outbox outbox, Clock clock, MessagingSettings.Sms settings, Duration timeout) {
    this.outbox = outbox;
    this.clock = clock;
    this.settings = settings;
    this.timeout = timeout;
    this.client = Outward.client(vertx, timeout);
  }

  /** Has the outbox deliver short messages through this. */
  public void attach() {
    outbox.through(CHANNEL, this);
  }

  /**
   * Writes a message down to be sent.
   *
   * @param to in digits, with + and the country's code where the gateway wants it
   * @param until when it is of no more use
   */
  public Future<Void> enqueue(SqlConnection transaction, String to, String text, Instant until) {
    return enqueue(transaction, to, text, until, null, Duration.ZERO);
  }

  /**
   * Writes a message down to be sent that may be taken back for a while.
   *
   * @param thread what it is about, as in {@code F-2026-000001}
   * @param settle how long it is held back
   */
  public Future<Void> enqueue(
      SqlConnection transaction,
      String to,
      String text,
      Instant until,
      @Nullable String thread,
      Duration settle) {
    if (!NUMBER.matcher(to).matches()) {
      return Future.failedFuture(
          Problem.badInput("sms.number", "phone: expected 5 to 15 digits, found " + to));
    }
    if (text.isBlank() || text.length() > LONGEST) {
      return Future.failedFuture(
          Problem.badInput(
              "sms.text", "expected 1 to " + LONGEST + " characters, found " + text.length()));
    }
    var payload = new JsonObject().put("to", to).put("text", text).put("until", until.toString());
    if (thread != null) {
      payload.put("thread", thread);
    }
    return outbox.enqueue(
        transaction,
        List.of(
            new Delivery.Draft(
                CHANNEL,
                to,
                payload,
                clock.instant().plus(settle),
                thread == null ? until : null)));
  }

  /** Takes back what is still held back of these threads. */
  public Future<Void> withdraw(SqlConnection transaction, List<String> threads) {
    return threads.isEmpty()
        ? Future.succeededFuture()
        : transaction
            .preparedQuery(
                "DELETE FROM outbox WHERE channel = 'sms' AND state = 'pending' AND attempts = 0"
                    + " AND payload ->> 'thread' = ANY($1)")
            .execute(Tuple.tuple().addArrayOfString(threads.toArray(String[]::new)))
            .mapEmpty();
  }

  /** About how many threads messages were written since then. */
  public Future<Integer> threadsSince(SqlConnection transaction, Duration before) {
    return transaction
        .preparedQuery(
            "SELECT count(DISTINCT payload ->> 'thread')::int FROM outbox"
                + " WHERE channel = 'sms' AND created_at > $1")
        .execute(Tuple.of(PgOutbox.utc(clock.instant().minus(before))))
        .map(rows -> rows.iterator().next().getInteger(0));
  }

  @Override
  public Future<Void> deliver(Delivery delivery) {
    JsonObject message = delivery.payload();
    if (clock.instant().isAfter(Instant.parse(message.getString("until")))) {
      return Future.failedFuture(
          Problem.notFound("sms.late", "it was of use until " + message.getString("until")));
    }
    String body = filled(settings.template(), message).encode();
    HttpRequest<Void> request =
        client
            .postAbs(settings.url())
            .timeout(timeout.toMillis())
            .putHeader("Content-Type", "application/json")
            .putHeader("Fieldcare-Delivery", delivery.delivery().toString())
            .as(BodyCodec.none());
    authorize(request, body);
    return request
        .sendBuffer(Buffer.buffer(body))
        .map(
            answer -> {
              check(answer.statusCode());
              return null;
            });
  }

  private void authorize(HttpRequest<Void> request, String body) {
    switch (settings.authorization()) {
      case NONE -> {}
      case BEARER -> request.putHeader("Authorization", "Bearer " + settings.secret());
      case HMAC -> {
        String timestamp = Long.toString(clock.instant().getEpochSecond());
        request
            .putHeader("Fieldcare-Timestamp", timestamp)
            .putHeader("Fieldcare-Signature", Signature.of(settings.secret(), timestamp, body));
      }
    }
  }

  /** What the gateway will not take, it will not take later either, unless it is busy. */
  private static void check(int status) {
    if (status / 100 == 2) {
      return;
    }
    boolean isFinal = status / 100 == 4 && status != 408 && status != 429;
    String what = "the SMS gateway answered " + status + ", expected 2xx";
    throw new Problem(
        isFinal ? Problem.Kind.NOT_FOUND : Problem.Kind.UNAVAILABLE, "sms.refused", what);
  }

  /** The template with what is in braces replaced within its strings, never outside of them. */
  static JsonObject filled(JsonObject template, JsonObject message) {
    var filled = new JsonObject();
    template.forEach(entry -> filled.put(entry.getKey(), value(entry.getValue(), message)));
    return filled;
  }

  private static @Nullable Object value(@Nullable Object template, JsonObject message) {
    return switch (template) {
      case null -> null;
      case String text ->
          text.replace("{to}", message.getString("to"))
              .replace("{text}", message.getString("text"));
      case JsonObject object -> filled(object, message);
      case JsonArray array -> {
        var list = new JsonArray();
        array.forEach(each -> list.add(value(each, message)));
        yield list;
      }
      default -> template;
    };
  }
}
