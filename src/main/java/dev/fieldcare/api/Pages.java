package dev.fieldcare.api;

import dev.fieldcare.base.Json;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The console's files, read once from the class path. A browser asks each time whether its copy is
 * still good; nothing from elsewhere may run in the page.
 */
final class Pages {
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml");

  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private record Page(Buffer bytes, String type, String tag) {}

  private Pages() {}

  static List<Endpoint> endpoints() {
    return List.of(
        page("/", "index.html"),
        page("/app.js", "app.js"),
        page("/chart.js", "chart.js"),
        page("/words.js", "words.js"),
        page("/server.js", "server.js"),
        page("/ask.js", "ask.js"),
        page("/make.js", "make.js"),
        page("/rollouts.js", "rollouts.js"),
        page("/rollout-parts.js", "rollout-parts.js"),
        page("/rollout-picture.js", "rollout-picture.js"),
        page("/rollout-words.js", "rollout-words.js"),
        page("/style.css", "style.css"),
        page("/icon.svg", "icon.svg"));
  }

  private static Endpoint page(String path, String file) {
    Page page = read(file);
    return Endpoint.get(path, Set.of(), call -> Future.succeededFuture(answer(page, call)));
  }

  private static Reply answer(Page page, Call call) {
    String known = call.request().getHeader("If-None-Match");
    boolean isKnown = known != null && (known.contains(page.tag()) || known.equals("*"));
    Reply reply = isKnown ? Reply.nothing().status(304) : Reply.of(200, page.type(), page.bytes());
    return reply
        .with("ETag", page.tag())
        .with("Cache-Control", "no-cache")
        .with("Content-Security-Policy", POLICY)
        .with("Referrer-Policy", "no-referrer")
        .with("X-Frame-Options", "DENY");
  }

  private static Page read(String file) {
    try (InputStream in = Pages.class.getResourceAsStream("/web/" + file)) {
      if (in == null) {
        throw new IllegalStateException("the class path lacks /web/" + file);
      }
      byte[] bytes = in.readAllBytes();
      String type = TYPES.getOrDefault(file.substring(file.lastIndexOf('.') + 1), "text/plain");
      String tag = HexFormat.of().formatHex(Json.sha256(bytes), 0, 12);
      return new Page(Buffer.buffer(bytes), type, "\"" + tag + "\"");
    } catch (IOException e) {
      throw new IllegalStateException("cannot read /web/" + file, e);
    }
  }
}
