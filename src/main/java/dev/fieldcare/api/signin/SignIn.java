package dev.fieldcare.api.signin;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Journal;
import dev.fieldcare.base.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Where people sign in, and change what they sign in with. Who does not exist is answered like who
 * typed a wrong password, after the same work.
 */
public final class SignIn {
  private final Database database;
  private final Journal journal;
  private final Clock clock;
  private final SignInSettings settings;
  private final Users users;
  private final Sessions sessions;
  private final Attempts attempts;
  private final Passwords passwords;
  private final SecureRandom random = new SecureRandom();

  private SignIn(
      Database database,
      Journal journal,
      Clock clock,
      SignInSettings settings,
      Passwords passwords) {
    this.database = database;
    this.journal = journal;
    this.clock = clock;
    this.settings = settings;
    this.users = new Users(database, journal, clock);
    this.sessions = new Sessions(database, clock, settings);
    this.attempts = new Attempts(database, clock);
    this.passwords = passwords;
  }

  /** Nobody is known before {@link #load}. */
  public static SignIn on(
      Vertx vertx, Database database, Journal journal, Clock clock, SignInSettings settings) {
    return on(vertx, database, journal, clock, settings, PasswordHash.Cost.DEFAULT);
  }

  static SignIn on(
      Vertx vertx,
      Database database,
      Journal journal,
      Clock clock,
      SignInSettings settings,
      PasswordHash.Cost cost) {
    return new SignIn(database, journal, clock, settings, new Passwords(vertx, cost));
  }

  /** Succeeds when users and sessions are in memory. */
  public Future<Void> load() {
    return users.load().compose(v -> sessions.load()).compose(v -> attempts.prune());
  }

  /**
   * Succeeds when what a command or another server changed of the users meanwhile is known: who was
   * kept out is out.
   */
  public Future<Void> refresh() {
    return users.refresh();
  }

  public Users users() {
    return users;
  }

  public Sessions sessions() {
    return sessions;
  }

  public SignInSettings settings() {
    return settings;
  }

  /** Who a session is for now; empty when it is over, or its user is not what they were. */
  public Optional<User> userOf(Session session) {
    String name = session.user();
    return name == null
        ? Optional.empty()
        : users
            .find(name)
            .filter(user -> !user.isDisabled() && user.standing() == session.standing());
  }

  /** Whether a user's session still stands, or the one made from a token was not ended. */
  public boolean isInForce(Session session) {
    return sessions.isAlive(session) && (session.user() == null || userOf(session).isPresent());
  }

  /**
   * What somebody typed.
   *
   * @param code the one-time code, where one was given
   * @param address where from
   */
  public record Typed(String user, String password, @Nullable String code, String address) {}

  /** Succeeds with a new session; fails without saying which part was wrong. */
  public Future<Session.Made> byPassword(Typed typed) {
    return attempts.begin(typed.user()).compose(attempt -> judge(typed, attempt));
  }

  private Future<Session.Made> judge(Typed typed, Attempts.Attempt attempt) {
    String name = Attempts.folded(typed.user());
    return users
        .proof(name)
        .compose(
            proof ->
                passwords
                    .compare(typed.password(), proof.map(Users.Proof::password).orElse(null))
                    .recover(
                        busy -> attempts.takeBack(attempt).compose(v -> Future.failedFuture(busy)))
                    .compose(
                        verdict -> {
                          if (!verdict.isRight()
                              || proof.isEmpty()
                              || proof.get().user().isDisabled()) {
                            return fail(typed, attempt, proof.map(Users.Proof::user));
                          }
                          return enter(typed, attempt, proof.get(), verdict.better());
                        }));
  }

  private Future<Session.Made> enter(
      Typed typed, Attempts.Attempt attempt, Users.Proof proof, @Nullable String better) {
    long step = 0;
    byte[] secret = proof.totpSecret();
    if (proof.isTotpConfirmed() && secret != null) {
      if (typed.code() == null) {
        return attempts
            .takeBack(attempt)
            .compose(
                v ->
                    Future.failedFuture(
                        new Problem(
                            Problem.Kind.UNAUTHENTICATED,
                            "signin.codeNeeded",
                            "a one-time code is needed, too")));
      }
      OptionalLong found = Totp.stepOf(secret, typed.code(), clock.instant());
      if (found.isEmpty()) {
        return fail(typed, attempt, Optional.of(proof.user()));
      }
      step = found.getAsLong();
    }
    return open(proof.user(), step, better, Session.By.PASSWORD, typed.address())
        .compose(
            made ->
                made.isPresent()
                    ? Future.succeededFuture(made.get())
                    : fail(typed, attempt, Optional.of(proof.user())));
  }

