package dev.fieldcare.tickets;

import static dev.fieldcare.tickets.PgTickets.utc;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Json;
import dev.fieldcare.base.Problem;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Codes by which customers show that they read a mailbox or hold a telephone: six digits, for one
 * document, good for a quarter of an hour and five tries. Only their hashes are kept.
 */
public final class OneTimeCodes {
  /** How long one can be used; what carries it is to be erased by then. */
  public static final Duration LIFE = Duration.ofMinutes(15);

  private static final Duration PAUSE = Duration.ofMinutes(1);
  private static final int TRIES = 5;

  /** How a code reaches the customer. */
  public enum Way {
    EMAIL,
    SMS;

    public static Optional<Way> find(String code) {
      return Arrays.stream(values())
          .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(code))
          .findFirst();
    }
  }

  /** Takes a mail to the customer, to go out when the transaction commits. */
  @FunctionalInterface
  public interface Post {
    Future<Void> send(SqlConnection transaction, String to, String subject, String text);
  }

  /** Takes a short message to the customer, of no more use after a while. */
  @FunctionalInterface
  public interface Texts {

    /** Where no gateway is configured. */
    Texts NONE =
        (transaction, to, text, until) ->
            Future.failedFuture(
                Problem.conflict(
                    "sms.none", "expected short messages to be configured, found no sms.url"));

    Future<Void> send(SqlConnection transaction, String to, String text, Instant until);
  }

  private final Database database;
  private final Clock clock;
  private final SecureRandom random;
  private final Post post;
  private final Texts texts;

  public OneTimeCodes(Database database, Clock clock, SecureRandom random, Post post, Texts texts) {
    this.database = database;
    this.clock = clock;
    this.random = random;
    this.post = post;
    this.texts = texts;
  }

  /** Sends a code for the document; the one before is worth nothing any more. */
  Future<Void> send(String subject, String hash, String name, Way way, String address) {
    String code = "%06d".formatted(random.nextInt(1_000_000));
    byte[] salt = new byte[16];
    random.nextBytes(salt);
    Instant now = clock.instant();
    return database.transaction(
        sql ->
            sql.preparedQuery(
                    """
                    INSERT INTO signoff_codes (subject, hash, salt, code, sent_to, expires, tries)
                    VALUES ($1, $2, $3, $4, $5, $6, $7)
                    ON CONFLICT (subject) DO UPDATE SET hash = $2, salt = $3, code = $4,
                      sent_to = $5, expires = $6, tries = $7
                    WHERE signoff_codes.expires <= $8
                    """)
                .execute(
                    Tuple.of(
                            subject,
                            hash,
                            Buffer.buffer(salt),
                            Buffer.buffer(digest(salt, hash, code)),
                            address)
                        .addOffsetDateTime(utc(now.plus(LIFE)))
                        .addInteger(TRIES)
                        .addOffsetDateTime(utc(now.plus(LIFE).minus(PAUSE))))
                .compose(
                    done -> {
                      if (done.rowCount() == 0) {
                        throw Problem.conflict(
                            "signoff.too-soon", "a code was sent less than a minute ago");
                      }
                      return way == Way.SMS
                          ? texts.send(sql, address, shortly(name, code), now.plus(LIFE))
                          : post.send(
                              sql, address, "[" + name + "] " + code, letter(name, code, hash));
                    }));
  }

  private static String shortly(String name, String code) {
    return "%s is your code to sign %s, good for %d minutes."
        .formatted(code, name, LIFE.toMinutes());
  }

  private static String letter(String name, String code, String hash) {
    return """
    Your code to sign %s is %s.
    It is good for %d minutes. The document's hash is
    %s
    """
        .formatted(name, code, LIFE.toMinutes(), hash);
  }

  /**
   * Takes one try, whatever comes of it afterwards. Succeeds with the evidence; fails with {@code
   * signoff.code}.
   */
  Future<JsonObject> check(String subject, String hash, String code) {
    return database
        .pool()
        .preparedQuery(
            """
            UPDATE signoff_codes SET tries = tries - 1
            WHERE subject = $1 AND hash = $2 AND tries > 0 AND expires > $3 RETURNING *
            """)
        .execute(Tuple.of(subject, hash, utc(clock.instant())))
        .map(
            rows -> {
              if (rows.size() == 0) {
                throw refused("no code for this document can still be used: ask for another");
              }
              Row row = rows.iterator().next();
              byte[] wanted = row.getBuffer("code").getBytes();
              if (!MessageDigest.isEqual(
                  wanted, digest(row.getBuffer("salt").getBytes(), hash, code))) {
                throw refused(
                    "it is not the one that was sent; tries left: " + row.getInteger("tries"));
              }
              return new JsonObject().put("sentTo", row.getString("sent_to"));
            });
  }

  /** The code was used; a second use at the same moment fails with {@code signoff.code}. */
  static Future<Void> use(SqlConnection sql, String subject, String hash) {
    return sql.preparedQuery("DELETE FROM signoff_codes WHERE subject = $1 AND hash = $2")
        .execute(Tuple.of(subject, hash))
        .map(
            rows -> {
              if (rows.rowCount() == 0) {
                throw refused("it was used already");
              }
              return null;
            });
  }

  private static Problem refused(String why) {
    return Problem.conflict("signoff.code", "code: " + why);
  }

  private static byte[] digest(byte[] salt, String hash, String code) {
    byte[] text = (hash + ":" + code).getBytes(StandardCharsets.UTF_8);
    return Json.sha256(ByteBuffer.allocate(salt.length + text.length).put(salt).put(text).array());
  }
}
