package dev.fieldcare.commands;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How long tracing takes where very much was built. */
@Command(
    name = "trace",
    mixinStandardHelpOptions = true,
    description =
        "Traces units back and lots forward, five levels deep, on a server of its own, over HTTP.")
final class BenchTraceCommand implements Callable<Integer> {
  private static final int WARM_UP = 3;

  @Option(names = "--edges", defaultValue = "1000000", description = "${DEFAULT-VALUE}")
  private int edges;

  @Option(
      names = "--rounds",
      defaultValue = "20",
      description = "Of each question; ${DEFAULT-VALUE}")
  private int rounds;

  @Option(names = "--json", description = "End with one JSON object on standard output.")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  BenchTraceCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException, SQLException {
    Path home = Path.of(System.getProperty("fieldcare.home", "."));
    try (ScratchServer server = ScratchServer.start(home, Map.of())) {
      long began = System.nanoTime();
      try (Connection database = server.database()) {
        SeededGenealogy.write(database, edges);
      }
      double seconds = (System.nanoTime() - began) / 1e9;
      System.err.printf(Locale.ROOT, "%,d edges written in %.0f s%n", edges, seconds);
      var measured = new JsonArray();
      for (Map.Entry<String, IntFunction<String>> each : questions().entrySet()) {
        measured.add(measure(server, each.getKey(), each.getValue()));
      }
      if (json) {
        System.out.println(
            new JsonObject()
                .put("edges", edges)
                .put("levels", 5)
                .put("rounds", rounds)
                .put("secondsToWrite", Math.round(seconds))
                .put("questions", measured)
                .encode());
      }
      return 0;
    }
  }

  /** What is asked, each time a little differently; forward always for the first hundred. */
  private Map<String, IntFunction<String>> questions() {
    int devices = SeededGenealogy.devices(edges);
    int wafers = SeededGenealogy.wafers(edges);
    var asked = new LinkedHashMap<String, IntFunction<String>>();
    asked.put("back", i -> "units/device-" + (1 + spread(i, devices)) + "/trace");
    asked.put("forward from a lot", i -> "lots/wafer-" + spread(i, wafers) + "/trace");
    asked.put("forward from a station, one day", i -> stretch(i, "station=ST-", 40));
    asked.put("forward from an operator, one day", i -> stretch(i, "operator=op-", 300));
    asked.put("forward from an operator, ever", i -> "trace?operator=op-" + spread(i, 300));
    asked.put("forward from a station, ever", i -> "trace?station=ST-" + spread(i, 40));
    asked.put("forward from one hour", i -> "trace?" + time(i, 60));
    asked.put("forward from a supplier, one day", i -> stretch(i, "supplier=supplier-", 20));
    asked.put("forward from a supplier, ever", i -> "trace?supplier=supplier-" + spread(i, 20));
    return asked;
  }

  private String stretch(int i, String what, int of) {
    return "trace?" + what + spread(i, of) + "&" + time(i, 1_440);
  }

  /** From somewhere within the time things were built in. */
  private String time(int i, int minutes) {
    long from = 1_767_225_600_000L + 60_000L * spread(i, SeededGenealogy.devices(edges));
    return "from=" + from + "&to=" + (from + 60_000L * minutes);
  }

  private static long spread(int i, int of) {
    return Math.floorMod(i * 2_654_435_761L, (long) of);
  }

  private JsonObject measure(ScratchServer server, String name, IntFunction<String> question)
      throws IOException, InterruptedException {
    var millis = new double[rounds];
    int most = 0;
    for (int i = -WARM_UP; i < rounds; i++) {
      String path = "/api/v1/" + question.apply(i + WARM_UP);
      long began = System.nanoTime();
      JsonObject answer = server.get(path);
      if (i >= 0) {
        millis[i] = (System.nanoTime() - began) / 1e6;
        most = Math.max(most, answer.getJsonArray("items").size());
      }
    }
    java.util.Arrays.sort(millis);
    double median = millis[rounds / 2];
    double high = millis[Math.min(rounds - 1, (int) Math.ceil(rounds * 0.95) - 1)];
    System.err.printf(
        Locale.ROOT, "%-36s %8.1f ms, 95 %% within %8.1f ms, %d items%n", name, median, high, most);
    return new JsonObject()
        .put("question", name)
        .put("millisMedian", Math.round(median * 10) / 10.0)
        .put("millis95", Math.round(high * 10) / 10.0)
        .put("items", most);
  }
}
