package dev.fieldcare.api;

import dev.fieldcare.base.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Consumer;

/**
 * Reads a request's body as it is. vertx-web's own handler would take what curl sends without a
 * Content-Type for a form, and trip over a percent sign in it.
 */
final class Upload {
  private final RoutingContext context;
  private final int limit;
  private final Consumer<Buffer> then;
  private final Buffer read = Buffer.buffer();
  private boolean isRefused;

  private Upload(RoutingContext context, int limit, Consumer<Buffer> then) {
    this.context = context;
    this.limit = limit;
    this.then = then;
  }

  /** Hands over the whole body, or answers 413; to be called before the request goes on. */
  static void read(RoutingContext context, int limit, Consumer<Buffer> then) {
    HttpServerRequest request = context.request();
    var upload = new Upload(context, limit, then);
    String length = request.getHeader("Content-Length");
    if (length != null && (length.length() > 10 || Long.parseLong(length) > limit)) {
      upload.refuse();
      return;
    }
    request.handler(upload::add);
    request.endHandler(end -> upload.end());
    request.exceptionHandler(failure -> upload.isRefused = true);
    if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
      context.response().writeContinue();
    }
  }

  private void add(Buffer chunk) {
    if (!isRefused && read.length() + chunk.length() > limit) {
      refuse();
    } else if (!isRefused) {
      read.appendBuffer(chunk);
    }
  }

  private void end() {
    if (!isRefused) {
      then.accept(read);
    }
  }

  private void refuse() {
    isRefused = true;
    context.fail(
        new Problem(
            Problem.Kind.TOO_LARGE,
            "body.too_large",
            "body: expected at most " + limit + " bytes, found more"));
  }
}
