package dev.fieldcare.messaging;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Somebody who takes webhooks, on loopback. */
final class Receiver {
  /** What came in. */
  record Received(MultiMap headers, String body) {
    String delivery() {
      return headers.get("Fieldcare-Delivery");
    }

    JsonObject json() {
      return new JsonObject(body);
    }
  }

  final List<Received> received = new CopyOnWriteArrayList<>();

  /** What is answered; 0 is no answer at all. */
  volatile int status = 200;

  private final HttpServer server;

  Receiver(Vertx vertx) {
    server =
        Post.await(
            vertx
                .createHttpServer()
                .requestHandler(
                    request ->
                        request
                            .body()
                            .onSuccess(
                                body -> {
                                  received.add(new Received(request.headers(), body.toString()));
                                  if (status != 0) {
                                    request
                                        .response()
                                        .setStatusCode(status)
                                        .putHeader("Location", "/elsewhere")
                                        .end("whatever");
                                  }
                                }))
                .listen(0, "127.0.0.1"));
  }

  String url() {
    return "http://127.0.0.1:" + server.actualPort() + "/hook";
  }
}
