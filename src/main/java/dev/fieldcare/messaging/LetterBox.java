package dev.fieldcare.messaging;

import static dev.fieldcare.messaging.PgOutbox.utc;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Page;
import dev.fieldcare.base.Problem;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Takes each mail once: what it leads to, that it was taken and how far its mailbox is read are
 * written in one transaction. What cannot be taken is kept aside for people to look at.
 */
public final class LetterBox {
  private static final int RAW_KEPT = 256 << 10;
  private static final int MOST_AN_HOUR = 30;

  /** Where a mail lies in its mailbox. */
  record Place(String mailbox, long uidValidity, long uid) {}

  private final Database database;
  private final Clock clock;
  private final String domain;
  private final Correspondence correspondence;
  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

  /**
   * @param domain of the Message-IDs that are ours
   */
  public LetterBox(Database database, Clock clock, String domain, Correspondence correspondence) {
    this.database = database;
    this.clock = clock;
    this.domain = domain;
    this.correspondence = correspondence;
  }

  /** How many letters there were since the start, by what became of them. */
  public Map<String, Long> counts() {
    var seen = new TreeMap<String, Long>();
    counts.forEach((what, count) -> seen.put(what, count.sum()));
    return seen;
  }

  /** The last number that was read; empty when the mailbox is new or was numbered anew. */
  Future<Optional<Long>> lastRead(String mailbox, long uidValidity) {
    return database
        .pool()
        .preparedQuery("SELECT last_uid FROM mailboxes WHERE mailbox = $1 AND uid_validity = $2")
        .execute(Tuple.of(mailbox, uidValidity))
        .map(
            rows ->
                rows.size() == 0
                    ? Optional.empty()
                    : Optional.of(rows.iterator().next().getLong(0)));
  }

  /** Succeeds when the letter is taken, by us or before; fails when it should be tried again. */
  Future<Void> take(Place place, Letter letter, byte[] bytes) {
    return database
        .transaction(sql -> takeNew(sql, place, letter))
        .recover(
            failure ->
                failure instanceof Problem problem && problem.kind().status() < 500
                    ? database.transaction(
                        sql -> keepAside(sql, place, letter, problem.message(), bytes))
                    : Future.failedFuture(failure))
        .onSuccess(this::count)
        .mapEmpty();
  }

  /** The same for one that cannot be read as a letter. */
  Future<Void> putAside(Place place, Letter unread, String reason, byte[] bytes) {
    return database
        .transaction(sql -> keepAside(sql, place, unread, reason, bytes))
        .onSuccess(this::count)
        .mapEmpty();
  }

  private void count(String what) {
    counts.computeIfAbsent(what, each -> new LongAdder()).increment();
  }

  private Future<String> takeNew(SqlConnection sql, Place place, Letter letter) {
    if (letter.automatic() != null) {
      return insert(sql, place, letter, "automatic", letter.automatic(), null)
          .compose(id -> advance(sql, place).map(id.isPresent() ? "automatic" : "repeated"));
    }
    return insert(sql, place, letter, "handed", null, null)
        .compose(
            id ->
                id.isEmpty()
                    ? Future.succeededFuture("repeated")
                    : checkFlood(sql, letter)
                        .compose(fine -> PgLetters.attach(sql, id.get(), letter.attachments()))
                        .compose(kept -> ticketOf(sql, letter))
                        .compose(ticket -> correspondence.take(sql, letter, ticket))
                        .compose(
                            outcome -> PgLetters.settle(sql, id.get(), outcome).map(name(outcome))))
        .compose(what -> advance(sql, place).map(what));
  }

  private static String name(Correspondence.Outcome outcome) {
    return switch (outcome) {
      case Correspondence.Outcome.OnTicket it -> "handed";
      case Correspondence.Outcome.Aside it -> "aside";
    };
  }

