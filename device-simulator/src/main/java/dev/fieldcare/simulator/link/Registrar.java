package dev.fieldcare.simulator.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fieldcare.simulator.Failure;
import dev.fieldcare.simulator.device.DeviceSpec;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Makes devices known to the server and gets their tokens. Thread-safe. */
public final class Registrar {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static final int AT_ONCE = 8;

  private final String server;
  private final String adminToken;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

  /**
   * @param server such as {@code http://127.0.0.1:8080}
   */
  public Registrar(String server, String adminToken) {
    this.server = server.endsWith("/") ? server.substring(0, server.length() - 1) : server;
    this.adminToken = adminToken;
  }

  /** The token of the device, registered now or, if it is known, newly given. */
  public Identity register(String id, String model, @Nullable String via) {
    return register(body(id, model, via));
  }

  private static ObjectNode body(String id, String model, @Nullable String via) {
    ObjectNode body = MAPPER.createObjectNode().put("id", id).put("model", model);
    return via == null ? body : body.put("via", via);
  }

  private Identity register(ObjectNode body) {
    String id = body.path("id").asText();
    HttpResponse<String> response = post("/api/v1/devices", body.toString());
    if (response.statusCode() == 409) {
      response = post("/api/v1/devices/" + id + "/token-rotations", "{}");
    }
    if (response.statusCode() / 100 != 2) {
      throw new Failure("registering " + id + ": " + complaint(response));
    }
    String token = tree(response).path("token").asText();
    if (token.isEmpty()) {
      throw new Failure("registering " + id + ": expected a \"token\" in the answer, found none");
    }
    return new Identity(id, token);
  }

  /** The identities of many by their ids, gateways made known before what reports through them. */
  public Map<String, Identity> registerAll(List<DeviceSpec> devices) {
    var all = new ConcurrentHashMap<String, Identity>();
    try (ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE)) {
      for (boolean children : new boolean[] {false, true}) {
        var tasks = new ArrayList<Future<?>>();
        for (DeviceSpec each : devices) {
          if ((each.via() != null) == children) {
            tasks.add(pool.submit(() -> all.put(each.id(), register(each))));
          }
        }
        await(tasks, pool);
      }
    }
    return all;
  }

  private Identity register(DeviceSpec device) {
    return register(
        body(device.id(), device.kind().model(), device.via())
            .put("hardwareRevision", device.revision()));
  }

  private static void await(List<Future<?>> tasks, ExecutorService pool) {
    try {
      for (Future<?> each : tasks) {
        each.get();
      }
    } catch (ExecutionException e) {
      pool.shutdownNow();
      throw e.getCause() instanceof Failure failure
          ? failure
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      pool.shutdownNow();
      Thread.currentThread().interrupt();
      throw new Failure("stopped while registering devices");
    }
  }

  private HttpResponse<String> post(String path, String body) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(server + path))
              .timeout(Duration.ofSeconds(30))
              .header("Authorization", "Bearer " + adminToken)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build();
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IllegalArgumentException e) {
      throw new Failure("--server: expected a URL such as http://127.0.0.1:8080, found " + server);
    } catch (IOException e) {
      throw new Failure(
          "cannot reach " + server + ": is the server running? ./fieldcare serve (" + e + ")");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("stopped while registering devices");
    }
  }

  private static String complaint(HttpResponse<String> response) {
    JsonNode problem = tree(response);
    String detail = problem.path("detail").asText(problem.path("title").asText());
    String hint = response.statusCode() == 401 ? "; give the administrator's --token" : "";
    return "the server answered " + response.statusCode() + " " + detail + hint;
  }

  private static JsonNode tree(HttpResponse<String> response) {
    try {
      return MAPPER.readTree(response.body());
    } catch (IOException e) {
      return MAPPER.createObjectNode();
    }
  }
}
