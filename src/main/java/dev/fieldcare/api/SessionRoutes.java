package dev.fieldcare.api;

import dev.fieldcare.api.signin.OpenIdSettings;
import dev.fieldcare.api.signin.Session;
import dev.fieldcare.api.signin.Sessions;
import dev.fieldcare.api.signin.SignIn;
import dev.fieldcare.api.signin.User;
import dev.fieldcare.base.Problem;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Signing in and out, and who is signed in. */
final class SessionRoutes {
  private static final Duration RETRY = Duration.ofSeconds(10);

  private final SignIn signIn;
  private final Credentials credentials;
  private final Throttle throttle;

  SessionRoutes(SignIn signIn, Credentials credentials, Throttle throttle) {
    this.signIn = signIn;
    this.credentials = credentials;
    this.throttle = throttle;
  }

  /** How one may come in here, and whether the browser is in already. */
  Future<Reply> ways(Call call) {
    boolean isIn = SessionCookie.of(call.request()).flatMap(credentials::bySession).isPresent();
    return Future.succeededFuture(
        Reply.ok(
            new JsonObject().put("local", true).put("openid", openId()).put("signedIn", isIn)));
  }

  private @Nullable JsonObject openId() {
    OpenIdSettings provider = signIn.settings().openId();
    return provider.isOn()
        ? new JsonObject().put("name", provider.name()).put("start", "/api/v1/signin/openid")
        : null;
  }

  Future<Reply> signIn(Call call) {
    refuseStrangers(call.request());
    Body body = call.body("user", "password", "code", "token");
    String token = body.text("token");
    String address = call.request().remoteAddress().hostAddress();
    if (token != null) {
      return byToken(token, address).map(made -> entered(made, call.request()));
    }
    var typed =
        new SignIn.Typed(
            limited("user", body.required("user")),
            limited("password", body.required("password")),
            body.text("code"),
            address);
    begin(address);
    return signIn
        .byPassword(typed)
        .map(made -> entered(made, call.request()))
        .onSuccess(reply -> throttle.forgive(address))
        .onFailure(
            failure -> {
              if (!countsAgainst(failure)) {
                throttle.forgive(address);
              }
            });
  }

  private Future<Session.Made> byToken(String secret, String address) {
    if (Door.isGuess(secret)) {
      begin(address);
    }
    Optional<Caller> caller = credentials.byToken(secret);
    if (caller.isEmpty()) {
      throw new Problem(
          Problem.Kind.UNAUTHENTICATED,
          "token.invalid",
          "the API token is unknown, revoked or expired");
    }
    if (Door.isGuess(secret)) {
      throttle.forgive(address);
    }
    return signIn.byToken(caller.get().token(), caller.get().name(), address);
  }

  Future<Reply> get(Call call) {
    String secret = SessionCookie.of(call.request()).orElse("");
    return Future.succeededFuture(Reply.ok(json(call.caller(), secret)));
  }

  Future<Reply> signOut(Call call) {
    Session session = call.caller().session();
    Reply bye = Reply.nothing().with("Set-Cookie", SessionCookie.gone(isSecure(call.request())));
    return session == null
        ? Future.succeededFuture(bye)
        : signIn.out(session, call.caller().actor()).map(bye);
  }

  /** The answer to who just came in, with the cookie. */
  Reply entered(Session.Made made, HttpServerRequest request) {
    Caller caller =
        credentials
            .bySession(made.secret())
            .orElseThrow(
                () -> Problem.conflict("user.changed", "you were changed at the same time"));
    return Reply.ok(json(caller, made.secret())).with("Set-Cookie", cookie(made, request));
  }

  private String cookie(Session.Made made, HttpServerRequest request) {
    return SessionCookie.set(made.secret(), isSecure(request));
  }

  private boolean isSecure(HttpServerRequest request) {
    return request.isSSL() || signIn.settings().secureCookie();
  }

  private JsonObject json(Caller caller, String secret) {
    Session session = caller.session();
    Optional<User> user = session == null ? Optional.empty() : signIn.userOf(session);
    return new JsonObject()
        .put("user", caller.name())
        .put("name", user.map(User::fullName).orElse(caller.name()))
        .put("role", caller.role().code())
        .put("customer", caller.customer())
        .put("csrf", session == null ? "" : Sessions.csrf(secret))
        .put("language", user.map(User::language).orElse(null))
        .put("totp", user.map(User::hasTotp).orElse(false))
        .put("mustChange", user.map(User::mustChange).orElse(false))
        .put("by", session == null ? "token" : session.by().code())
        .put("expiresAt", session == null ? null : signIn.sessions().endOf(session).toString());
  }

  private void begin(String address) {
    if (!throttle.begin(address)) {
      throw Problem.tooMany(
          "signin.throttled", "too many attempts failed from your address", RETRY);
    }
  }

  private static boolean countsAgainst(Throwable failure) {
    return failure instanceof Problem problem
        && (problem.code().equals("signin.failed") || problem.kind() == Problem.Kind.TOO_MANY);
  }

  /** Another site's page must not sign its reader in here under a name of its own. */
  private void refuseStrangers(HttpServerRequest request) {
    String origin = request.getHeader("Origin");
    if (origin == null) {
      return;
    }
    String from = authority(origin);
    if (from == null
        || !from.equalsIgnoreCase(String.valueOf(request.authority()))
            && !from.equalsIgnoreCase(authority(signIn.settings().publicUrl()))) {
      throw new Problem(
          Problem.Kind.FORBIDDEN,
          "signin.crossSite",
          "this came from a page at " + shown(origin) + "; is http.publicUrl what people see?");
    }
  }

  private static String shown(String origin) {
    String plain = origin.replaceAll("[^\\x20-\\x7e]", "?");
    return plain.length() > 100 ? plain.substring(0, 100) : plain;
  }

  private static @Nullable String authority(String url) {
    try {
      return URI.create(url).getAuthority();
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static String limited(String name, String value) {
    if (value.length() > 1_000) {
      throw Body.bad(name, "at most 1000 characters", value.length());
    }
    return value;
  }
}
