package dev.fieldcare.simulator.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.fieldcare.simulator.Failure;
import dev.fieldcare.simulator.device.Fleet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegistrarTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final List<JsonNode> registered = new CopyOnWriteArrayList<>();
  private final Set<String> known = Collections.newSetFromMap(new ConcurrentHashMap<>());
  private @Nullable HttpServer server;
  private String url = "";

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/api/v1/devices", this::answer);
    server.start();
    url = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.stop(0);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    JsonNode body = MAPPER.readTree(exchange.getRequestBody());
    String path = exchange.getRequestURI().getPath();
    if (!"Bearer admin".equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      send(exchange, 401, "{\"title\":\"Unauthorized\",\"detail\":\"a token is needed\"}");
    } else if (path.equals("/api/v1/devices/old/token-rotations")) {
      send(exchange, 200, "{\"token\":\"rotated\"}");
    } else if (body.path("model").asText().equals("toaster")) {
      send(exchange, 422, "{\"detail\":\"no model toaster\"}");
    } else if (body.path("id").asText().equals("old")) {
      send(exchange, 409, "{\"detail\":\"exists\"}");
    } else if (body.has("via") && !known.contains(body.path("via").asText())) {
      send(exchange, 422, "{\"detail\":\"no such gateway\"}");
    } else {
      registered.add(body);
      known.add(body.path("id").asText());
      send(exchange, 201, "{\"id\":\"x\",\"token\":\"fresh\"}");
    }
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Test
  void a_new_device_is_registered_and_a_known_one_gets_a_new_token() {
    var registrar = new Registrar(url, "admin");
    assertEquals(new Identity("new", "fresh"), registrar.register("new", "gateway-x1", null));
    assertEquals(new Identity("old", "rotated"), registrar.register("old", "gateway-x1", null));
  }

  @Test
  void a_fleet_is_registered_gateways_before_their_children() {
    var identities = new Registrar(url, "admin").registerAll(Fleet.of(50, "mix", 0.5, "t-"));
    assertEquals(50, identities.size());
    assertEquals(20, registered.stream().filter(each -> each.has("via")).count());
    assertEquals(
        25,
        registered.stream()
            .filter(each -> each.path("hardwareRevision").asText().equals("B"))
            .count());
  }

  @Test
  void a_refusal_is_told_in_the_servers_words() {
    var registrar = new Registrar(url, "admin");
    var failure = assertThrows(Failure.class, () -> registrar.register("d", "toaster", null));
    assertEquals("registering d: the server answered 422 no model toaster", failure.getMessage());
  }

  @Test
  void a_wrong_token_is_told_with_its_remedy() {
    var failure =
        assertThrows(
            Failure.class, () -> new Registrar(url, "guess").register("d", "generic", null));
    assertTrue(String.valueOf(failure.getMessage()).contains("--token"), failure.getMessage());
  }

  @Test
  void an_absent_server_is_told_with_its_remedy() {
    stop();
    var failure =
        assertThrows(
            Failure.class, () -> new Registrar(url, "admin").register("d", "generic", null));
    assertTrue(
        String.valueOf(failure.getMessage()).contains("./fieldcare serve"), failure.getMessage());
  }
}
