package dev.fieldcare.api;

import dev.fieldcare.api.signin.User;
import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import dev.fieldcare.base.Json;
import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Role;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The API tokens of people and programs: made here, shown once, kept as SHA-256 and looked up in
 * memory. Making and revoking one is journalled.
 */
public final class Tokens {
  private static final String COLUMNS =
      "id, name, role, customer, owner, owner_standing, origin, sha256, created_at, expires_at,"
          + " revoked_at, last_used";
  private static final Duration LAST_USED_STEP = Duration.ofMinutes(1);

  /** How a token came to be. */
  enum Origin {
    /** Over the API. */
    API,
    /** The operator chose it. */
    CONFIGURED,
    /** Made at the first start. */
    MADE
  }

  /**
   * Whose a token is, and as what it was given.
   *
   * @param standing the user's when it was made: see {@link User#standing}
   */
  record Owner(String user, int standing) {}

  /** What is known of a token; never the token itself. */
  public record Token(
      long id,
      String name,
      Role role,
      @Nullable String customer,
      @Nullable Owner owner,
      Instant createdAt,
      @Nullable Instant expiresAt,
      @Nullable Instant revokedAt,
      @Nullable Instant lastUsed) {

    JsonObject toJson() {
      return new JsonObject()
          .put("id", Long.toString(id))
          .put("name", name)
          .put("role", role.code())
          .put("customer", customer)
          .put("owner", owner == null ? null : owner.user())
          .put("createdAt", createdAt.toString())
          .put("expiresAt", text(expiresAt))
          .put("revokedAt", text(revokedAt))
          .put("lastUsed", text(lastUsed));
    }

    /** As the journal names who uses it: its owner, whatever they called it. */
    Caller caller() {
      return new Caller(id, owner == null ? name : owner.user(), role, customer);
    }

    private static @Nullable String text(@Nullable Instant instant) {
      return instant == null ? null : instant.toString();
    }
  }

  /** A new token with its secret, which is not kept. */
  public record Made(Token token, String secret) {}

  /** What a new token is to be. */
  public record Wish(
      String name, Role role, @Nullable String customer, @Nullable Instant expiresAt) {}

  private static final class Known {
    final Token token;
    volatile Instant lastUsed;

    Known(Token token) {
      this.token = token;
      this.lastUsed = token.lastUsed() == null ? Instant.EPOCH : token.lastUsed();
    }
  }

  private final Database database;
  private final Journal journal;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  /** By the hex of the hash: looking up a hash tells a listener with a stopwatch nothing. */
  private final ConcurrentHashMap<String, Known> byHash = new ConcurrentHashMap<>();

  /** Nobody's token with an owner opens anything before it is known who they are. */
  private volatile Predicate<Owner> owners = owner -> false;

  public Tokens(Database database, Journal journal, Clock clock) {
    this.database = database;
    this.journal = journal;
    this.clock = clock;
  }

  /** Tokens of owners open the door only while their owner stands as when they were made. */
  void follow(Predicate<Owner> standing) {
    owners = standing;
  }

  /** Succeeds when every token in force is in memory. */
  public Future<Void> load() {
    return database
        .pool()
        .query("select " + COLUMNS + " from api_tokens where revoked_at is null")
        .execute()
        .map(
            rows -> {
              byHash.clear();
              rows.forEach(row -> byHash.put(hex(row), new Known(token(row))));
              return null;
            });
  }

  /** Whose token this is; empty when it is unknown, revoked or past its time. */
  public Optional<Caller> authenticate(String secret) {
    Known known = byHash.get(HexFormat.of().formatHex(Json.sha256(secret)));
    Instant now = clock.instant();
    if (known == null || isOver(known.token, now)) {
      return Optional.empty();
    }
    noteUse(known, now);
    return Optional.of(known.token.caller());
  }

  /** Who the token of this id is for, if it is in force. */
  Optional<Caller> find(long id) {
    Instant now = clock.instant();
    return byHash.values().stream()
        .filter(known -> known.token.id() == id && !isOver(known.token, now))
        .findAny()
        .map(known -> known.token.caller());
  }

