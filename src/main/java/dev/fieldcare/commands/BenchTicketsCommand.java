package dev.fieldcare.commands;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How long lists and searches take where there are very many tickets. */
@Command(
    name = "tickets",
    mixinStandardHelpOptions = true,
    description = "Lists and searches very many tickets of a server of its own, over HTTP.")
final class BenchTicketsCommand implements Callable<Integer> {
  private static final int WARM_UP = 5;

  @Option(names = "--tickets", defaultValue = "1000000", description = "${DEFAULT-VALUE}")
  private int tickets;

  @Option(
      names = "--rounds",
      defaultValue = "40",
      description = "Of each question; ${DEFAULT-VALUE}")
  private int rounds;

  @Option(names = "--json", description = "End with one JSON object on standard output.")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  BenchTicketsCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException, SQLException {
    Path home = Path.of(System.getProperty("fieldcare.home", "."));
    try (ScratchServer server = ScratchServer.start(home, Map.of())) {
      long began = System.nanoTime();
      long words;
      try (Connection database = server.database()) {
        SeededTickets.write(database, tickets);
        words = SeededTickets.bytesOfWords(database);
      }
      double seconds = (System.nanoTime() - began) / 1e9;
      System.err.printf(Locale.ROOT, "%,d tickets written in %.0f s%n", tickets, seconds);
      var measured = new JsonArray();
      for (Map.Entry<String, IntFunction<String>> each : questions().entrySet()) {
        measured.add(
            measure(server, each.getKey(), i -> "/api/v1/tickets?" + each.getValue().apply(i)));
      }
      for (Map.Entry<String, IntFunction<String>> each : figures().entrySet()) {
        measured.add(measure(server, each.getKey(), each.getValue()));
      }
      if (json) {
        System.out.println(
            new JsonObject()
                .put("tickets", tickets)
                .put("rounds", rounds)
                .put("secondsToWrite", Math.round(seconds))
                .put("bytesOfWords", words)
                .put("questions", measured)
                .encode());
      }
      return 0;
    }
  }

  /** What is asked, each time a little differently. */
  private Map<String, IntFunction<String>> questions() {
    var asked = new LinkedHashMap<String, IntFunction<String>>();
    asked.put("first page", i -> "");
    asked.put("first twenty", i -> "limit=20");
    asked.put("deep page", i -> "after=" + spread(i));
    asked.put("open", i -> "open=true");
    asked.put("open, deep page", i -> "open=true&after=" + spread(i));
    asked.put("state NEW or TRIAGED", i -> "state=NEW,TRIAGED");
    asked.put("state DISPUTED", i -> "state=DISPUTED");
    asked.put("state CLOSED, deep page", i -> "state=CLOSED&after=" + spread(i));
    asked.put("questions", i -> "kind=consultation");
    asked.put("severity critical", i -> "severity=critical");
    asked.put("device", i -> "device=dev-%06d".formatted(spread(i) % 50_021));
    asked.put("customer", i -> "customer=customer-" + spread(i) % 499);
    asked.put("customer, deep page", i -> "customer=customer-" + i % 499 + "&after=" + tickets / 2);
    asked.put("symptom", i -> "symptom=" + (i % 2 == 0 ? "temperature.high" : "device.unusual"));
    asked.put("symptom of a customer", i -> "symptom=silence&customer=customer-" + i % 499);
    asked.put("model", i -> "model=model-" + i % 5);
    asked.put("lot", i -> "lot=lot-" + spread(i) % 2003);
    asked.put("assignee", i -> "assignee=user-" + i % 40);
    asked.put("parent", i -> "parent=F-2020-%08d".formatted(spread(i) / 1000 * 1000));
    asked.put("cause", i -> "cause=site:site-" + spread(i) / 1000 * 1000);
    asked.put("grouped", i -> "grouped=true");
    asked.put("text: a common word", i -> text("temperature"));
    asked.put("text: a common word, deep page", i -> text("Above the") + "&after=" + spread(i));
    asked.put("text: part of a device", i -> text("ev-%05d".formatted(spread(i) % 5_000)));
    asked.put("text: part of an old number", i -> text("-2020-%07d".formatted(spread(i) / 20)));
    asked.put("text: Chinese", i -> text(i % 2 == 0 ? "漏水" : "更换轴承"));
    asked.put("text: one character", i -> text("漏"));
    asked.put("text: in nothing", i -> text("zebra-" + i));
    asked.put("text: of a customer", i -> text("limit") + "&customer=customer-" + i % 499);
    asked.put("text: rare, of a customer", i -> text("dev-0") + "&customer=customer-" + i % 499);
    return asked;
  }

  /** What pages of figures ask: of a quarter and of a year, each time from another day on. */
  private static Map<String, IntFunction<String>> figures() {
    var asked = new LinkedHashMap<String, IntFunction<String>>();
    asked.put("Pareto of a quarter", i -> "/api/v1/tickets/pareto?" + stretch(i, 90));
    asked.put(
        "Pareto of a year, by cause", i -> "/api/v1/tickets/pareto?by=cause&" + stretch(i, 365));
    asked.put("hit rates of a year", i -> "/api/v1/commitments/rates?" + stretch(i, 365));
    asked.put(
        "hit rates of a customer",
        i -> "/api/v1/commitments/rates?customer=customer-" + i % 499 + "&" + stretch(i, 365));
    return asked;
  }

  private static String stretch(int i, int days) {
    LocalDate from = LocalDate.of(2021, 1, 1).plusDays(i);
    return "from=%sT00:00:00Z&to=%sT00:00:00Z".formatted(from, from.plusDays(days));
  }

  /** Numbers all over the tickets. */
  private long spread(int i) {
    return 1L + Math.floorMod(i * 2_654_435_761L, Math.max(2, tickets - 1));
  }

  private static String text(String piece) {
    return "q=" + URLEncoder.encode(piece, StandardCharsets.UTF_8);
  }

  private JsonObject measure(ScratchServer server, String name, IntFunction<String> question)
      throws IOException, InterruptedException {
    var millis = new double[rounds];
    int most = 0;
    double before = 0;
    for (int i = -WARM_UP; i < rounds; i++) {
      if (i == 0) {
        before = cpu(server);
      }
      String path = question.apply(i + WARM_UP);
      long began = System.nanoTime();
      JsonObject page = server.get(path);
      if (i >= 0) {
        millis[i] = (System.nanoTime() - began) / 1e6;
        most = Math.max(most, page.getJsonArray("items").size());
      }
    }
    double spent = (cpu(server) - before) / 1e3 / rounds;
    java.util.Arrays.sort(millis);
    double median = millis[rounds / 2];
    double high = millis[Math.min(rounds - 1, (int) Math.ceil(rounds * 0.95) - 1)];
    System.err.printf(
        Locale.ROOT,
        "%-32s %7.1f ms, 95 %% within %7.1f ms, CPU %6.1f ms, %d items%n",
        name,
        median,
        high,
        spent,
        most);
    return new JsonObject()
        .put("question", name)
        .put("millisMedian", tenths(median))
        .put("millis95", tenths(high))
        .put("millisCpu", tenths(spent))
        .put("items", most);
  }

  /** Microseconds that the server and its database have used. */
  private static double cpu(ScratchServer server) throws IOException {
    return CpuMeter.ofProcess(server.pid()) + CpuMeter.ofTree(server.databasePid());
  }

  private static double tenths(double millis) {
    return Math.round(millis * 10) / 10.0;
  }
}
