package dev.fieldcare.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** One request that was let in: who asks, and for what. */
final class Call {
  private final RoutingContext context;
  private final Caller caller;
  private final Query query;
  private final Buffer bytes;

  Call(RoutingContext context, Caller caller, Query query, Buffer bytes) {
    this.bytes = bytes;
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
    return Body.parse(bytes, List.of(known));
  }

  JsonObject anyBody() {
    return Body.parse(bytes);
  }

  /** The body, with the id that is in the path; another is refused. */
  JsonObject bodyOf(String id) {
    return bodyOf("id", id);
  }

  /** The same where the id is called otherwise. */
  JsonObject bodyOf(String name, String id) {
    JsonObject json = anyBody();
    Object stated = json.getValue(name);
    if (stated != null && !stated.equals(id)) {
      throw Body.bad(name, id + " as in the path", stated);
    }
    return json.put(name, id);
  }

  boolean hasBody() {
    return bytes.length() > 0;
  }

  Buffer bytes() {
    return bytes;
  }

  HttpServerRequest request() {
    return context.request();
  }

  HttpServerResponse response() {
    return context.response();
  }
}
