package dev.fieldcare.gateway.http;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * A file that has been found to be what its hash says.
 *
 * @param tag what its ETag is, without quotes
 */
record Blob(Path file, long size, Instant modified, String tag, String filename) {
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  String etag() {
    return "\"" + tag + "\"";
  }

  String lastModified() {
    return HTTP_DATE.format(modified);
  }
}
