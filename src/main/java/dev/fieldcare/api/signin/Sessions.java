package dev.fieldcare.api.signin;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Json;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Who is signed in: kept by the SHA-256 of what their cookies say, and looked up in memory. A
 * session ends when it goes unused for too long, when its life is over (sooner where a provider
 * vouches, who is asked again then), or when somebody ends it; whether its user still has what it
 * was given for is for {@link SignIn} to say. Thread-safe.
 */
public final class Sessions {
  private static final String COLUMNS =
      "id, sha256, came_by, user_name, standing, token, created_at, last_used";
  private static final Duration LAST_USED_STEP = Duration.ofMinutes(1);
  private static final int MOST_OF_ONE = 20;

  private static final class Known {
    final Session session;
    volatile Instant lastUsed;
    volatile Instant lastKept;

    Known(Session session, Instant lastUsed) {
      this.session = session;
      this.lastUsed = lastUsed;
      this.lastKept = lastUsed;
    }
  }

  private final Database database;
  private final Clock clock;
  private final SignInSettings settings;
  private final SecureRandom random = new SecureRandom();
  private final ConcurrentHashMap<String, Known> byHash = new ConcurrentHashMap<>();

  Sessions(Database database, Clock clock, SignInSettings settings) {
    this.database = database;
    this.clock = clock;
    this.settings = settings;
  }

  /** Succeeds when every session that is left is in memory. */
  Future<Void> load() {
    return database
        .pool()
        .query("select " + COLUMNS + " from sessions")
        .execute()
        .map(
            rows -> {
              byHash.clear();
              rows.forEach(
                  row ->
                      byHash.put(
                          HexFormat.of().formatHex(row.getBuffer("sha256").getBytes()),
                          new Known(session(row), row.getOffsetDateTime("last_used").toInstant())));
              return null;
            })
        .compose(loaded -> prune());
  }

  /** The session of this secret, which counts as used by that. */
  public Optional<Session> find(String secret) {
    Known known = byHash.get(hash(secret));
    Instant now = clock.instant();
    if (known == null || isOver(known, now)) {
      return Optional.empty();
    }
    noteUse(known, now);
    return Optional.of(known.session);
  }

  /** Whether it is neither ended nor over; asking does not count as use. */
  boolean isAlive(Session session) {
    Instant now = clock.instant();
    return byHash.values().stream()
        .anyMatch(known -> known.session.id() == session.id() && !isOver(known, now));
  }

  /** When it is over if it is used no more. */
  public Instant endOf(Session session) {
    Instant last =
        byHash.values().stream()
            .filter(known -> known.session.id() == session.id())
            .map(known -> known.lastUsed)
            .findAny()
            .orElse(session.createdAt());
    Instant idle = last.plus(settings.idle());
    Instant life = session.createdAt().plus(settings.lifeOf(session.by()));
    return idle.isBefore(life) ? idle : life;
  }

  /**
   * What a request that changes something must carry besides the cookie; follows from the secret.
   */
  public static String csrf(String secret) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.sha256("csrf:" + secret));
  }

  /** Whether this is the session's CSRF token. */
  public static boolean isCsrf(String secret, @Nullable String found) {
    return found != null
        && MessageDigest.isEqual(
            csrf(secret).getBytes(StandardCharsets.UTF_8), found.getBytes(StandardCharsets.UTF_8));
  }

  /** Succeeds with a new session; it opens the door once {@link #admit} is told of it. */
  Future<Session.Made> add(
      SqlConnection sql, Session.By by, @Nullable String user, int standing, @Nullable Long token) {
    byte[] bits = new byte[32];
    random.nextBytes(bits);
    String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    return sql.preparedQuery(
            "insert into sessions (sha256, came_by, user_name, standing, token, created_at,"
                + " last_used) values ($1, $2, $3, $4, $5, $6, $6) returning "
                + COLUMNS)
        .execute(
            Tuple.from(
                new @Nullable Object[] {
                  Buffer.buffer(Json.sha256(secret)),
                  by.code(),
                  user,
                  standing,
                  token,
                  clock.instant().atOffset(ZoneOffset.UTC)
                }))
        .map(rows -> new Session.Made(session(rows.iterator().next()), secret));
  }

  /** Lets a session in that is durable; the oldest of too many of one person's gives way. */
  Session.Made admit(Session.Made made) {
    Session session = made.session();
    byHash.put(hash(made.secret()), new Known(session, session.createdAt()));
    String user = session.user();
    if (user != null) {
      byHash.values().stream()
          .filter(known -> user.equals(known.session.user()))
          .sorted(Comparator.comparing((Known known) -> known.session.id()).reversed())
          .skip(MOST_OF_ONE)
          .forEach(known -> end(known.session));
    }
    prune();
    return made;
  }

  /** Succeeds when it is over for good. */
  Future<Void> end(Session session) {
    byHash.values().removeIf(known -> known.session.id() == session.id());
    return database
        .pool()
        .preparedQuery("delete from sessions where id = $1")
        .execute(Tuple.of(session.id()))
        .mapEmpty();
  }

  /** Succeeds when those of somebody's are over that are of an earlier standing. */
  Future<Void> endBelow(String user, int standing) {
    byHash
        .values()
        .removeIf(
            known -> user.equals(known.session.user()) && known.session.standing() < standing);
    return database
        .pool()
        .preparedQuery("delete from sessions where user_name = $1 and standing < $2")
        .execute(Tuple.of(user, standing))
        .mapEmpty();
  }

  private Future<Void> prune() {
    Instant now = clock.instant();
    byHash.values().removeIf(known -> isOver(known, now));
    // what was used is noted a minute late at most
    Instant unused = now.minus(settings.idle()).minus(LAST_USED_STEP);
    return database
        .pool()
        .preparedQuery(
            "delete from sessions where last_used < $1 or created_at < $2"
                + " or came_by = $3 and created_at < $4")
        .execute(
            Tuple.of(
                unused.atOffset(ZoneOffset.UTC),
                now.minus(settings.life()).atOffset(ZoneOffset.UTC),
                Session.By.OPENID.code(),
                now.minus(settings.lifeOf(Session.By.OPENID)).atOffset(ZoneOffset.UTC)))
        .mapEmpty();
  }

  private void noteUse(Known known, Instant now) {
    known.lastUsed = now;
    if (known.lastKept.plus(LAST_USED_STEP).isBefore(now)) {
      known.lastKept = now;
      database
          .pool()
          .preparedQuery("update sessions set last_used = $2 where id = $1")
          .execute(Tuple.of(known.session.id(), now.atOffset(ZoneOffset.UTC)));
    }
  }

  private boolean isOver(Known known, Instant now) {
    return !now.isBefore(known.lastUsed.plus(settings.idle()))
        || !now.isBefore(known.session.createdAt().plus(settings.lifeOf(known.session.by())));
  }

  private static String hash(String secret) {
    return HexFormat.of().formatHex(Json.sha256(secret));
  }

  private static Session session(Row row) {
    Long token = row.getLong("token");
    return new Session(
        row.getLong("id"),
        Session.By.valueOf(row.getString("came_by").toUpperCase(Locale.ROOT)),
        row.getString("user_name"),
        row.getInteger("standing"),
        token == null ? 0 : token,
        row.getOffsetDateTime("created_at").toInstant());
  }
}
