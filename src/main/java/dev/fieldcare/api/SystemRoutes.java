package dev.fieldcare.api;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.concurrent.TimeUnit;

/** What machines ask about the server itself: health, metrics, the description of the API. */
final class SystemRoutes {
  private final Clock clock;
  private final Readiness readiness;
  private final PrometheusMeterRegistry metrics;
  private final Buffer document = OpenApi.document().toBuffer();

  SystemRoutes(Readiness readiness, PrometheusMeterRegistry metrics, Clock clock) {
    this.clock = clock;
    this.readiness = readiness;
    this.metrics = metrics;
  }

  Future<Reply> live(Call call) {
    return Future.succeededFuture(Reply.ok(new JsonObject().put("status", "up")));
  }

  /** 200 only when everything is up, otherwise 503 with what is missing. */
  Future<Reply> ready(Call call) {
    return readiness
        .missing()
        .timeout(2, TimeUnit.SECONDS)
        .otherwise(failure -> java.util.List.of("no answer: " + failure.getMessage()))
        .map(
            missing ->
                missing.isEmpty()
                    ? Reply.ok(new JsonObject().put("status", "up"))
                    : Reply.ok(
                            new JsonObject()
                                .put("status", "down")
                                .put("missing", new JsonArray(missing)))
                        .status(503));
  }

  Future<Reply> metrics(Call call) {
    return Future.succeededFuture(
        Reply.of(200, "text/plain; version=0.0.4; charset=utf-8", Buffer.buffer(metrics.scrape())));
  }

  Future<Reply> openApi(Call call) {
    return Future.succeededFuture(Reply.json(document));
  }

  Future<Reply> me(Call call) {
    Caller caller = call.caller();
    return Future.succeededFuture(
        Reply.ok(
            new JsonObject()
                .put("name", caller.name())
                .put("role", caller.role().code())
                .put("customer", caller.customer())
                .put("now", clock.instant().toString())));
  }
}
