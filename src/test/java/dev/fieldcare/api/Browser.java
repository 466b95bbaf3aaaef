package dev.fieldcare.api;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/** Somebody at a browser: keeps the cookie of a session and sends its CSRF token along. */
final class Browser {
  private final ApiServer server;
  String cookie = "";
  String csrf = "";

  Browser(ApiServer server) {
    this.server = server;
  }

  /** Signs in with a password, and with a code if there is one. */
  HttpResponse<String> signIn(String user, String password, @Nullable String code) {
    var body = new JsonObject().put("user", user).put("password", password);
    if (code != null) {
      body.put("code", code);
    }
    return signIn(body);
  }

  HttpResponse<String> signIn(JsonObject body) {
    return taken(
        server.send(
            server
                .request("/api/v1/session")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.encode()))));
  }

  HttpResponse<String> get(String path) {
    return send("GET", path, null);
  }

  HttpResponse<String> send(String method, String path, @Nullable JsonObject body) {
    return taken(server.send(request(method, path, body).header("X-CSRF-Token", csrf)));
  }

  HttpResponse<String> sendWithoutCsrf(String method, String path, @Nullable JsonObject body) {
    return server.send(request(method, path, body));
  }

  private HttpRequest.Builder request(String method, String path, @Nullable JsonObject body) {
    var publisher =
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body.encode());
    return server
        .request(path)
        .header("Cookie", SessionCookie.NAME + "=" + cookie)
        .method(method, publisher);
  }

  private HttpResponse<String> taken(HttpResponse<String> answer) {
    answer
        .headers()
        .firstValue("Set-Cookie")
        .ifPresent(
            set -> {
              cookie = set.substring(set.indexOf('=') + 1, set.indexOf(';'));
              csrf = answer.statusCode() == 200 ? ApiServer.json(answer).getString("csrf") : "";
            });
    return answer;
  }
}
