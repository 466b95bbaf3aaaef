package dev.fieldcare.base;

import dev.fieldcare.base.Database.Coordinates;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads {@code database.url}. */
final class DatabaseUrl {
  private DatabaseUrl() {}

  /** The settings' own user and password win over those within the URL. */
  static Coordinates parse(DatabaseSettings settings) {
    URI url = uri(String.valueOf(settings.url()));
    String[] login = decoded(url.getRawUserInfo()).split(":", 2);
    String user = settings.user() != null ? settings.user() : login[0];
    String password =
        settings.password() != null ? settings.password() : login.length > 1 ? login[1] : "";
    if (user.isBlank()) {
      throw Problem.badInput("database.url", "database.url names no user, nor does database.user");
    }
    int port = url.getPort() < 0 ? 5432 : url.getPort();
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    String jdbc = "jdbc:postgresql://" + url.getHost() + ":" + port + url.getRawPath() + query;
    return new Coordinates(jdbc, user, password);
  }

  private static URI uri(String text) {
    try {
      var url = new URI(text.startsWith("jdbc:") ? text.substring("jdbc:".length()) : text);
      boolean isKnown = "postgresql".equals(url.getScheme()) || "postgres".equals(url.getScheme());
      if (isKnown && url.getHost() != null && url.getRawPath().length() > 1) {
        return url;
      }
      throw malformed();
    } catch (URISyntaxException e) {
      throw malformed();
    }
  }

  /** Does not repeat the text, nor carry a cause that does: it may hold a password. */
  private static Problem malformed() {
    return Problem.badInput(
        "database.url",
        "database.url is not of the form postgresql://user:password@host:port/database");
  }

  private static String decoded(@Nullable String text) {
    return text == null ? "" : URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
