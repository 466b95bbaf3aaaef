package dev.fieldcare.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One request that was let in: who asks, and for what. */
final class Call {
  private final RoutingContext context;
  private final Caller caller;
  private final Query query;

  Call(RoutingContext context, Caller caller, Query query) {
    this.context = context;
    this.caller = caller;
    this.query = query;
  }

  Caller caller() {
    return caller;
  }

  Query query() {
    return query;
  }

  /** A part of the path, decoded. */
  String path(String name) {
    return context.pathParam(name);
  }

  Body body(String... known) {
    return Body.parse(bytes(), List.of(known));
  }

  Body body(Collection<String> known) {
    return Body.parse(bytes(), known);
  }

  JsonObject anyBody() {
    return Body.parse(bytes());
  }

  boolean hasBody() {
    Buffer bytes = bytes();
    return bytes != null && bytes.length() > 0;
  }

  @Nullable Buffer bytes() {
    return context.body().buffer();
  }

  HttpServerRequest request() {
    return context.request();
  }

  HttpServerResponse response() {
    return context.response();
  }
}
