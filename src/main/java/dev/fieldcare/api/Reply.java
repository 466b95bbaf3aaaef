package dev.fieldcare.api;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a request is answered with. */
record Reply(int status, MultiMap headers, @Nullable Buffer body) {
  private static final String JSON = "application/json";

  /** For a handler that writes the response itself, for as long as the client listens. */
  static final Reply TAKEN_OVER = new Reply(0, MultiMap.caseInsensitiveMultiMap(), null);

  static Reply ok(JsonObject body) {
    return of(200, JSON, body.toBuffer());
  }

  /** JSON that is written already. */
  static Reply json(Buffer body) {
    return of(200, JSON, body);
  }

  static Reply created(String location, JsonObject body) {
    return of(201, JSON, body.toBuffer()).with("Location", location);
  }

  static Reply nothing() {
    return new Reply(204, MultiMap.caseInsensitiveMultiMap(), null);
  }

  /** A page of a list; {@code next} absent means there is no more. */
  static Reply page(List<JsonObject> items, @Nullable String next) {
    return ok(new JsonObject().put("items", new JsonArray(items)).put("next", next));
  }

  static Reply of(int status, String contentType, Buffer body) {
    var headers = MultiMap.caseInsensitiveMultiMap().set("Content-Type", contentType);
    return new Reply(status, headers, body);
  }

  /** A file to be shown, and kept under this name. */
  static Reply file(String contentType, String filename, Buffer bytes) {
    return of(200, contentType, bytes)
        .with("Content-Disposition", "inline; filename=\"" + filename + "\"");
  }

  Reply status(int other) {
    return new Reply(other, headers, body);
  }

  Reply with(String header, String value) {
    headers.set(header, value);
    return this;
  }
}
