package dev.fieldcare.api;

import dev.fieldcare.base.Json;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The console's files, read once from the class path, where its build put them with a list of their
 * names. A browser asks each time whether its copy of the page is still good and keeps what the
 * page names by hash; nothing from elsewhere may run in the page.
 */
final class Pages {
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "woff2", "font/woff2");

  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:;"
          + " font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self';"
          + " frame-ancestors 'none'";

  /** Its name holds the hash of what is in it, so it never changes. */
  private static final String IMMUTABLE = "public, max-age=31536000, immutable";

  private record Page(Buffer bytes, String type, String tag, String caching) {}

  private Pages() {}

  static List<Endpoint> endpoints() {
    var found = new ArrayList<Endpoint>();
    for (String file : text("files.txt").lines().toList()) {
      found.add(page(file.equals("index.html") ? "/" : "/" + file, file));
    }
    return found;
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
        .with("Cache-Control", page.caching())
        .with("Content-Security-Policy", POLICY)
        .with("Referrer-Policy", "no-referrer")
        .with("X-Frame-Options", "DENY");
  }

  private static Page read(String file) {
    byte[] bytes = bytes(file);
    String type = TYPES.getOrDefault(file.substring(file.lastIndexOf('.') + 1), "text/plain");
    String tag = HexFormat.of().formatHex(Json.sha256(bytes), 0, 12);
    String caching = file.startsWith("assets/") ? IMMUTABLE : "no-cache";
    return new Page(Buffer.buffer(bytes), type, "\"" + tag + "\"", caching);
  }

  private static String text(String file) {
    return new String(bytes(file), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String file) {
    try (InputStream in = Pages.class.getResourceAsStream("/web/" + file)) {
      if (in == null) {
        throw new IllegalStateException(
            "the class path lacks /web/" + file + ": the console was not built");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException("cannot read /web/" + file, e);
    }
  }
}
