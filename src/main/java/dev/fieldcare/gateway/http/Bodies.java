package dev.fieldcare.gateway.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/** Reads bodies that have a limit. */
final class Bodies {
  private static final int LIMIT = 128 * 1024;

  private Bodies() {}

  /** Fails with 413 when it is too long. */
  static Future<Buffer> read(HttpServerRequest request) {
    Promise<Buffer> read = Promise.promise();
    Buffer body = Buffer.buffer();
    request.handler(
        piece -> {
          if (body.length() + piece.length() > LIMIT) {
            request.response().putHeader("Connection", "close");
            read.tryFail(
                new Refusal(413, "rest.body.tooLarge", "expected at most " + LIMIT + " bytes"));
          } else {
            body.appendBuffer(piece);
          }
        });
    request.endHandler(end -> read.tryComplete(body));
    request.exceptionHandler(read::tryFail);
    return read.future();
  }
}
