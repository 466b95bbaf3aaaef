package dev.fieldcare.api;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.Set;

/** The cookie that says whose session a request belongs to; no script can read it. */
final class SessionCookie {
  static final String NAME = "fieldcare_session";

  private SessionCookie() {}

  /** What it says; two of the name are none, since one of them is not ours. */
  static Optional<String> of(HttpServerRequest request) {
    Set<Cookie> found = request.cookies(NAME);
    return found.size() == 1
        ? Optional.of(found.iterator().next().getValue()).filter(value -> !value.isEmpty())
        : Optional.empty();
  }

  /** As the header sets it, until the browser closes or the server ends the session. */
  static String set(String secret, boolean isSecure) {
    return base(secret, isSecure).encode();
  }

  static String gone(boolean isSecure) {
    return base("", isSecure).setMaxAge(0).encode();
  }

  private static Cookie base(String value, boolean isSecure) {
    return Cookie.cookie(NAME, value)
        .setPath("/")
        .setHttpOnly(true)
        .setSecure(isSecure)
        .setSameSite(CookieSameSite.STRICT);
  }
}
