package dev.fieldcare.commands;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How fast alarms become tickets: a storm of them at once, then a steady rain. */
@Command(
    name = "alarms",
    mixinStandardHelpOptions = true,
    description =
        "Makes devices report values beyond their limits to a server of its own: all at once, until"
            + " every ticket is open; then at a steady rate, from PUBLISH until the ticket can be"
            + " read.")
final class BenchAlarmsCommand implements Callable<Integer> {
  private static final Duration LONGEST = Duration.ofMinutes(10);

  @Option(
      names = "--alarms",
      defaultValue = "10000",
      description = "Alarms of the storm (default ${DEFAULT-VALUE}).")
  private int alarms;

  @Option(
      names = "--devices",
      defaultValue = "500",
      description = "Devices there are, each with five levels of parts (default ${DEFAULT-VALUE}).")
  private int devices;

  @Option(
      names = "--reporting",
      defaultValue = "500",
      description = "Devices the alarms come from (default ${DEFAULT-VALUE}).")
  private int reporting;

  @Option(
      names = {"--rate", "--per-minute"},
      defaultValue = "1000",
      description = "Alarms a minute of the rain (default ${DEFAULT-VALUE}).")
  private int perMinute;

  @Option(
      names = "--seconds",
      defaultValue = "60",
      description = "How long it rains (default ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(names = "--json", description = "End with one JSON object on standard output.")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  BenchAlarmsCommand() {}

  @Override
  public Integer call() throws Exception {
    Path home = Path.of(System.getProperty("fieldcare.home", "."));
    int from = Math.min(reporting, devices);
    int each = (alarms + from - 1) / from;
    int rain = perMinute * seconds / 60;
    int rainEach = (rain + from - 1) / from;
    Vertx vertx = Vertx.vertx();
    try (ScratchServer server = ScratchServer.start(home, Map.of())) {
      server.put("/api/v1/models/bench", model(each + rainEach));
      seed(server);
      try (var fleet = new FaultyFleet(vertx, server, from);
          var tickets = new OpenedTickets(server.database())) {
        var result = new JsonObject().put("devices", devices).put("reporting", from);
        storm(server, fleet, tickets, each, from, result);
        rain(fleet, tickets, each, from, rain, result);
        print(result);
      }
    } finally {
      vertx.close().await();
    }
    return 0;
  }

  private void seed(ScratchServer server) throws Exception {
    System.err.printf(Locale.ROOT, "seeding %,d devices with their parts%n", devices);
    try (var database = server.database()) {
      SeededFleet.sow(database, devices);
    }
    server.kill();
    server.startAgain();
    SeededFleet.awaitRead(server.directory(), LONGEST);
  }

  /** Each of its metrics alarms at once when it is above 1, so each makes a ticket of its own. */
  private static JsonObject model(int metrics) {
    var described = new JsonObject();
    for (int i = 0; i < metrics; i++) {
      JsonObject limit =
          new JsonObject()
              .put("high", 1)
              .put("severity", "minor")
              .put("onDelay", "0s")
              .put("offDelay", "60s");
      described.put("m" + i, new JsonObject().put("limits", new JsonArray().add(limit)));
    }
    return new JsonObject().put("id", "bench").put("interval", "10s").put("metrics", described);
  }

  private void storm(
      ScratchServer server,
      FaultyFleet fleet,
      OpenedTickets tickets,
      int each,
      int from,
      JsonObject result)
      throws Exception {
    double cpu = CpuMeter.ofProcess(server.pid());
    long start = System.nanoTime();
    for (int device = 0; device < from; device++) {
      fleet.fail(device, 0, each);
    }
    int opened = tickets.await(each * from, LONGEST);
    double took = (System.nanoTime() - start) / 1e9;
    result
        .put("stormAlarms", each * from)
        .put("stormTickets", opened)
        .put("stormNotCompared", tickets.incomplete())
        .put("stormSeconds", Math.round(took * 100) / 100.0)
        .put("stormTicketsPerSecond", Math.round(opened / took))
        .put("stormServerCpuMicrosEach", Math.round(cpuSince(server, cpu) / opened));
  }

  private static double cpuSince(ScratchServer server, double before) throws java.io.IOException {
    return CpuMeter.ofProcess(server.pid()) - before;
  }

  private void rain(
      FaultyFleet fleet, OpenedTickets tickets, int metric, int from, int count, JsonObject result)
      throws Exception {
    tickets.clear();
    List<FaultyFleet.Fault> faults = new ArrayList<>();
    long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      long due = start + (long) (i * 60e9 / perMinute);
      tickets.readUntil(due);
      faults.add(fleet.fail(i % from, metric + i / from, 1));
    }
    int opened = tickets.await(count, LONGEST);
    var micros = new Histogram(LONGEST.toMillis() * 1000, 3);
    for (FaultyFleet.Fault fault : faults) {
      Long seen = tickets.seenAt(fault.device(), fault.symptom());
      if (seen != null) {
        micros.recordValue(Math.max(0, (seen - fault.nanos()) / 1000));
      }
    }
    result
        .put("rainPerMinute", perMinute)
        .put("rainAlarms", count)
        .put("rainTickets", opened)
        .put("rainNotCompared", tickets.incomplete())
        .put("rainP50Millis", micros.getValueAtPercentile(50) / 1000.0)
        .put("rainP99Millis", micros.getValueAtPercentile(99) / 1000.0);
  }

  private void print(JsonObject result) {
    System.err.printf(
        Locale.ROOT,
        "storm: %,d alarms of %,d of %,d devices are %,d tickets after %.2f s (%,d a second)%n"
            + "rain: %,d alarms at %,d a minute are %,d whole tickets, 50 %% within %.0f ms, 99 %%"
            + " within %.0f ms; %,d not compared with their siblings%n",
        result.getInteger("stormAlarms"),
        result.getInteger("reporting"),
        devices,
        result.getInteger("stormTickets"),
        result.getDouble("stormSeconds"),
        result.getLong("stormTicketsPerSecond"),
        result.getInteger("rainAlarms"),
        perMinute,
        result.getInteger("rainTickets"),
        result.getDouble("rainP50Millis"),
        result.getDouble("rainP99Millis"),
        result.getInteger("rainNotCompared"));
    if (json) {
      System.out.println(result.encode());
    }
  }
}