  /** Whether the token the caller came with still opens the door. */
  public boolean isInForce(Caller caller) {
    return find(caller.token()).isPresent();
  }

  /** Succeeds with the token and its secret, once it is durable. */
  public Future<Made> create(Wish wish, String actor) {
    String secret = newSecret();
    return insert(wish, null, Origin.API, secret, actor).map(token -> new Made(token, secret));
  }

  /** The same for a token that is somebody's own. */
  Future<Made> create(Wish wish, Owner owner) {
    String secret = newSecret();
    return insert(wish, owner, Origin.API, secret, "user:" + owner.user())
        .map(token -> new Made(token, secret));
  }

  /** Somebody's own that are in force, newest first. */
  List<Token> of(String owner) {
    Instant now = clock.instant();
    return byHash.values().stream()
        .map(known -> known.token)
        .filter(token -> token.owner() != null && token.owner().user().equals(owner))
        .filter(token -> !isOver(token, now))
        .sorted(Comparator.comparing(Token::id).reversed())
        .toList();
  }

  /** Succeeds when somebody's own are dead, as of the transaction; at once they open nothing. */
  public Future<Void> revokeOf(SqlConnection sql, String owner, String actor) {
    byHash
        .values()
        .removeIf(known -> known.token.owner() != null && known.token.owner().user().equals(owner));
    return sql.preparedQuery(
            "update api_tokens set revoked_at = $2 where owner = $1 and revoked_at is null"
                + " returning "
                + COLUMNS)
        .execute(Tuple.of(owner, now()))
        .compose(
            rows -> {
              Future<Void> done = Future.succeededFuture();
              for (Row row : rows) {
                done =
                    done.compose(v -> append(sql, actor, "token.revoked", token(row)).mapEmpty());
              }
              return done;
            });
  }

  /** Succeeds when the token is dead; fails when there is none of this id in force. */
  public Future<Void> revoke(long id, String actor) {
    return database
        .transaction(
            sql ->
                sql.preparedQuery(
                        "update api_tokens set revoked_at = $2"
                            + " where id = $1 and revoked_at is null returning "
                            + COLUMNS)
                    .execute(Tuple.of(id, now()))
                    .compose(
                        rows -> {
                          if (rows.size() == 0) {
                            return Future.failedFuture(
                                Problem.notFound(
                                    "token.unknown", "there is no token " + id + " in force"));
                          }
                          Row row = rows.iterator().next();
                          return append(sql, actor, "token.revoked", token(row)).map(hex(row));
                        }))
        .map(
            hash -> {
              byHash.remove(hash);
              return null;
            });
  }

  /** The tokens, newest first; revoked ones too. */
  public Future<List<Token>> list(int limit, @Nullable Long before) {
    return database
        .pool()
        .preparedQuery(
            "select " + COLUMNS + " from api_tokens where id < $1 order by id desc limit $2")
        .execute(Tuple.of(before == null ? Long.MAX_VALUE : before, limit))
        .map(
            rows -> {
              var found = new ArrayList<Token>();
              rows.forEach(row -> found.add(token(row)));
              return found;
            });
  }

  /**
   * Sees to it that there is a first administrator: the configured token if it is not empty,
   * otherwise one that is made, printed once and written to {@code <dataDir>/admin-token}. Succeeds
   * with the token. Call after {@link #load}.
   */
  public Future<String> ensureFirstAdmin(@Nullable String configured, Path dataDir) {
    return new FirstAdmin(this, dataDir).ensure(configured);
  }