  /** Succeeds with a session for a user who was judged so; empty if they changed meanwhile. */
  Future<Optional<Session.Made>> open(
      User judged, long step, @Nullable String better, Session.By by, String address) {
    return database
        .transaction(
            sql ->
                users
                    .enter(sql, judged, by, step, better)
                    .compose(
                        user ->
                            user.isEmpty()
                                ? Future.succeededFuture(Optional.<Entered>empty())
                                : enter(sql, user.get(), by, address).map(Optional::of)))
        .map(entered -> entered.map(this::admit));
  }

  private record Entered(User user, Session.Made made) {}

  private Future<Entered> enter(SqlConnection sql, User user, Session.By by, String address) {
    var data = new JsonObject().put("by", by.code()).put("address", address);
    return attempts
        .forgive(sql, user.name())
        .compose(v -> users.append(sql, "user:" + user.name(), user, "signin.succeeded", data))
        .compose(v -> sessions.add(sql, by, user.name(), user.standing(), null))
        .map(made -> new Entered(user, made));
  }

  private Session.Made admit(Entered entered) {
    users.keep(entered.user());
    return sessions.admit(entered.made());
  }

  private Future<Session.Made> fail(Typed typed, Attempts.Attempt attempt, Optional<User> user) {
    var data = new JsonObject().put("address", typed.address());
    String subject = user.map(known -> "user:" + known.name()).orElse("signin:unknown");
    return database
        .transaction(
            sql ->
                journal
                    .append(sql, new Journal.Entry("system", subject, "signin.failed", data))
                    .compose(
                        seq ->
                            attempt.locks() && user.isPresent()
                                ? journal.append(
                                    sql,
                                    new Journal.Entry(
                                        "system",
                                        subject,
                                        "signin.locked",
                                        new JsonObject().put("failures", attempt.number())))
                                : Future.succeededFuture(seq)))
        .compose(
            seq ->
                Future.failedFuture(
                    new Problem(
                        Problem.Kind.UNAUTHENTICATED,
                        "signin.failed",
                        "user, password or code are wrong")));
  }

  /**
   * Succeeds with a session made from an API token.
   *
   * @param name whose token it is
   */
  public Future<Session.Made> byToken(long token, String name, String address) {
    var data = new JsonObject().put("by", Session.By.TOKEN.code()).put("address", address);
    return database
        .transaction(
            sql ->
                journal
                    .append(
                        sql,
                        new Journal.Entry(
                            "user:" + name, "token:" + token, "signin.succeeded", data))
                    .compose(v -> sessions.add(sql, Session.By.TOKEN, null, 0, token)))
        .map(sessions::admit);
  }

  /** Succeeds when the session is over. */
  public Future<Void> out(Session session, String actor) {
    String subject = session.user() != null ? "user:" + session.user() : "token:" + session.token();
    return database
        .transaction(
            sql ->
                journal.append(
                    sql, new Journal.Entry(actor, subject, "signin.ended", new JsonObject())))
        .compose(seq -> sessions.end(session));
  }

  /** A new user, and the password that was made for them where none was given. */
  public record Invited(User user, @Nullable String password) {}

  /** Succeeds with a user who must change the password at the first sign-in. */
  public Future<Invited> invite(
      String name, Profile profile, @Nullable String password, String actor) {
    if (password != null) {
      PasswordRules.check(name, password);
    }
    String first = password != null ? password : passwords.made();
    return passwords
        .hash(first)
        .compose(hash -> users.create(name, profile, hash, null, actor))
        .map(user -> new Invited(user, password == null ? first : null));
  }

  /** Succeeds with the password that is good until it is changed at the next sign-in. */
  public Future<Invited> reset(String name, @Nullable String password, String actor) {
    users.get(name);
    if (password != null) {
      PasswordRules.check(name, password);
    }
    String next = password != null ? password : passwords.made();
    return passwords
        .hash(next)
        .compose(hash -> users.resetPassword(name, hash, actor))
        .compose(user -> forget(user).map(user))
        .map(user -> new Invited(user, password == null ? next : null));
  }

  public Future<User> change(String name, Profile profile, String actor) {
    return users.change(name, profile, actor).compose(user -> sweep(user).map(user));
  }

