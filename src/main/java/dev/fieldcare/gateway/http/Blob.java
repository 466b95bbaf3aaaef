package dev.fieldcare.gateway.http;

import java.io.IOException;
import java.nio.file.Files;
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

  static Blob of(Path file, long size, String tag, String filename) {
    try {
      Instant modified = Files.getLastModifiedTime(file).toInstant();
      return new Blob(file, size, modified, tag, filename);
    } catch (IOException e) {
      throw new Refusal(410, "artifact.binaryDeleted", filename + " is gone");
    }
  }

  String etag() {
    return "\"" + tag + "\"";
  }

  String lastModified() {
    return HTTP_DATE.format(modified);
  }
}
