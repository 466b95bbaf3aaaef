package dev.fieldcare.messaging;

import static dev.fieldcare.messaging.PgOutbox.utc;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import dev.fieldcare.base.Problem;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The webhooks there are, and what they are told. */
public final class Webhooks {
  static final String CHANNEL = "webhook";

  private static final Pattern EVENT = Pattern.compile("\\*|[a-z_]+(\\.[a-z_]+)*(\\.\\*)?");
  private static final int SHORTEST_SECRET = 16;

  /** Something that happened, with what the receiver needs to know of it. */
  public record Event(String name, JsonObject data) {}

  private final Database database;
  private final Journal journal;
  private final Outbox outbox;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  public Webhooks(Database database, Journal journal, Outbox outbox, Clock clock) {
    this.database = database;
    this.journal = journal;
    this.outbox = outbox;
    this.clock = clock;
  }

  public Future<List<Webhook>> list() {
    return read(database.pool(), "ORDER BY created_at, id", Tuple.tuple());
  }

  /** Fails with {@code webhook.unknown}. */
  public Future<Webhook> get(String id) {
    return get(database.pool(), id);
  }

  private static Future<Webhook> get(SqlClient client, String id) {
    return read(client, "WHERE id = $1", Tuple.of(id))
        .map(
            found -> {
              if (found.isEmpty()) {
                throw Problem.notFound("webhook.unknown", "there is no webhook " + id);
              }
              return found.getFirst();
            });
  }

  /**
   * Adds a webhook: {@code url}, and if wanted {@code events} (default {@code ["*"]}), {@code
   * secret} (default a random one) and {@code active}. The answer carries the secret, which is not
   * shown again.
   *
   * @param actor as the journal names it
   */
  public Future<Webhook> create(JsonObject body, String actor) {
    byte[] bits = new byte[32];
    random.nextBytes(bits);
    var blank =
        new Webhook(
            "wh-" + UUID.randomUUID(),
            "",
            HexFormat.of().formatHex(bits),
            List.of("*"),
            true,
            clock.instant());
    return Future.succeededFuture(blank)
        .map(start -> edited(start, body))
        .compose(webhook -> save(webhook, "webhook.created", actor));
  }

  /** Changes what the body names of {@code url}, {@code events}, {@code secret}, {@code active}. */
  public Future<Webhook> update(String id, JsonObject body, String actor) {
    return get(id)
        .map(webhook -> edited(webhook, body))
        .compose(webhook -> save(webhook, "webhook.updated", actor));
  }

  /** What is still on its way to it is given up. */
  public Future<Void> delete(String id, String actor) {
    return database.transaction(
        transaction ->
            get(transaction, id)
                .compose(
                    found ->
                        transaction
                            .preparedQuery("DELETE FROM webhooks WHERE id = $1")
                            .execute(Tuple.of(id)))
                .compose(
                    done ->
                        journal.append(
                            transaction,
                            new Journal.Entry(
                                actor, "webhook:" + id, "webhook.deleted", new JsonObject())))
                .mapEmpty());
  }

  /** Writes down what those who want these events are to be told. */
  public Future<Void> enqueue(SqlConnection transaction, List<Event> events) {
    return read(transaction, "WHERE active", Tuple.tuple())
        .compose(
            webhooks -> {
              var drafts = new ArrayList<Delivery.Draft>();
              for (Event event : events) {
                for (Webhook webhook : webhooks) {
                  if (webhook.wants(event.name())) {
                    drafts.add(draft(webhook, event));
                  }
                }
              }
              return outbox.enqueue(transaction, drafts);
            });
  }

  /** Sends the webhook a {@code ping}, whatever events it wants. */
  public Future<Void> ping(String id) {
    return database
        .transaction(
            transaction ->
                get(transaction, id)
                    .compose(
                        webhook ->
                            outbox.enqueue(
                                transaction,
                                List.of(draft(webhook, new Event("ping", new JsonObject()))))))
        .onSuccess(done -> outbox.wake());
  }

  private Delivery.Draft draft(Webhook webhook, Event event) {
    var payload =
        new JsonObject()
            .put("event", event.name())
            .put("at", clock.instant().toString())
            .mergeIn(event.data());
    return new Delivery.Draft(CHANNEL, webhook.id(), payload, clock.instant());
  }

  private Future<Webhook> save(Webhook webhook, String type, String actor) {
    return database.transaction(
        transaction ->
            transaction
                .preparedQuery(
                    "INSERT INTO webhooks (id, url, secret, events, active, created_at)"
                        + " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO UPDATE SET"
                        + " url = $2, secret = $3, events = $4, active = $5")
                .execute(
                    Tuple.of(webhook.id(), webhook.url(), webhook.secret())
                        .addArrayOfString(webhook.events().toArray(String[]::new))
                        .addBoolean(webhook.active())
                        .addOffsetDateTime(utc(webhook.createdAt())))
                .compose(
                    done ->
                        journal.append(
                            transaction,
                            new Journal.Entry(
                                actor, "webhook:" + webhook.id(), type, webhook.json())))
                .map(webhook));
  }

  private static Webhook edited(Webhook webhook, JsonObject body) {
    for (String key : body.fieldNames()) {
      if (!List.of("url", "events", "secret", "active").contains(key)) {
        throw refused(key + " is not known; expected url, events, secret, active");
      }
    }
    String url = Objects.requireNonNullElse(text(body, "url"), webhook.url());
    checkUrl(url);
    String secret = Objects.requireNonNullElse(text(body, "secret"), webhook.secret());
    if (secret.length() < SHORTEST_SECRET) {
      throw refused("secret must have at least " + SHORTEST_SECRET + " characters");
    }
    Object active = body.getValue("active", webhook.active());
    if (!(active instanceof Boolean on)) {
      throw refused("active must be true or false, found " + active);
    }
    return new Webhook(
        webhook.id(), url, secret, events(body, webhook.events()), on, webhook.createdAt());
  }

  private static List<String> events(JsonObject body, List<String> before) {
    Object given = body.getValue("events");
    if (given == null) {
      return before;
    }
    if (!(given instanceof JsonArray array) || array.isEmpty()) {
      throw refused("events must be a list of names such as \"ticket.opened\", found " + given);
    }
    var events = new ArrayList<String>();
    for (Object each : array) {
      if (!(each instanceof String name) || !EVENT.matcher(name).matches()) {
        throw refused(
            "events must be names such as \"ticket.opened\", \"ticket.*\" or \"*\", found " + each);
      }
      events.add(name);
    }
    return events;
  }

  private static void checkUrl(String url) {
    try {
      var uri = new URI(url);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (web && uri.getHost() != null && uri.getUserInfo() == null) {
        return;
      }
    } catch (URISyntaxException e) {
      // said below
    }
    throw refused("url must be http://… or https://… without user name, found \"" + url + "\"");
  }

  private static @Nullable String text(JsonObject body, String key) {
    Object value = body.getValue(key);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw refused(key + " must be text, found " + value);
  }

  private static Problem refused(String why) {
    return Problem.badInput("webhook.malformed", why);
  }

  private static Future<List<Webhook>> read(SqlClient client, String where, Tuple values) {
    return client
        .preparedQuery("SELECT * FROM webhooks " + where)
        .execute(values)
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false).map(Webhooks::webhook).toList());
  }

  private static Webhook webhook(Row row) {
    return new Webhook(
        row.getString("id"),
        row.getString("url"),
        row.getString("secret"),
        List.of(row.getArrayOfStrings("events")),
        row.getBoolean("active"),
        row.getOffsetDateTime("created_at").toInstant());
  }
}
