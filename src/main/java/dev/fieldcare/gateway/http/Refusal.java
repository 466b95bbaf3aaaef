package dev.fieldcare.gateway.http;

import dev.fieldcare.base.Problem;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;

/** An answer that says no, in the form that clients of the DDI API know. */
final class Refusal extends RuntimeException {
  private static final String PREFIX = "hawkbit.server.error.";

  private final int status;
  private final String code;

  Refusal(int status, String code, String message) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
  }

  static Refusal notFound(String what) {
    return new Refusal(
        404, "repo.entityNotFound", what + " does not exist or is not this device's");
  }

  static Refusal unreadable(String message) {
    return new Refusal(400, "rest.body.notReadable", message);
  }

  static Refusal of(Throwable cause) {
    if (cause instanceof Refusal refusal) {
      return refusal;
    }
    if (cause instanceof Problem problem) {
      return switch (problem.kind()) {
        case TOO_LARGE -> new Refusal(429, "quota.tooManyEntries", problem.message());
        case NOT_FOUND -> new Refusal(404, "repo.entityNotFound", problem.message());
        case BAD_INPUT -> new Refusal(400, "repo.constraintViolation", problem.message());
        case CONFLICT -> new Refusal(409, "repo.concurrentModification", problem.message());
        default -> new Refusal(problem.kind().status(), "internal", problem.message());
      };
    }
    return new Refusal(500, "internal", "the server could not answer");
  }

  int status() {
    return status;
  }

  void answer(HttpServerRequest request) {
    var response = request.response();
    if (response.ended() || response.closed()) {
      return;
    }
    if (response.headWritten()) {
      // The rest of what was promised will not come: only the end of the connection says so.
      request.connection().close();
      return;
    }
    response.setStatusCode(status);
    if (status == 401 || code.isEmpty()) {
      response.end();
      return;
    }
    response
        .putHeader("Content-Type", "application/json")
        .end(
            new JsonObject()
                .put("exceptionClass", "dev.fieldcare.Refusal")
                .put("errorCode", PREFIX + code)
                .put("message", getMessage())
                .toBuffer());
  }
}
