package dev.fieldcare.api;

import dev.fieldcare.base.Problem;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lets in whoever carries a token whose role the route admits, and tells the others why not. */
final class Door {
  /** What somebody made by hand may be guessed; what {@link Tokens} makes may not. */
  private static final int UNGUESSABLE_LENGTH = 32;

  private final Tokens tokens;
  private final Throttle throttle;

  Door(Tokens tokens, Throttle throttle) {
    this.tokens = tokens;
    this.throttle = throttle;
  }

  /** Who asks, or empty after having answered with a refusal. */
  Optional<Caller> admit(RoutingContext context, Endpoint endpoint) {
    String secret = bearer(context.request().getHeader("Authorization"));
    if (secret == null) {
      return refuse(
          context, "token.missing", "expected the header Authorization: Bearer <API token>", null);
    }
    String address = context.request().remoteAddress().hostAddress();
    if (secret.length() < UNGUESSABLE_LENGTH && throttle.isExhausted(address)) {
      context.response().putHeader("Retry-After", "1");
      Refusals.send(
          context, 429, "token.throttled", "too many wrong tokens came from your address");
      return Optional.empty();
    }
    Optional<Caller> caller = tokens.authenticate(secret);
    if (caller.isEmpty()) {
      throttle.failed(address);
      return refuse(
          context,
          "token.invalid",
          "the API token is unknown, revoked or expired",
          "error=\"invalid_token\"");
    }
    if (!endpoint.admits(caller.get().role())) {
      throw new Problem(
          Problem.Kind.FORBIDDEN,
          "role.insufficient",
          "this needs the role "
              + String.join(" or ", endpoint.roles().stream().map(role -> role.code()).toList())
              + ", found "
              + caller.get().role().code());
    }
    return caller;
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
