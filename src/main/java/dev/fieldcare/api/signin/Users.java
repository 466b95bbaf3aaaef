package dev.fieldcare.api.signin;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import dev.fieldcare.base.Problem;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The users, in the database and, without what they prove themselves by, in memory. Every change is
 * journalled. Thread-safe.
 */
public final class Users {
  /** What a user may be called. */
  public static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._@+-]{0,63}");

  /** What dies with a user's rights, in the same transaction. */
  public interface Heritage {
    Future<Void> end(SqlConnection sql, String user, String actor);
  }

  /** What somebody proves themselves by. */
  record Proof(
      User user,
      @Nullable String password,
      byte @Nullable [] totpSecret,
      boolean isTotpConfirmed) {}

  private static final String PROOF =
      "select " + User.COLUMNS + ", password, totp_secret from users where name = $1";

  private final Database database;
  private final Journal journal;
  private final Clock clock;
  private final ConcurrentHashMap<String, User> byName = new ConcurrentHashMap<>();
  private final List<Heritage> heritages = new ArrayList<>();

  Users(Database database, Journal journal, Clock clock) {
    this.database = database;
    this.journal = journal;
    this.clock = clock;
  }

  /** Before anybody comes in. */
  public void onFall(Heritage heritage) {
    heritages.add(heritage);
  }

  /** Succeeds when all are in memory. */
  Future<Void> load() {
    return database
        .pool()
        .query("select " + User.COLUMNS + " from users")
        .execute()
        .map(
            rows -> {
              byName.clear();
              rows.forEach(row -> keep(User.of(row)));
              return null;
            });
  }

  /** Succeeds when what others changed in the database meanwhile is in memory, too. */
  Future<Void> refresh() {
    long known = byName.values().stream().mapToLong(User::version).sum();
    return database
        .pool()
        .query("select count(*), coalesce(sum(version), 0)::bigint from users")
        .execute()
        .map(rows -> rows.iterator().next())
        .compose(
            row ->
                row.getLong(0) == byName.size() && row.getLong(1) == known
                    ? nothing()
                    : database
                        .pool()
                        .query("select " + User.COLUMNS + " from users")
                        .execute()
                        .map(
                            rows -> {
                              rows.forEach(each -> keep(User.of(each)));
                              return null;
                            }));
  }

  public Optional<User> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** The one of this name, or 404. */
  public User get(String name) {
    return find(name).orElseThrow(() -> unknown(name));
  }

  /** By name, behind the given one. */
  public List<User> list(int limit, @Nullable String after) {
    return byName.values().stream()
        .filter(user -> after == null || user.name().compareTo(after) > 0)
        .sorted(java.util.Comparator.comparing(User::name))
        .limit(limit)
        .toList();
  }

  /**
   * Succeeds with a new user.
   *
   * @param password as it is to be kept, to be changed at the first sign-in; absent for who comes
   *     by a provider
   * @param subject who they are to their provider
   */
  Future<User> create(
      String name,
      Profile profile,
      @Nullable String password,
      @Nullable String subject,
      String actor) {
    if (!NAME.matcher(name).matches()) {
      throw Problem.badInput(
          "body.user",
          "user: expected small letters, digits and . _ @ + -, 64 at most, found " + name);
    }
    return database
        .transaction(
            sql ->
                sql.preparedQuery(
                        "insert into users (name, full_name, role, customer, email, language,"
                            + " password, must_change, openid_subject, created_at)"
                            + " values ($1, $2, $3, $4, $5, $6, $7, $7::text is not null, $8, $9)"
                            + " on conflict do nothing returning "
                            + User.COLUMNS)
                    .execute(
                        Tuple.from(
                            new @Nullable Object[] {
                              name,
                              profile.fullName(),
                              profile.role().code(),
                              profile.customer(),
                              profile.email(),
                              profile.language(),
                              password,
                              subject,
                              now()
                            }))
                    .compose(
                        rows -> {
                          if (rows.size() == 0) {
                            return Future.failedFuture(
                                Problem.conflict("user.exists", "there is a user " + name));
                          }
                          User user = User.of(rows.iterator().next());
                          return append(sql, actor, user, "user.created", rights(user)).map(user);
                        }))
        .map(this::keep);
  }

  /** Succeeds with the user as changed; other rights end their sessions and tokens. */
  Future<User> change(String name, Profile profile, String actor) {
    return update(
        name,
        (sql, before) -> {
          boolean falls = profile.differsInRights(before);
          return sql.preparedQuery(
                  "update users set full_name = $2, role = $3, customer = $4, email = $5,"
                      + " language = $6, standing = standing + $7, version = version + 1"
                      + " where name = $1 returning "
                      + User.COLUMNS)
              .execute(
                  Tuple.from(
                      new @Nullable Object[] {
                        name,
                        profile.fullName(),
                        profile.role().code(),
                        profile.customer(),
                        profile.email(),
                        profile.language(),
                        falls ? 1 : 0
                      }))
              .compose(rows -> (falls ? fall(sql, name, actor) : nothing()).map(one(rows)))
              .compose(
                  user ->
                      append(
                              sql,
                              actor,
                              user,
                              "user.changed",
                              rights(user)
                                  .put("name", user.fullName())
                                  .put("before", rights(before)))
                          .map(user));
        });
  }

  /** Succeeds with the user let in or kept out from now on. */
  Future<User> disable(String name, boolean isDisabled, String actor) {
    return update(
        name,
        (sql, before) -> {
          if (before.isDisabled() == isDisabled) {
            return Future.failedFuture(
                Problem.conflict(
                    "user.state",
                    name + " is " + (isDisabled ? "disabled" : "active") + " already"));
          }
          return sql.preparedQuery(
                  "update users set disabled = $2, standing = standing + 1, version = version + 1"
                      + " where name = $1 returning "
                      + User.COLUMNS)
              .execute(Tuple.of(name, isDisabled))
              .compose(rows -> fall(sql, name, actor).map(one(rows)))
              .compose(
                  user -> {
                    String type = isDisabled ? "user.disabled" : "user.enabled";
                    return append(sql, actor, user, type, new JsonObject()).map(user);
                  });
        });
  }

  /** Succeeds when whatever they have open is over, as who vouched for them does so no more. */
  Future<User> dismiss(String name, String actor) {
    return update(
        name,
        (sql, before) ->
            sql.preparedQuery(
                    "update users set standing = standing + 1, version = version + 1"
                        + " where name = $1 returning "
                        + User.COLUMNS)
                .execute(Tuple.of(name))
                .compose(rows -> fall(sql, name, actor).map(one(rows)))
                .compose(
                    user ->
                        append(sql, actor, user, "user.dismissed", new JsonObject()).map(user)));
  }

  /** Succeeds when the password, as it is to be kept, is another's choice and must be changed. */
  Future<User> resetPassword(String name, String password, String actor) {
    return update(name, (sql, before) -> setPassword(sql, name, password, true, actor));
  }

  /**
   * Succeeds when a user has the password they chose, unless they changed since they were judged.
   */
  Future<User> changePassword(User judged, String password) {
    String name = judged.name();
    return update(
        name,
        (sql, before) ->
            before.standing() != judged.standing()
                ? Future.failedFuture(
                    Problem.conflict("user.changed", name + " was changed at the same time"))
                : setPassword(sql, name, password, false, "user:" + name));
  }

  private Future<User> setPassword(
      SqlConnection sql, String name, String password, boolean mustChange, String actor) {
    return sql.preparedQuery(
            "update users set password = $2, must_change = $3, standing = standing + 1,"
                + " version = version + 1 where name = $1 returning "
                + User.COLUMNS)
        .execute(Tuple.of(name, password, mustChange))
        .map(Users::one)
        .compose(
            user -> {
              String type = mustChange ? "password.reset" : "password.changed";
              return append(sql, actor, user, type, new JsonObject()).map(user);
            });
  }

  /** Succeeds with a secret kept until its owner confirms it. */
  Future<User> proposeTotp(String name, byte[] secret) {
    return update(
        name,
        (sql, before) -> {
          if (before.hasTotp()) {
            return Future.failedFuture(
                Problem.conflict("totp.on", "one-time codes are on; remove them first"));
          }
          return sql.preparedQuery(
                  "update users set totp_secret = $2, version = version + 1 where name = $1"
                      + " returning "
                      + User.COLUMNS)
              .execute(Tuple.of(name, Buffer.buffer(secret)))
              .map(Users::one);
        });
  }

  /** Succeeds with one-time codes asked for from now on, later ones than this step's. */
  Future<User> confirmTotp(String name, long step, String actor) {
    return update(
        name,
        (sql, before) ->
            sql.preparedQuery(
                    "update users set totp_confirmed = true, totp_step = $2, version = version + 1"
                        + " where name = $1 and not totp_confirmed and totp_secret is not null"
                        + " returning "
                        + User.COLUMNS)
                .execute(Tuple.of(name, step))
                .compose(
                    rows -> {
                      if (rows.size() == 0) {
                        return Future.failedFuture(
                            Problem.conflict("totp.none", "there is no secret to confirm"));
                      }
                      User user = one(rows);
                      return append(sql, actor, user, "totp.enabled", new JsonObject()).map(user);
                    }));
  }

  Future<User> removeTotp(String name, String actor) {
    return update(
        name,
        (sql, before) ->
            sql.preparedQuery(
                    "update users set totp_confirmed = false, totp_secret = null, totp_step = 0,"
                        + " version = version + 1 where name = $1 returning "
                        + User.COLUMNS)
                .execute(Tuple.of(name))
                .map(Users::one)
                .compose(
                    user -> append(sql, actor, user, "totp.removed", new JsonObject()).map(user)));
  }

  /** What is needed to judge somebody who says to be this user. */
  Future<Optional<Proof>> proof(String name) {
    return database
        .pool()
        .preparedQuery(PROOF)
        .execute(Tuple.of(name))
        .map(
            rows -> {
              if (rows.size() == 0) {
                return Optional.empty();
              }
              Row row = rows.iterator().next();
              Buffer secret = row.getBuffer("totp_secret");
              User user = User.of(row);
              return Optional.of(
                  new Proof(
                      user,
                      row.getString("password"),
                      secret == null ? null : secret.getBytes(),
                      user.hasTotp()));
            });
  }

  /**
   * Succeeds with the user noted as come in, unless they changed since they were judged or the step
   * of their one-time code was used before: then empty. A provider that vouches asks for codes
   * itself, so that ours is not asked for.
   */
  Future<Optional<User>> enter(
      SqlConnection sql, User judged, Session.By by, long totpStep, @Nullable String betterHash) {
    return sql.preparedQuery(
            "update users set signed_in_at = $4, version = version + 1,"
                + " totp_step = greatest(totp_step, $3), password = coalesce($5, password)"
                + " where name = $1 and standing = $2 and not disabled"
                + " and ($6 or totp_confirmed and totp_step < $3"
                + " or not totp_confirmed and $3 = 0)"
                + " returning "
                + User.COLUMNS)
        .execute(
            Tuple.from(
                new @Nullable Object[] {
                  judged.name(),
                  judged.standing(),
                  totpStep,
                  now(),
                  betterHash,
                  by == Session.By.OPENID
                }))
        .map(rows -> rows.size() == 0 ? Optional.empty() : Optional.of(one(rows)));
  }

  /** Who this is to the provider. */
  Future<Optional<User>> bySubject(String subject) {
    return database
        .pool()
        .preparedQuery("select " + User.COLUMNS + " from users where openid_subject = $1")
        .execute(Tuple.of(subject))
        .map(rows -> rows.size() == 0 ? Optional.empty() : Optional.of(one(rows)));
  }

  Future<Long> append(SqlConnection sql, String actor, User user, String type, JsonObject data) {
    return journal.append(sql, new Journal.Entry(actor, "user:" + user.name(), type, data));
  }

  /** The newer of what is known and this. */
  User keep(User user) {
    return byName.merge(
        user.name(), user, (known, found) -> found.version() >= known.version() ? found : known);
  }

  static Problem unknown(String name) {
    return Problem.notFound("user.unknown", "there is no user " + name);
  }

  private interface Step {
    Future<User> of(SqlConnection sql, User before);
  }

  private Future<User> update(String name, Step step) {
    return database
        .transaction(
            sql ->
                sql.preparedQuery(
                        "select " + User.COLUMNS + " from users where name = $1 for update")
                    .execute(Tuple.of(name))
                    .compose(
                        rows ->
                            rows.size() == 0
                                ? Future.failedFuture(unknown(name))
                                : step.of(sql, one(rows))))
        .map(this::keep);
  }

  private Future<Void> fall(SqlConnection sql, String user, String actor) {
    Future<Void> done = nothing();
    for (Heritage each : heritages) {
      done = done.compose(v -> each.end(sql, user, actor));
    }
    return done;
  }

  private static Future<Void> nothing() {
    return Future.succeededFuture();
  }

  private static User one(Iterable<Row> rows) {
    return User.of(rows.iterator().next());
  }

  private static JsonObject rights(User user) {
    var rights = new JsonObject().put("role", user.role().code());
    return user.customer() == null ? rights : rights.put("customer", user.customer());
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }
}
