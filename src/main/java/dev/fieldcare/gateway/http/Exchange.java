package dev.fieldcare.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fieldcare.registry.Device;
import dev.fieldcare.rollout.Update;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/** One request of one device, and its answer. */
record Exchange(
    HttpServerRequest request,
    Device device,
    Links links,
    Media media,
    Update update,
    Instant now) {

  boolean isRead() {
    return request.method() == HttpMethod.GET || request.method() == HttpMethod.HEAD;
  }

  Future<Void> answer(JsonObject document) {
    return answer(media.write(document));
  }

  Future<Void> answer(Buffer body) {
    var response = request.response().putHeader("Content-Type", media.type());
    if (request.method() == HttpMethod.HEAD) {
      return response.putHeader("Content-Length", Integer.toString(body.length())).end();
    }
    return response.end(body);
  }

  Future<Void> nothing(int status) {
    return request.response().setStatusCode(status).end();
  }

  /** The body as a tree; refuses what is no object or in a form we do not read. */
  Future<JsonNode> body() {
    Media form = Media.ofBody(request.getHeader("Content-Type"));
    if (form == null) {
      throw new Refusal(
          415, "rest.mediaType", "expected a body of application/json or application/cbor");
    }
    return Bodies.read(request).map(bytes -> ConfigData.parse(form, bytes.getBytes()));
  }
}
