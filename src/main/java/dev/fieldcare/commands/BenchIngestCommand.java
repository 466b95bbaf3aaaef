package dev.fieldcare.commands;

import dev.fieldcare.base.Problem;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures the way from PUBLISH to a durable PUBACK, with rules and tickets on, and in the same run
 * the floor below it.
 */
@Command(
    name = "ingest",
    mixinStandardHelpOptions = true,
    description =
        "Durable QoS 1 messages a second (3 values each), PUBACK latency, CPU per message, bytes on"
            + " disk; and the floor: the same load against an endpoint that acknowledges and drops.")
final class BenchIngestCommand implements Callable<Integer> {
  private static final int VALUES = 3;
  private static final String MODEL = "gateway-x1";
  private static final long MOST_PER_SECOND = 400_000;

  @Option(
      names = "--seconds",
      description = "Length of each measurement (default ${DEFAULT-VALUE}).")
  private int seconds = 20;

  @Option(
      names = "--devices",
      description = "Devices, a connection each (default ${DEFAULT-VALUE}).")
  private int devices = 100;

  @Option(
      names = "--window",
      description = "Unacknowledged messages a device keeps in flight (default ${DEFAULT-VALUE}).")
  private int window = 200;

  @Option(
      names = "--latency-rate",
      description = "Messages a second at which latency is measured (default ${DEFAULT-VALUE}).")
  private int latencyRate = 5_000;

  @Option(
      names = "--offer",
      description =
          "Instead: offer this many messages a second whatever is acknowledged (open loop), and"
              + " report what was accepted and how memory went.")
  private int offer;

  @Option(names = "--json", description = "End with one JSON object on standard output.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    Path home = Path.of(System.getProperty("fieldcare.home", "."));
    var result = new JsonObject();
    try (ScratchServer server = ScratchServer.start(home, Map.of())) {
      Map<String, String> tokens = register(server);
      if (offer > 0) {
        offered(server, tokens, result);
      } else {
        durable(server, tokens, result);
        floor(home, tokens, result);
      }
    }
    print(result);
    return 0;
  }

  private Map<String, String> register(ScratchServer server)
      throws IOException, InterruptedException {
    say("registering " + devices + " devices");
    var tokens = new LinkedHashMap<String, String>();
    for (int i = 0; i < devices; i++) {
      String id = "bench-%05d".formatted(i);
      tokens.put(id, server.register(id, MODEL));
    }
    return tokens;
  }

  private void durable(ScratchServer server, Map<String, String> tokens, JsonObject result)
      throws IOException, InterruptedException, SQLException {
    try (var generator = generator(server.mqttPort(), tokens)) {
      say("warming up");
      generator.closedLoop(window, 5_000);
      say("measuring durable messages for " + seconds + " s");
      Cpu before = Cpu.now(server.pid(), server.databasePid());
      long countBefore = generator.acknowledgedCount();
      long start = System.nanoTime();
      generator.closedLoop(window, seconds * 1_000L);
      double elapsed = (System.nanoTime() - start) / 1e9;
      long count = generator.acknowledgedCount() - countBefore;
      Cpu used = Cpu.now(server.pid(), server.databasePid()).minus(before);
      result
          .put("durableMessagesPerSecond", round(count / elapsed))
          .put("valuesPerMessage", VALUES)
          .put("messages", count)
          .put(
              "cpuMicrosPerMessage",
              new JsonObject()
                  .put("server", round(used.server() / count))
                  .put("database", round(used.database() / count))
                  .put("generator", round(used.generator() / count)));
      generator.takeLatencies();
      say("measuring latency at " + latencyRate + " messages a second");
      generator.openLoop(latencyRate, 3_000);
      generator.takeLatencies();
      generator.openLoop(latencyRate, 10_000);
      result.put("puback", latencies(generator.takeLatencies()));
      check(server, generator, result);
    }
  }

  private void floor(Path home, Map<String, String> tokens, JsonObject result)
      throws IOException, InterruptedException {
    int port = ChildProcess.freePort();
    try (var floor =
        ChildProcess.ofOurs(
            "floor",
            home,
            List.of("floor", "--port", Integer.toString(port)),
            Map.of(),
            java.nio.file.Files.createTempFile("fieldcare-floor", ".log"))) {
      awaitPort(port);
      try (var generator = generator(port, tokens)) {
        generator.closedLoop(window, 3_000);
        say("measuring the floor for " + seconds + " s");
        double before = CpuMeter.ofProcess(floor.pid());
        long countBefore = generator.acknowledgedCount();
        long start = System.nanoTime();
        generator.closedLoop(window, seconds * 1_000L);
        double elapsed = (System.nanoTime() - start) / 1e9;
        long count = generator.acknowledgedCount() - countBefore;
        result
            .put("floorMessagesPerSecond", round(count / elapsed))
            .put(
                "floorCpuMicrosPerMessage",
                round((CpuMeter.ofProcess(floor.pid()) - before) / count));
      }
    }
    result.put(
        "ratioToFloor",
        round(
            result.getDouble("durableMessagesPerSecond")
                / result.getDouble("floorMessagesPerSecond")));
  }