  /**
   * Sees to it that this secret opens the door as an administrator, and no secret of the same
   * origin set earlier does. Succeeds with whether it was new.
   */
  Future<Boolean> install(String secret, Origin origin) {
    String hash = HexFormat.of().formatHex(Json.sha256(secret));
    Known known = byHash.get(hash);
    boolean isNew = known == null || known.token.role() != Role.ADMIN;
    Future<Void> others =
        database
            .pool()
            .preparedQuery(
                "select id from api_tokens"
                    + " where origin = $1 and revoked_at is null and (sha256 <> $2 or $3)")
            .execute(Tuple.of(code(origin), Buffer.buffer(Json.sha256(secret)), isNew))
            .compose(
                rows -> {
                  Future<Void> done = Future.succeededFuture();
                  for (Row row : rows) {
                    done = done.compose(v -> revoke(row.getLong("id"), "system"));
                  }
                  return done;
                });
    if (!isNew) {
      return others.map(false);
    }
    Wish wish = new Wish("first administrator", Role.ADMIN, null, null);
    return others.compose(v -> insert(wish, null, origin, secret, "system")).map(true);
  }

  /** 256 random bits, as letters and digits. */
  String newSecret() {
    byte[] bits = new byte[32];
    random.nextBytes(bits);
    return "fc_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
  }

  private Future<Token> insert(
      Wish wish, @Nullable Owner owner, Origin origin, String secret, String actor) {
    byte[] hash = Json.sha256(secret);
    return database
        .transaction(
            sql ->
                sql.preparedQuery(
                        "insert into api_tokens (name, role, customer, origin, sha256, created_at,"
                            + " created_by, expires_at, owner, owner_standing)"
                            + " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
                            + " returning "
                            + COLUMNS)
                    .execute(
                        Tuple.from(
                            new @Nullable Object[] {
                              wish.name(),
                              wish.role().code(),
                              wish.customer(),
                              code(origin),
                              Buffer.buffer(hash),
                              now(),
                              actor,
                              wish.expiresAt() == null
                                  ? null
                                  : wish.expiresAt().atOffset(ZoneOffset.UTC),
                              owner == null ? null : owner.user(),
                              owner == null ? null : owner.standing()
                            }))
                    .map(rows -> token(rows.iterator().next()))
                    .compose(token -> append(sql, actor, "token.created", token).map(token)))
        .map(
            token -> {
              byHash.put(HexFormat.of().formatHex(hash), new Known(token));
              return token;
            });
  }

  private Future<Long> append(SqlConnection sql, String actor, String type, Token token) {
    var data = new JsonObject().put("name", token.name()).put("role", token.role().code());
    if (token.customer() != null) {
      data.put("customer", token.customer());
    }
    if (token.owner() != null) {
      data.put("owner", token.owner().user());
    }
    return journal.append(sql, new Journal.Entry(actor, "token:" + token.id(), type, data));
  }

  private void noteUse(Known known, Instant now) {
    if (known.lastUsed.plus(LAST_USED_STEP).isBefore(now)) {
      known.lastUsed = now;
      database
          .pool()
          .preparedQuery("update api_tokens set last_used = $2 where id = $1")
          .execute(Tuple.of(known.token.id(), now.atOffset(ZoneOffset.UTC)));
    }
  }

  private java.time.OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }

  private boolean isOver(Token token, Instant now) {
    Instant expires = token.expiresAt();
    Owner owner = token.owner();
    return expires != null && !now.isBefore(expires) || owner != null && !owners.test(owner);
  }

  private static String code(Origin origin) {
    return origin.name().toLowerCase(java.util.Locale.ROOT);
  }

  private static String hex(Row row) {
    return HexFormat.of().formatHex(row.getBuffer("sha256").getBytes());
  }

  private static Token token(Row row) {
    String owner = row.getString("owner");
    return new Token(
        row.getLong("id"),
        row.getString("name"),
        Role.find(row.getString("role")).orElse(Role.VIEWER),
        row.getString("customer"),
        owner == null ? null : new Owner(owner, row.getInteger("owner_standing")),
        row.getOffsetDateTime("created_at").toInstant(),
        instant(row, "expires_at"),
        instant(row, "revoked_at"),
        instant(row, "last_used"));
  }

  private static @Nullable Instant instant(Row row, String column) {
    java.time.@Nullable OffsetDateTime value = row.getOffsetDateTime(column);
    return value == null ? null : value.toInstant();
  }
}
