package dev.fieldcare.base;

import org.jspecify.annotations.Nullable;

/**
 * Which database to use: one by URL, or, without a URL, the embedded one on {@code port} (0 = any
 * free one).
 *
 * @param url {@code postgresql://user:password@host:port/database}; user and password may instead
 *     be given apart
 */
public record DatabaseSettings(
    @Nullable String url, @Nullable String user, @Nullable String password, int port) {

  public static DatabaseSettings embedded(int port) {
    return new DatabaseSettings(null, null, null, port);
  }

  @Override
  public String toString() {
    return url == null ? "embedded on port " + port : "by URL";
  }
}