  /** Succeeds when all of somebody's sessions and tokens are over; they may sign in again. */
  Future<User> dismiss(String name, String actor) {
    return users.dismiss(name, actor).compose(user -> sweep(user).map(user));
  }

  public Future<User> disable(String name, boolean isDisabled, String actor) {
    return users.disable(name, isDisabled, actor).compose(user -> sweep(user).map(user));
  }

  /** Succeeds with the user able to try again at once. */
  public Future<User> unlock(String name, String actor) {
    User user = users.get(name);
    return database
        .transaction(
            sql ->
                attempts
                    .forgive(sql, name)
                    .compose(
                        v -> users.append(sql, actor, user, "user.unlocked", new JsonObject())))
        .map(user);
  }

  /** Until when nobody gets in under this name. */
  public Future<Optional<Instant>> lockedUntil(String name) {
    return attempts.lockedUntil(name);
  }

  /** Succeeds with a new session in the place of all others. */
  public Future<Session.Made> changePassword(Session session, String old, String next) {
    User user = own(session);
    PasswordRules.check(user.name(), next);
    if (next.equals(old)) {
      throw Problem.badInput("password.same", "the new password is the old one");
    }
    return confirm(user, old)
        .compose(v -> passwords.hash(next))
        .compose(hash -> users.changePassword(user, hash))
        .compose(changed -> forget(changed).map(changed))
        .compose(
            changed ->
                database
                    .transaction(
                        sql ->
                            sessions.add(
                                sql, session.by(), changed.name(), changed.standing(), null))
                    .map(sessions::admit));
  }

  /** Succeeds with a secret for somebody's app, good once a code of it was shown. */
  public Future<JsonObject> proposeTotp(Session session) {
    User user = own(session);
    if (!user.hasPassword()) {
      throw Problem.conflict("totp.provider", "the provider asks for codes, if anybody does");
    }
    byte[] secret = new byte[Totp.SECRET_BYTES];
    random.nextBytes(secret);
    return users
        .proposeTotp(user.name(), secret)
        .map(
            changed ->
                new JsonObject()
                    .put("secret", Totp.base32(secret))
                    .put("uri", Totp.uri(user.name(), secret)));
  }

  public Future<User> confirmTotp(Session session, String code) {
    User user = own(session);
    return users
        .proof(user.name())
        .compose(
            proof -> {
              byte[] secret = proof.map(Users.Proof::totpSecret).orElse(null);
              if (secret == null || user.hasTotp()) {
                return Future.failedFuture(
                    Problem.conflict("totp.none", "there is no secret to confirm"));
              }
              OptionalLong step = Totp.stepOf(secret, code, clock.instant());
              return step.isEmpty()
                  ? Future.failedFuture(
                      Problem.badInput("totp.code", "this is not the code of this moment"))
                  : users.confirmTotp(user.name(), step.getAsLong(), "user:" + user.name());
            });
  }

  public Future<User> removeTotp(Session session, String password) {
    User user = own(session);
    return confirm(user, password)
        .compose(v -> users.removeTotp(user.name(), "user:" + user.name()));
  }

  /** By an administrator. */
  public Future<User> removeTotp(String name, String actor) {
    return users.removeTotp(name, actor);
  }

  /** The user of a session that is a user's. */
  public User own(Session session) {
    return userOf(session)
        .orElseThrow(
            () ->
                new Problem(
                    Problem.Kind.FORBIDDEN,
                    "session.needed",
                    "this is for users who signed in themselves"));
  }

  /** Succeeds if it is the user's password; guesses count as failures to sign in do. */
  private Future<Void> confirm(User user, String password) {
    return attempts
        .begin(user.name())
        .compose(
            attempt ->
                users
                    .proof(user.name())
                    .compose(
                        proof ->
                            passwords.compare(
                                password, proof.map(Users.Proof::password).orElse(null)))
                    .recover(
                        busy -> attempts.takeBack(attempt).compose(v -> Future.failedFuture(busy)))
                    .compose(
                        verdict ->
                            verdict.isRight()
                                ? attempts.takeBack(attempt)
                                : Future.failedFuture(
                                    new Problem(
                                        Problem.Kind.FORBIDDEN,
                                        "password.wrong",
                                        "this is not your password"))));
  }

  private Future<Void> forget(User user) {
    return attempts.forgive(database.pool(), user.name()).compose(v -> sweep(user));
  }

  /** What no longer stands does not even look as if it did. */
  private Future<Void> sweep(User user) {
    return sessions.endBelow(user.name(), user.standing());
  }
}
