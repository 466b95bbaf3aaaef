package dev.fieldcare.api;

import dev.fieldcare.api.signin.Profile;
import dev.fieldcare.api.signin.SignIn;
import dev.fieldcare.api.signin.User;
import dev.fieldcare.api.signin.Users;
import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Role;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The users, for administrators. */
final class UserRoutes {
  private final SignIn signIn;

  UserRoutes(SignIn signIn) {
    this.signIn = signIn;
  }

  Future<Reply> list(Call call) {
    int limit = call.query().limit();
    List<User> found = signIn.users().list(limit + 1, call.query().text("after"));
    List<User> shown = found.stream().limit(limit).toList();
    String next = found.size() > limit ? shown.getLast().name() : null;
    return Future.all(shown.stream().map(this::json).toList())
        .map(all -> Reply.page(all.list(), next));
  }

  Future<Reply> get(Call call) {
    return json(signIn.users().get(call.path("user"))).map(Reply::ok);
  }

  Future<Reply> create(Call call) {
    Body body = call.body("user", "name", "role", "customer", "email", "language", "password");
    String name = body.required("user");
    if (!Users.NAME.matcher(name).matches()) {
      throw Body.bad("user", "small letters, digits and . _ @ + -, 64 at most", name);
    }
    Profile profile =
        new Profile(
                body.required("name"),
                TokenRoutes.role(body.required("role")),
                body.text("customer"),
                body.text("email"),
                body.text("language"))
            .checked();
    return signIn
        .invite(name, profile, body.text("password"), call.caller().actor())
        .compose(
            invited ->
                json(invited.user())
                    .map(json -> Reply.created("/api/v1/users/" + name, shown(json, invited))));
  }

  Future<Reply> change(Call call) {
    String name = call.path("user");
    User user = signIn.users().get(name);
    Body body = call.body("name", "role", "customer", "email", "language");
    Role role =
        body.json().containsKey("role") ? TokenRoutes.role(body.required("role")) : user.role();
    Profile profile =
        new Profile(
                body.json().containsKey("name") ? body.required("name") : user.fullName(),
                role,
                text(body, "customer", role == Role.CUSTOMER ? user.customer() : null),
                text(body, "email", user.email()),
                text(body, "language", user.language()))
            .checked();
    if (role != user.role()) {
      refuseSelf(call, name);
    }
    return signIn.change(name, profile, call.caller().actor()).compose(this::json).map(Reply::ok);
  }

  Future<Reply> transition(Call call) {
    String name = call.path("user");
    String to = call.body("to").required("to");
    String actor = call.caller().actor();
    Future<User> done =
        switch (to) {
          case "disabled" -> {
            refuseSelf(call, name);
            yield signIn.disable(name, true, actor);
          }
          case "active" -> signIn.disable(name, false, actor);
          case "unlocked" -> signIn.unlock(name, actor);
          default -> throw Body.bad("to", "disabled, active or unlocked", to);
        };
    return done.compose(this::json).map(Reply::ok);
  }

  /** With a new password that is shown this once, or the one that was given. */
  Future<Reply> resetPassword(Call call) {
    String given = call.hasBody() ? call.body("password").text("password") : null;
    return signIn
        .reset(call.path("user"), given, call.caller().actor())
        .compose(reset -> json(reset.user()).map(json -> Reply.ok(shown(json, reset))));
  }

  Future<Reply> removeTotp(Call call) {
    return signIn.removeTotp(call.path("user"), call.caller().actor()).map(user -> Reply.nothing());
  }

  private Future<JsonObject> json(User user) {
    return signIn
        .lockedUntil(user.name())
        .map(until -> user.toJson().put("lockedUntil", until.map(Object::toString).orElse(null)));
  }

  private static JsonObject shown(JsonObject user, SignIn.Invited invited) {
    return user.put("password", invited.password());
  }

  /** An administrator who shuts themselves out helps nobody. */
  private static void refuseSelf(Call call, String name) {
    if (call.caller().name().equals(name)) {
      throw Problem.conflict("user.self", "somebody else must do that to you");
    }
  }

  private static @Nullable String text(Body body, String name, @Nullable String otherwise) {
    return body.json().containsKey(name) ? body.text(name) : otherwise;
  }
}
