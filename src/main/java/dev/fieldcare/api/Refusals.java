package dev.fieldcare.api;

import dev.fieldcare.base.Outage;
import dev.fieldcare.base.Problem;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers what went wrong as RFC 9457 {@code application/problem+json}. What nobody foresaw is
 * logged once, under an incident id that the answer carries instead of the details.
 */
final class Refusals {
  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

  /** Seconds: an embedded database is back within two or three. */
  private static final String RETRY_AFTER = "3";

  private static final Map<Integer, String> TITLES =
      Map.ofEntries(
          Map.entry(400, "Bad request"),
          Map.entry(401, "Not authenticated"),
          Map.entry(403, "Forbidden"),
          Map.entry(404, "Not found"),
          Map.entry(405, "Method not allowed"),
          Map.entry(409, "Conflict"),
          Map.entry(413, "Too large"),
          Map.entry(415, "Unsupported media type"),
          Map.entry(429, "Too many requests"),
          Map.entry(500, "Internal error"),
          Map.entry(503, "Not available"));

  private Refusals() {}

  /** The failure handler of the whole router. */
  static void answer(RoutingContext context) {
    Throwable failure = context.failure();
    if (failure instanceof Problem problem && problem.kind() != Problem.Kind.INTERNAL) {
      problem
          .retryAfter()
          .ifPresent(
              wait ->
                  context
                      .response()
                      .putHeader("Retry-After", Long.toString(Math.max(1, wait.toSeconds()))));
      send(
          context,
          problem.kind().status(),
          problem.code(),
          problem.message(),
          problem.field().orElse(null));
    } else if (failure instanceof io.vertx.core.VertxException && context.response().closed()) {
      // the client went away: nobody to tell
      return;
    } else if (failure == null || isVertxRefusal(failure)) {
      int status = context.statusCode();
      send(context, status < 400 ? 500 : status, codeOf(status), detailOf(status));
    } else if (Outage.isOne(failure)) {
      LOG.warn("{} waits for the database: {}", context.request().path(), failure.toString());
      send(context, 503, "database.away", "the database is away or starts; try again in a moment");
    } else {
      incident(context, failure);
    }
  }

  static void send(RoutingContext context, int status, String code, String detail) {
    send(context, status, code, detail, null);
  }

  private static void send(
      RoutingContext context, int status, String code, String detail, @Nullable String field) {
    if (context.response().headWritten()) {
      context.response().reset();
      return;
    }
    if (status == 503) {
      context.response().putHeader("Retry-After", RETRY_AFTER);
    }
    context
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/problem+json")
        .end(problem(context, status, code, detail, field).toBuffer());
  }

  private static JsonObject problem(
      RoutingContext context, int status, String code, String detail, @Nullable String field) {
    var json =
        new JsonObject()
            .put("type", "urn:fieldcare:problem:" + code)
            .put("title", TITLES.getOrDefault(status, "Refused"))
            .put("status", status)
            .put("detail", detail)
            .put("code", code)
            .put("instance", context.request().path());
    return field == null ? json : json.put("field", field);
  }

  private static void incident(RoutingContext context, Throwable failure) {
    String id = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    LOG.error(
        "incident {} at {} {}", id, context.request().method(), context.request().path(), failure);
    send(
        context,
        500,
        "internal",
        "something went wrong that we did not foresee; its particulars are in the server's log"
            + " under incident "
            + id);
  }

  private static boolean isVertxRefusal(Throwable failure) {
    return failure instanceof io.vertx.ext.web.handler.HttpException;
  }

  private static String codeOf(int status) {
    return switch (status) {
      case 400 -> "request.malformed";
      case 404 -> "route.unknown";
      case 405 -> "method.unknown";
      case 413 -> "body.too_large";
      default -> "http." + status;
    };
  }

  private static String detailOf(int status) {
    return switch (status) {
      case 400 -> "the request cannot be read: expected a well-formed path and query";
      case 404 -> "there is nothing here; /api/v1/openapi.json lists what there is";
      case 413 -> "the body is larger than this route takes";
      default -> "the request was refused";
    };
  }
}
