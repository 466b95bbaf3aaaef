package dev.fieldcare.api;

import dev.fieldcare.registry.Role;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Turns a table of {@link Endpoint}s into a router: door, query, body, handler, answer. */
final class Switchboard {
  private static final Set<HttpMethod> WITH_BODY =
      Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE);
  private static final Caller ANYBODY = new Caller(0, "anybody", Role.VIEWER, null);

  private final Vertx vertx;
  private final Door door;
  private final ApiSettings settings;

  Switchboard(Vertx vertx, Door door, ApiSettings settings) {
    this.vertx = vertx;
    this.door = door;
    this.settings = settings;
  }

  Router router(List<Endpoint> table) {
    Router router = Router.router(vertx);
    router.route().handler(Switchboard::guard).failureHandler(Refusals::answer);
    Map<String, List<String>> methods = new LinkedHashMap<>();
    for (Endpoint endpoint : table) {
      add(router, endpoint);
      var allowed = methods.computeIfAbsent(endpoint.path(), path -> new ArrayList<>());
      allowed.add(endpoint.method().name());
      if (endpoint.method() == HttpMethod.GET) {
        allowed.add("HEAD");
      }
    }
    methods.forEach(
        (path, allowed) ->
            router
                .route(path)
                .handler(context -> wrongMethod(context, String.join(", ", allowed))));
    return router;
  }

  private void add(Router router, Endpoint endpoint) {
    Route route = router.route(endpoint.method(), endpoint.path());
    if (endpoint.method() == HttpMethod.GET) {
      route.method(HttpMethod.HEAD);
    }
    route.handler(context -> enter(context, endpoint)).failureHandler(Refusals::answer);
  }

  private static void guard(RoutingContext context) {
    context
        .response()
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Cache-Control", "no-store");
    context.next();
  }

  private void enter(RoutingContext context, Endpoint endpoint) {
    Caller caller = ANYBODY;
    if (!endpoint.isPublic()) {
      Optional<Caller> admitted = door.admit(context, endpoint);
      if (admitted.isEmpty()) {
        return;
      }
      caller = admitted.get();
    }
    Caller known = caller;
    Query query = Query.of(context.queryParams(), endpoint.query());
    if (endpoint.isStreamed()) {
      if ("100-continue".equalsIgnoreCase(context.request().getHeader("Expect"))) {
        context.response().writeContinue();
      }
      handle(context, endpoint, new Call(context, known, query, Buffer.buffer()));
    } else if (WITH_BODY.contains(endpoint.method())) {
      int limit = endpoint.isUpload() ? settings.importLimit() : settings.bodyLimit();
      Upload.read(
          context,
          limit,
          bytes -> handle(context, endpoint, new Call(context, known, query, bytes)));
    } else {
      handle(context, endpoint, new Call(context, known, query, Buffer.buffer()));
    }
  }

  private static void handle(RoutingContext context, Endpoint endpoint, Call call) {
    Future<Reply> reply;
    try {
      reply = endpoint.handler().handle(call);
    } catch (RuntimeException e) {
      reply = Future.failedFuture(e);
    }
    reply.onSuccess(answer -> send(context, answer)).onFailure(context::fail);
  }

  private static void send(RoutingContext context, Reply reply) {
    if (reply == Reply.TAKEN_OVER || context.response().closed()) {
      return;
    }
    var response = context.response().setStatusCode(reply.status());
    reply.headers().forEach((name, value) -> response.putHeader(name, value));
    if (reply.body() == null) {
      response.end();
    } else {
      response.end(reply.body());
    }
  }

  private static void wrongMethod(RoutingContext context, String allowed) {
    context.response().putHeader("Allow", allowed);
    if (context.request().method() == HttpMethod.OPTIONS) {
      context.response().setStatusCode(204).end();
      return;
    }
    Refusals.send(
        context,
        405,
        "method.unknown",
        "expected " + allowed + ", found " + context.request().method().name());
  }
}
