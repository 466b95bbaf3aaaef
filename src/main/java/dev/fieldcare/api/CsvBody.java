package dev.fieldcare.api;

import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.CsvImport;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** A request whose body is a CSV file; it is read off the event loop. */
final class CsvBody {
  private CsvBody() {}

  /** All lines or none; the answer to a file with faults names each with its line. */
  static Future<Reply> importing(
      Vertx vertx, Call call, Function<Reader, Future<CsvImport>> importing) {
    Buffer bytes = call.bytes();
    if (bytes.length() == 0) {
      throw Problem.badInput("body.missing", "body: expected a CSV file, found nothing");
    }
    String type = call.request().getHeader("Content-Type");
    if (type != null && type.startsWith("multipart/")) {
      throw Problem.badInput(
          "body.type", "Content-Type: expected text/csv, the file itself, found " + type);
    }
    return vertx
        .executeBlocking(
            () ->
                importing.apply(
                    new InputStreamReader(
                        new ByteArrayInputStream(bytes.getBytes()), StandardCharsets.UTF_8)))
        .compose(outcome -> outcome)
        .map(outcome -> Reply.ok(DeviceJson.of(outcome)).status(outcome.isRefused() ? 400 : 200));
  }
}
