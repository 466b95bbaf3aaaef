package dev.fieldcare.commands;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fieldcare.Server;
import dev.fieldcare.Settings;
import dev.fieldcare.base.Page;
import dev.fieldcare.base.Problem;
import dev.fieldcare.tickets.Ticket;
import dev.fieldcare.tickets.TicketFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the main job: devices that fail, and the tickets that open by themselves. */
@Command(
    name = "demo",
    description = {
      "Starts everything, lets 50 simulated devices live through three hours with faults injected,",
      "and prints what was injected beside the tickets that opened. Then leaves the server running.",
      "Exit status 1 if a fault was missed or a ticket was false."
    },
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  private static final int PAGE = 500;
  private static final String TRUTH = "truth.json";

  @Option(
      names = "--exit",
      description = "End after the table; uses free ports and temporary data.")
  private boolean exit;

  @Option(names = "--speed", description = "Simulated seconds a second (default ${DEFAULT-VALUE}).")
  private double speed = 60;

  @Option(names = "--devices", description = "How many devices (default ${DEFAULT-VALUE}).")
  private int devices = 50;

  @Option(names = "--seed", description = "What chance is drawn from (default ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--scenario",
      description = "The faults (default device-simulator/scenarios/demo.yaml).")
  private @Nullable Path scenario;

  @Override
  public Integer call() throws Exception {
    Path home = Path.of(System.getProperty("fieldcare.home", "."));
    Path directory = exit ? Files.createTempDirectory("fieldcare-demo-") : demoDirectory(home);
    boolean perfect = false;
    try {
      Settings settings = Settings.load(home, System.getenv()).with(overrides(directory));
      try (Server server = Server.start(settings, System.getenv("FIELDCARE_ADMIN_TOKEN"));
          ChildProcess simulator = simulator(server, home, directory, settings)) {
        say(
            "%d devices, %.0f times as fast as the clock; watch live: %s"
                .formatted(devices, speed, server.pageUrl()));
        perfect = show(server, simulator, directory);
        if (!exit) {
          stay(server, simulator, settings);
        }
      }
    } finally {
      if (exit) {
        delete(directory);
      }
    }
    return perfect ? 0 : 1;
  }

  /** The demo's data of the last time is not kept: its clock ran ahead. */
  private static Path demoDirectory(Path home) throws IOException {
    Path directory = home.resolve("data").resolve("demo");
    if (Files.exists(directory)) {
      delete(directory);
    }
    return Files.createDirectories(directory);
  }

  private Map<String, String> overrides(Path directory) {
    var overrides = new HashMap<String, String>();
    overrides.put("data.dir", directory.toString());
    overrides.put("clock.speed", Double.toString(speed));
    overrides.put("clock.start", Long.toString(System.currentTimeMillis()));
    if (exit) {
      overrides.put("http.port", "0");
      overrides.put("mqtt.port", "0");
      overrides.put("database.port", "0");
    }
    return overrides;
  }

  private ChildProcess simulator(Server server, Path home, Path directory, Settings settings)
      throws IOException {
    var arguments =
        new ArrayList<>(
            List.of(
                "simulate",
                "--devices=" + devices,
                "--seed=" + seed,
                "--scenario=" + scenarioFile(home),
                "--truth=" + directory.resolve(TRUTH),
                "--server=" + server.url(),
                "--mqtt=tcp://127.0.0.1:" + server.mqttPort(),
                "--clock-start=" + settings.clockStart(),
                "--clock-speed=" + speed));
    if (!exit) {
      arguments.add("--keep-running"); // or the page would fill with silence after the table
    }
    return ChildProcess.ofJar(
        "simulator",
        home.resolve("device-simulator/target/device-simulator.jar"),
        arguments,
        Map.of("FIELDCARE_ADMIN_TOKEN", server.adminToken()),
        directory.resolve("simulator.log"));
  }

  private static boolean show(Server server, ChildProcess simulator, Path directory)
      throws IOException, InterruptedException {
    JsonNode injected = follow(server, simulator, directory);
    var report = new DemoReport(injected, ticketsUntil(server, injected.path("ended").asLong()));
    System.out.println(report.text());
    return report.isPerfect();
  }

  private Path scenarioFile(Path home) {
    return scenario != null ? scenario : home.resolve("device-simulator/scenarios/demo.yaml");
  }

  /** Tells how it goes until the simulator has written what it injected. */
  private static JsonNode follow(Server server, ChildProcess simulator, Path directory)
      throws InterruptedException, IOException {
    Path truth = directory.resolve(TRUTH);
    long next = System.nanoTime();
    while (!Files.exists(truth)) {
      if (!simulator.isAlive()) {
        throw new Problem(
            Problem.Kind.INTERNAL,
            "demo.simulator",
            "the simulator ended without a truth file; its last words:\n"
                + lastLines(directory.resolve("simulator.log")));
      }
      TimeUnit.MILLISECONDS.sleep(100);
      if (System.nanoTime() > next) {
        next += TimeUnit.SECONDS.toNanos(10);
        say(
            "  %s  %,d readings stored, %d tickets"
                .formatted(
                    server.clock().instant().toString().substring(0, 16).replace('T', ' '),
                    server.readingsStored(),
                    tickets(server).size()));
      }
    }
    return new ObjectMapper().readTree(truth.toFile());
  }

  private static List<DemoReport.Seen> ticketsUntil(Server server, long ended) {
    return tickets(server).stream()
        .filter(seen -> seen.openedAt().toEpochMilli() <= ended)
        .toList();
  }

  private static List<DemoReport.Seen> tickets(Server server) {
    var all = new ArrayList<DemoReport.Seen>();
    @Nullable String after = null;
    do {
      Page<Ticket> page =
          server
              .tickets()
              .list(TicketFilter.ALL, PAGE, after)
              .toCompletionStage()
              .toCompletableFuture()
              .orTimeout(10, TimeUnit.SECONDS)
              .join();
      for (Ticket each : page.items()) {
        if (each.device() == null) {
          continue; // stands for others, which are judged
        }
        all.add(
            new DemoReport.Seen(
                each.number(),
                each.device(),
                each.symptom(),
                each.openedAt(),
                each.firstSeenAt(),
                each.occurrences(),
                each.because().text()));
      }
      after = page.next();
    } while (after != null);
    all.sort(Comparator.comparing(DemoReport.Seen::openedAt));
    return all;
  }

  private static void stay(Server server, ChildProcess simulator, Settings settings)
      throws InterruptedException {
    say("The server goes on at " + server.pageUrl());
    say("API: " + server.url() + "/api/v1, token " + server.adminToken());
    say("Data: " + settings.dataDirectory() + ". Ctrl-C ends it.");
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .unstarted(
                    () -> {
                      simulator.close();
                      server.close();
                    }));
    Thread.currentThread().join();
  }

  private static String lastLines(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }

  private static void say(String text) {
    System.err.println(text);
  }
}