  private Future<String> keepAside(
      SqlConnection sql, Place place, Letter letter, String reason, byte[] bytes) {
    byte[] first = Arrays.copyOf(bytes, Math.min(bytes.length, RAW_KEPT));
    return insert(sql, place, letter, "aside", reason, Buffer.buffer(first))
        .compose(id -> advance(sql, place).map(id.isPresent() ? "aside" : "repeated"));
  }

  /** Whoever writes that much is a program, whatever it says. */
  private Future<Void> checkFlood(SqlConnection sql, Letter letter) {
    return sql.preparedQuery(
            "SELECT count(*)::int AS n FROM letters WHERE sender = $1 AND received_at > $2"
                + " AND disposition <> 'automatic'")
        .execute(Tuple.of(letter.sender(), utc(clock.instant().minus(Duration.ofHours(1)))))
        .map(
            rows -> {
              if (rows.iterator().next().getInteger("n") > MOST_AN_HOUR) {
                throw Problem.badInput(
                    "mail.flood",
                    "expected at most " + MOST_AN_HOUR + " letters an hour from one sender");
              }
              return null;
            });
  }

  /** By what it says itself, or by the mail of ours that it answers. */
  private Future<Optional<String>> ticketOf(SqlConnection sql, Letter letter) {
    Optional<String> said = letter.ticket(domain);
    String[] answered =
        letter.references().stream()
            .filter(each -> each.endsWith("@" + domain))
            .map(each -> each.substring(0, each.indexOf('@')))
            .toArray(String[]::new);
    if (said.isPresent() || answered.length == 0) {
      return Future.succeededFuture(said);
    }
    return sql.preparedQuery(
            "SELECT payload ->> 'thread' AS thread FROM outbox WHERE delivery::text = ANY($1)"
                + " ORDER BY id DESC LIMIT 1")
        .execute(Tuple.tuple().addArrayOfString(answered))
        .map(
            rows ->
                rows.size() == 0
                    ? Optional.empty()
                    : Optional.ofNullable(rows.iterator().next().getString("thread")));
  }

  private Future<Optional<Long>> insert(
      SqlConnection sql,
      Place place,
      Letter letter,
      String disposition,
      @Nullable String reason,
      @Nullable Buffer raw) {
    return PgLetters.insert(
        sql, place.mailbox(), letter, clock.instant(), disposition, reason, raw);
  }

  private static Future<Void> advance(SqlConnection sql, Place place) {
    return sql.preparedQuery(
            "INSERT INTO mailboxes (mailbox, uid_validity, last_uid) VALUES ($1, $2, $3)"
                + " ON CONFLICT (mailbox) DO UPDATE SET uid_validity = $2, last_uid = $3")
        .execute(Tuple.of(place.mailbox(), place.uidValidity(), place.uid()))
        .mapEmpty();
  }

  /** Letters, newest first; for whoever looks after those that went nowhere. */
  public Future<Page<JsonObject>> list(
      @Nullable String disposition, @Nullable String ticket, int limit, @Nullable Long before) {
    return PgLetters.list(database.pool(), disposition, ticket, limit, before);
  }

  /** A whole letter, and what came with it; fails with {@code letter.unknown}. */
  public Future<JsonObject> get(long id) {
    return PgLetters.get(database.pool(), id);
  }

  /** A file that came with a letter; fails with {@code letter.unknown}. */
  public Future<Letter.Attachment> attachment(long letter, int number) {
    return PgLetters.attachment(database.pool(), letter, number);
  }

  /**
   * A letter that somebody wants to put on a ticket, its files without their content; it is theirs
   * until the transaction ends. Fails with {@code letter.unknown} or {@code letter.taken}.
   */
  public Future<Letter> claim(SqlConnection transaction, long id) {
    return PgLetters.claim(transaction, id);
  }

  /** Keeps that somebody put a letter on a ticket. */
  public Future<Void> settle(SqlConnection transaction, long id, String ticket) {
    return PgLetters.settle(transaction, id, new Correspondence.Outcome.OnTicket(ticket));
  }
}
