package dev.fieldcare.api;

import dev.fieldcare.api.signin.Sessions;
import dev.fieldcare.base.Problem;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets in whoever carries a token or the cookie of a session whose role the route admits, and tells
 * the others why not.
 */
final class Door {
  /** What somebody made by hand may be guessed; what {@link Tokens} makes may not. */
  private static final int UNGUESSABLE_LENGTH = 32;

  private static final Set<HttpMethod> HARMLESS =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

  /** What may be asked by who has yet to choose a password. */
  private static final Set<String> FOR_NEWCOMERS =
      Set.of("/api/v1/session", "/api/v1/me", "/api/v1/me/password");

  private final Credentials credentials;
  private final Throttle throttle;

  Door(Credentials credentials, Throttle throttle) {
    this.credentials = credentials;
    this.throttle = throttle;
  }

  /** Who asks, or empty after having answered with a refusal. */
  Optional<Caller> admit(RoutingContext context, Endpoint endpoint) {
    String secret = bearer(context.request().getHeader("Authorization"));
    Optional<Caller> caller = secret == null ? bySession(context) : byToken(context, secret);
    caller.ifPresent(
        known -> {
          if (credentials.mustChangePassword(known) && !FOR_NEWCOMERS.contains(endpoint.path())) {
            throw refused("password.mustChange", "choose a password of your own first");
          }
          if (!endpoint.admits(known.role())) {
            throw refused("role.insufficient", needed(endpoint, known));
          }
        });
    return caller;
  }

  private Optional<Caller> bySession(RoutingContext context) {
    Optional<String> cookie = SessionCookie.of(context.request());
    if (cookie.isEmpty()) {
      return refuse(
          context,
          "token.missing",
          "expected the header Authorization: Bearer <API token>, or the cookie of a session",
          null);
    }
    String secret = cookie.get();
    Optional<Caller> caller = credentials.bySession(secret);
    if (caller.isEmpty()) {
      return refuse(context, "session.over", "the session is over; sign in again", null);
    }
    if (!HARMLESS.contains(context.request().method())
        && !Sessions.isCsrf(secret, context.request().getHeader("X-CSRF-Token"))) {
      throw refused("csrf.missing", "expected the header X-CSRF-Token as GET /session says it");
    }
    return caller;
  }

  private Optional<Caller> byToken(RoutingContext context, String secret) {
    String address = context.request().remoteAddress().hostAddress();
    if (isGuess(secret) && throttle.isExhausted(address)) {
      context.response().putHeader("Retry-After", "1");
      Refusals.send(
          context, 429, "token.throttled", "too many wrong tokens came from your address");
      return Optional.empty();
    }
    Optional<Caller> caller = credentials.byToken(secret);
    if (caller.isEmpty()) {
      throttle.failed(address);
      return refuse(
          context,
          "token.invalid",
          "the API token is unknown, revoked or expired",
          "error=\"invalid_token\"");
    }
    return caller;
  }

  static boolean isGuess(String secret) {
    return secret.length() < UNGUESSABLE_LENGTH;
  }

  private static String needed(Endpoint endpoint, Caller caller) {
    return "this needs the role "
        + String.join(" or ", endpoint.roles().stream().map(role -> role.code()).toList())
        + ", found "
        + caller.role().code();
  }

  private static Problem refused(String code, String detail) {
    return new Problem(Problem.Kind.FORBIDDEN, code, detail);
  }

  private static Optional<Caller> refuse(
      RoutingContext context, String code, String detail, @Nullable String error) {
    context
        .response()
        .putHeader(
            "WWW-Authenticate", "Bearer realm=\"fieldcare\"" + (error == null ? "" : ", " + error));
    Refusals.send(context, 401, code, detail);
    return Optional.empty();
  }

  private static @Nullable String bearer(@Nullable String header) {
    if (header == null || !header.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return null;
    }
    String secret = header.substring(7).strip();
    return secret.isEmpty() ? null : secret;
  }
}
