package dev.fieldcare.api;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.registry.Role;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Listens to the live stream and keeps what it hears. */
final class EventReader {
  final HttpClientResponse response;
  private final Buffer read = Buffer.buffer();
  private volatile boolean isOver;

  EventReader(HttpClientResponse response) {
    this.response = response;
    response.handler(this::add);
    response.endHandler(v -> isOver = true);
    response.exceptionHandler(v -> isOver = true);
  }

  private synchronized void add(Buffer chunk) {
    read.appendBuffer(chunk);
  }

  synchronized String text() {
    return read.toString();
  }

  boolean isOver() {
    return isOver;
  }

  List<String> events() {
    var events = new ArrayList<String>();
    text()
        .lines()
        .filter(line -> line.startsWith("event: "))
        .forEach(line -> events.add(line.substring(7)));
    return events;
  }

  void awaits(BooleanSupplier condition) {
    await(condition);
  }

  static EventReader open(ApiServer server, String query, Role role) {
    return open(server, query, role, null);
  }

  static EventReader open(ApiServer server, String query, Role role, @Nullable String lastId) {
    return openAt(server, "/api/v1/stream" + query, role, lastId);
  }

  static EventReader openAt(ApiServer server, String path, Role role, @Nullable String lastId) {
    var client = server.vertx.createHttpClient(new HttpClientOptions().setKeepAlive(false));
    var uri = java.net.URI.create(server.base);
    return ApiServer.await(
        client
            .request(HttpMethod.GET, uri.getPort(), uri.getHost(), path)
            .compose(
                request -> {
                  request.putHeader("Authorization", "Bearer " + server.token(role));
                  if (lastId != null) {
                    request.putHeader("Last-Event-ID", lastId);
                  }
                  // within the response's own turn, or what comes with its head is lost
                  return request.send().map(EventReader::new);
                }));
  }

  static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "not within 20 s");
      Thread.onSpinWait();
    }
  }
}
