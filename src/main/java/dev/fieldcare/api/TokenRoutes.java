package dev.fieldcare.api;

import dev.fieldcare.base.Nearest;
import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Role;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The API tokens of people and programs. */
final class TokenRoutes {
  private static final List<String> ROLES =
      Arrays.stream(Role.values()).map(role -> role.code()).toList();
  private static final int LONGEST_NAME = 100;

  private final Tokens tokens;
  private final Clock clock;

  TokenRoutes(Tokens tokens, Clock clock) {
    this.tokens = tokens;
    this.clock = clock;
  }

  Future<Reply> list(Call call) {
    int limit = call.query().limit();
    return tokens
        .list(limit + 1, call.query().cursor("after"))
        .map(
            found -> {
              var items = found.stream().limit(limit).map(Tokens.Token::toJson).toList();
              String next = found.size() > limit ? Long.toString(found.get(limit - 1).id()) : null;
              return Reply.page(items, next);
            });
  }

  Future<Reply> create(Call call) {
    Body body = call.body("name", "role", "customer", "expiresAt");
    return tokens
        .create(wish(body), call.caller().actor())
        .map(
            made -> {
              JsonObject json = made.token().toJson().put("token", made.secret());
              return Reply.created("/api/v1/tokens/" + made.token().id(), json);
            });
  }

  Future<Reply> revoke(Call call) {
    long id;
    try {
      id = Long.parseLong(call.path("id"));
    } catch (NumberFormatException e) {
      throw Problem.notFound("token.unknown", "there is no token " + call.path("id"));
    }
    return tokens.revoke(id, call.caller().actor()).map(v -> Reply.nothing());
  }

  private Tokens.Wish wish(Body body) {
    String name = body.required("name");
    if (name.length() > LONGEST_NAME) {
      throw Body.bad("name", "at most " + LONGEST_NAME + " characters", name.length());
    }
    Role role = role(body.required("role"));
    String customer = body.text("customer");
    if ((role == Role.CUSTOMER) != (customer != null)) {
      throw Body.bad(
          "customer",
          role == Role.CUSTOMER ? "the customer whose token it is" : "none for role " + role.code(),
          customer == null ? "none" : customer);
    }
    return new Tokens.Wish(name, role, customer, expiry(body.text("expiresAt"), clock.instant()));
  }

  static Role role(String code) {
    return Role.find(code)
        .orElseThrow(
            () ->
                Body.bad(
                    "role",
                    "one of " + String.join(", ", ROLES),
                    code + Nearest.hint(code, ROLES)));
  }

  static @Nullable Instant expiry(@Nullable String text, Instant now) {
    if (text == null) {
      return null;
    }
    Instant found = Times.instant("expiresAt", text);
    if (!found.isAfter(now)) {
      throw Body.bad("expiresAt", "a time to come", text);
    }
    return found;
  }
}