  private void offered(ScratchServer server, Map<String, String> tokens, JsonObject result)
      throws IOException, InterruptedException, SQLException {
    try (var generator = generator(server.mqttPort(), tokens)) {
      say("offering " + offer + " messages a second for " + seconds + " s");
      long offeredSum = 0;
      long peak = 0;
      var memory = new io.vertx.core.json.JsonArray();
      int part = Math.max(1, Math.min(10, seconds));
      long start = System.nanoTime();
      for (int done = 0; done < seconds && generator.isAnyoneConnected(); done += part) {
        offeredSum += generator.openLoopWithoutDraining(offer, part * 1_000L);
        long megabytes = CpuMeter.pssOfProcess(server.pid()) >> 20;
        peak = Math.max(peak, megabytes);
        memory.add(megabytes);
        say(
            "%d s: offered %d, acknowledged %d, server %d MB"
                .formatted(done + part, offeredSum, generator.acknowledgedCount(), megabytes));
      }
      double elapsed = (System.nanoTime() - start) / 1e9;
      long accepted = generator.acknowledgedCount();
      generator.drain();
      result
          .put("offeredMessagesPerSecond", round(offeredSum / elapsed))
          .put("acceptedMessagesPerSecond", round(accepted / elapsed))
          .put("disconnected", devices - generator.connectedCount())
          .put("serverMegabytes", memory)
          .put("serverMegabytesPeak", peak);
      check(server, generator, result);
    }
  }

  /** Every acknowledged message must be in the store, once. */
  private static void check(ScratchServer server, LoadGenerator generator, JsonObject result)
      throws IOException, SQLException {
    say("checking that every acknowledged message is stored");
    try (Connection connection = server.database()) {
      AcknowledgedCheck.Outcome outcome = AcknowledgedCheck.run(connection, generator);
      result
          .put("acknowledged", outcome.acknowledged())
          .put("missing", outcome.missing())
          .put("stored", outcome.stored())
          .put("bytesPerValue", round(outcome.bytes() / (double) (outcome.stored() * VALUES)));
      if (outcome.missing() > 0) {
        throw new Problem(
            Problem.Kind.INTERNAL,
            "bench.lost",
            outcome.missing()
                + " of "
                + outcome.acknowledged()
                + " acknowledged messages are not stored");
      }
    }
  }

  private LoadGenerator generator(int port, Map<String, String> tokens)
      throws InterruptedException {
    // Ten seconds of event time a message, unless that would lead past what the server accepts: it
    // refuses what is dated ahead, and to a client of MQTT 3.1.1 a refusal looks like a receipt.
    long perDevice = Math.max(1, Math.max(MOST_PER_SECOND, offer) * (seconds + 30L) / devices);
    long interval = Math.clamp(Duration.ofDays(20).toMillis() / perDevice, 1, 10_000);
    long first = System.currentTimeMillis() - Duration.ofDays(20).toMillis();
    return new LoadGenerator(port, new HashMap<>(tokens), first, interval);
  }

  private JsonObject latencies(Histogram micros) {
    return new JsonObject()
        .put("atMessagesPerSecond", latencyRate)
        .put("p50Millis", round(micros.getValueAtPercentile(50) / 1e3))
        .put("p99Millis", round(micros.getValueAtPercentile(99) / 1e3))
        .put("maxMillis", round(micros.getMaxValue() / 1e3))
        .put("samples", micros.getTotalCount());
  }

  private static void awaitPort(int port) throws InterruptedException {
    for (int i = 0; i < 200; i++) {
      try (var socket = new java.net.Socket("127.0.0.1", port)) {
        if (socket.isConnected()) {
          return;
        }
      } catch (IOException e) {
        Thread.sleep(50);
      }
    }
    throw Problem.badInput("bench.floor", "nothing listens on port " + port);
  }

  private void print(JsonObject result) {
    if (json) {
      System.out.println(result.encode());
    } else {
      System.out.println(result.encodePrettily());
    }
  }

  private static double round(double figure) {
    return Double.parseDouble(String.format(Locale.ROOT, "%.2f", figure));
  }

  private static void say(String text) {
    System.err.println(text);
  }

  /** CPU used so far, in microseconds. */
  private record Cpu(double server, double database, double generator) {
    static Cpu now(long server, long database) {
      return new Cpu(
          CpuMeter.ofProcess(server),
          CpuMeter.ofTree(database),
          CpuMeter.ofProcess(ProcessHandle.current().pid()));
    }

    Cpu minus(Cpu other) {
      return new Cpu(server - other.server, database - other.database, generator - other.generator);
    }
  }
}
