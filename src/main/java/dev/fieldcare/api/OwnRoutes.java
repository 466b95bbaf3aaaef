package dev.fieldcare.api;

import dev.fieldcare.api.signin.Session;
import dev.fieldcare.api.signin.SignIn;
import dev.fieldcare.api.signin.User;
import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Role;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.List;

/** What users change of their own: password, one-time codes, API tokens. */
final class OwnRoutes {
  private static final int MOST_TOKENS = 50;
  private static final int LONGEST_NAME = 100;

  private final SignIn signIn;
  private final Tokens tokens;
  private final SessionRoutes sessions;
  private final Clock clock;

  OwnRoutes(SignIn signIn, Tokens tokens, SessionRoutes sessions, Clock clock) {
    this.signIn = signIn;
    this.tokens = tokens;
    this.sessions = sessions;
    this.clock = clock;
  }

  Future<Reply> changePassword(Call call) {
    Body body = call.body("old", "new");
    return signIn
        .changePassword(session(call), body.required("old"), body.required("new"))
        .map(made -> sessions.entered(made, call.request()));
  }

  Future<Reply> proposeTotp(Call call) {
    return signIn.proposeTotp(session(call)).map(Reply::ok);
  }

  Future<Reply> confirmTotp(Call call) {
    return signIn
        .confirmTotp(session(call), call.body("code").required("code"))
        .map(user -> Reply.nothing());
  }

  Future<Reply> removeTotp(Call call) {
    return signIn
        .removeTotp(session(call), call.body("password").required("password"))
        .map(user -> Reply.nothing());
  }

  /** Those in force; who came with a token has none of their own. */
  Future<Reply> tokens(Call call) {
    Session session = call.caller().session();
    List<JsonObject> items =
        session == null || session.user() == null
            ? List.of()
            : tokens.of(session.user()).stream().map(Tokens.Token::toJson).toList();
    return Future.succeededFuture(Reply.page(items, null));
  }

  Future<Reply> createToken(Call call) {
    User user = signIn.own(session(call));
    Body body = call.body("name", "role", "expiresAt");
    String name = body.required("name");
    if (name.length() > LONGEST_NAME) {
      throw Body.bad("name", "at most " + LONGEST_NAME + " characters", name.length());
    }
    String wanted = body.text("role");
    Role role = wanted == null ? user.role() : TokenRoutes.role(wanted);
    if (!mayGive(user.role(), role)) {
      throw new Problem(
          Problem.Kind.FORBIDDEN,
          "token.role",
          "role: expected your own or a lesser one, found " + role.code());
    }
    if (tokens.of(user.name()).size() >= MOST_TOKENS) {
      throw Problem.conflict("token.many", "expected at most " + MOST_TOKENS + " tokens of yours");
    }
    var wish =
        new Tokens.Wish(
            name,
            role,
            user.customer(),
            TokenRoutes.expiry(body.text("expiresAt"), clock.instant()));
    return tokens
        .create(wish, new Tokens.Owner(user.name(), user.standing()))
        .map(
            made ->
                Reply.created(
                    "/api/v1/me/tokens/" + made.token().id(),
                    made.token().toJson().put("token", made.secret())));
  }

  Future<Reply> revokeToken(Call call) {
    User user = signIn.own(session(call));
    String id = call.path("id");
    return tokens.of(user.name()).stream()
        .filter(token -> Long.toString(token.id()).equals(id))
        .findAny()
        .map(token -> tokens.revoke(token.id(), call.caller().actor()).map(v -> Reply.nothing()))
        .orElseThrow(
            () -> Problem.notFound("token.unknown", "there is no token " + id + " of yours"));
  }

  /** Roles have no order of their own; an administrator's is above all, a viewer's below. */
  static boolean mayGive(Role own, Role wanted) {
    return own == wanted
        || own == Role.ADMIN && wanted != Role.CUSTOMER
        || own != Role.CUSTOMER && wanted == Role.VIEWER;
  }

  private static Session session(Call call) {
    Session session = call.caller().session();
    if (session == null) {
      throw new Problem(
          Problem.Kind.FORBIDDEN,
          "session.needed",
          "this is for users who signed in themselves, not for API tokens");
    }
    return session;
  }
}
