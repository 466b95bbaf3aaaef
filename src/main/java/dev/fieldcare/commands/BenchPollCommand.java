package dev.fieldcare.commands;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How many devices can be told per second that there is nothing new. */
@Command(
    name = "poll",
    mixinStandardHelpOptions = true,
    description =
        "Asks a server of its own by the hawkBit DDI API whether there is anything new, with wrk"
            + " beside it: as clients that remember an ETag, and as clients that do not.")
final class BenchPollCommand implements Callable<Integer> {
  private static final int DEVICE_WARM_UP_SECONDS = 5;

  @Option(names = "--seconds", defaultValue = "10", description = "How long each of the two runs.")
  private int seconds;

  @Option(names = "--connections", defaultValue = "64", description = "Devices at once.")
  private int connections;

  @Option(names = "--json", description = "End with one JSON object on standard output.")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  BenchPollCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    Wrk.mustBeThere("wrk");
    try (ScratchServer server =
        ScratchServer.start(Path.of(System.getProperty("fieldcare.home", ".")), Map.of())) {
      String token = server.register("bench-1", "gateway-x1");
      String url = server.url() + "/default/controller/v1/bench-1";
      var headers = new HashMap<String, String>();
      headers.put("Authorization", "TargetToken " + token);
      describe(url, token);
      Wrk.run(url, connections, DEVICE_WARM_UP_SECONDS, headers, null);
      Measured whole = measure(server, url, headers);
      headers.put("If-None-Match", etag(url, token));
      Measured unchanged = measure(server, url, headers);
      report(unchanged, whole);
      return whole.result().errors().isEmpty() && unchanged.result().errors().isEmpty() ? 0 : 1;
    }
  }

  /** What wrk counted, and what the server spent on it. */
  private record Measured(Wrk.Result result, double microsEach) {}

  private Measured measure(ScratchServer server, String url, Map<String, String> headers)
      throws IOException, InterruptedException {
    double before = CpuMeter.ofProcess(server.pid());
    Wrk.Result result = Wrk.run(url, connections, seconds, headers, null);
    double spent = CpuMeter.ofProcess(server.pid()) - before;
    return new Measured(result, spent / result.count());
  }

  /** Afterwards the device is asked for nothing. */
  private static void describe(String url, String token) throws IOException, InterruptedException {
    send(
        HttpRequest.newBuilder(URI.create(url + "/configData"))
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString("{\"data\":{\"hw\":\"B\"}}")),
        token);
  }

  private static String etag(String url, String token) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(url)), token)
        .headers()
        .firstValue("ETag")
        .orElseThrow();
  }

  private static HttpResponse<String> send(HttpRequest.Builder request, String token)
      throws IOException, InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(
              request.header("Authorization", "TargetToken " + token).build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException("expected 200, found " + answer.statusCode());
      }
      return answer;
    }
  }

  private void report(Measured unchanged, Measured whole) {
    System.err.printf(
        Locale.ROOT,
        "nothing new, with ETag: %,.0f polls/s, %.1f µs CPU of the server each %s%n"
            + "nothing new, without: %,.0f polls/s, %.1f µs CPU of the server each %s%n",
        unchanged.result().perSecond(),
        unchanged.microsEach(),
        unchanged.result().errors(),
        whole.result().perSecond(),
        whole.microsEach(),
        whole.result().errors());
    if (json) {
      System.out.println(
          new JsonObject()
              .put("pollsPerSecond", unchanged.result().perSecond())
              .put("cpuMicrosEach", unchanged.microsEach())
              .put("fullPollsPerSecond", whole.result().perSecond())
              .put("fullCpuMicrosEach", whole.microsEach())
              .put("connections", connections)
              .put("seconds", seconds)
              .encode());
    }
  }
}
