package dev.fieldcare.api;

import dev.fieldcare.api.signin.OpenId;
import dev.fieldcare.api.signin.SignIn;
import dev.fieldcare.base.Problem;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import java.util.Set;
import java.util.regex.Pattern;

/** To the organisation's provider and back. */
final class OpenIdRoutes {
  static final String COOKIE = "fieldcare_openid";
  private static final String PATH = "/api/v1/signin/openid";

  /** A page of the console, and nothing that HTML could read as more. */
  private static final Pattern PAGE = Pattern.compile("/#/[A-Za-z0-9_\\-./?=&%+~:,@!*]{0,1000}");

  private static final String POLICY =
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final OpenId openId;
  private final SignIn signIn;

  OpenIdRoutes(OpenId openId, SignIn signIn) {
    this.openId = openId;
    this.signIn = signIn;
  }

  Future<Reply> start(Call call) {
    String to = call.request().getParam("to", "/");
    return openId
        .start(PAGE.matcher(to).matches() ? to : "/")
        .map(
            start ->
                new Reply(302, MultiMap.caseInsensitiveMultiMap(), null)
                    .with("Location", start.url())
                    .with(
                        "Set-Cookie",
                        cookie(start.browser(), OpenId.FLOW_LIFE.toSeconds(), call.request())));
  }

  Future<Reply> callback(Call call) {
    HttpServerRequest request = call.request();
    Future<OpenId.Entry> entry;
    try {
      entry =
          openId.enter(
              new OpenId.Answer(
                  request.getParam("state", ""),
                  browser(request),
                  request.getParam("code", ""),
                  request.getParam("iss")),
              request.remoteAddress().hostAddress());
    } catch (Problem e) {
      entry = Future.failedFuture(e);
    }
    return entry
        .map(
            in ->
                page(
                        200,
                        "<meta http-equiv=\"refresh\" content=\"0;url="
                            + in.to().replace("&", "&amp;")
                            + "\">",
                        "<p lang=\"zh\">正在进入 Fieldcare…</p><p lang=\"en\">Entering Fieldcare…</p>")
                    .with("Set-Cookie", session(in, request)))
        .recover(
            failure ->
                failure instanceof Problem problem
                    ? Future.succeededFuture(refusal(problem))
                    : Future.failedFuture(failure));
  }

  private static String browser(HttpServerRequest request) {
    Set<Cookie> found = request.cookies(COOKIE);
    return found.size() == 1 ? found.iterator().next().getValue() : "";
  }

  private String session(OpenId.Entry in, HttpServerRequest request) {
    return SessionCookie.set(in.made().secret(), isSecure(request));
  }

  /** Sent along when another site sends the browser back, which a strict one would not be. */
  private String cookie(String value, long seconds, HttpServerRequest request) {
    return Cookie.cookie(COOKIE, value)
        .setPath(PATH)
        .setHttpOnly(true)
        .setSecure(isSecure(request))
        .setSameSite(CookieSameSite.LAX)
        .setMaxAge(seconds)
        .encode();
  }

  private boolean isSecure(HttpServerRequest request) {
    return request.isSSL() || signIn.settings().secureCookie();
  }

  private static Reply refusal(Problem problem) {
    boolean isRole = problem.code().equals("openid.noRole");
    String zh = isRole ? "您的账号在 Fieldcare 中没有角色，请联系管理员。" : "登录未成功，请重试；仍不成功时请联系管理员。";
    String en =
        isRole
            ? "Your account has no role in Fieldcare. Ask your administrator for one."
            : "Signing in did not succeed. Try again, or ask your administrator.";
    return page(
        403,
        "",
        "<p lang=\"zh\">"
            + zh
            + "</p><p lang=\"en\">"
            + en
            + "</p><p><a href=\"/\">Fieldcare</a> ("
            + problem.code()
            + ")</p>");
  }

  private static Reply page(int status, String head, String body) {
    String html =
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
            + "<meta name=\"viewport\" content=\"width=device-width\"><title>Fieldcare</title>"
            + head
            + "</head><body><main>"
            + body
            + "</main></body></html>";
    return Reply.of(status, "text/html; charset=utf-8", Buffer.buffer(html))
        .with("Content-Security-Policy", POLICY)
        .with("Referrer-Policy", "no-referrer")
        .with("X-Frame-Options", "DENY");
  }
}
