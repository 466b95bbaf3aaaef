package dev.fieldcare.commands;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fieldcare.Server;
import dev.fieldcare.Settings;
import dev.fieldcare.base.Page;
import dev.fieldcare.base.Problem;
import dev.fieldcare.tickets.Kind;
import dev.fieldcare.tickets.Ticket;
import dev.fieldcare.tickets.TicketFilter;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the main job: devices that fail, and the tickets that open by themselves. */
@Command(
    name = "demo",
    description = {
      "Starts everything, lets simulated devices live through some hours with faults injected,",
      "and prints what was injected beside the tickets that opened. Then leaves the server"
          + " running.",
      "Exit status 1 if a fault was missed, a ticket was false or a release did not do what it"
          + " should."
    },
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  private static final int PAGE = 500;
  private static final String TRUTH = "truth.json";
  private static final int RETURN_SECONDS = 15;

  @Option(
      names = "--exit",
      description = "End after the table; uses free ports and temporary data.")
  private boolean exit;

  @Option(
      names = "--speed",
      description = "Simulated seconds a second (default: as the scenario says, else 60).")
  private @Nullable Double speed;

  @Option(
      names = "--devices",
      description = "How many devices (default: as the scenario says, else 50).")
  private @Nullable Integer devices;

  @Option(names = "--seed", description = "What chance is drawn from (default ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--scenario",
      description = {
        "The faults: a file, or the name of one in device-simulator/scenarios (default"
            + " ${DEFAULT-VALUE};",
        "stability: chatter, an outage of ten, wrong clocks, old history, a restart of the server;",
        "service: two pumps from the alarm to the signature, in warranty and out of it;",
        "rollout: a release that mends goes out in waves, one that harms is stopped and taken"
            + " back)."
      })
  private String scenario = "demo";

  /** The server that runs now; restarted where the scenario says so. */
  private @Nullable Server server;

  @Override
  public Integer call() throws Exception {
    Path home = Path.of(System.getProperty("fieldcare.home", "."));
    Path directory = exit ? Files.createTempDirectory("fieldcare-demo-") : demoDirectory(home);
    DemoScenario told = DemoScenario.read(scenarioFile(home));
    int size = devices == null ? told.devices() : devices;
    double pace = speed == null ? told.speed() : speed;
    boolean perfect = false;
    try {
      Settings settings = Settings.load(home, System.getenv()).with(overrides(directory, pace));
      Server first = start(settings);
      try (ChildProcess simulator = simulator(first, home, directory, settings, told, size)) {
        say(
            "%d devices, %.0f times as fast as the clock; watch live: %s"
                .formatted(size, pace, first.pageUrl()));
        FutureTask<String> act = startAct(first, directory, told);
        JsonNode injected = follow(simulator, directory, settings, restartAt(told, settings));
        if (act != null && told.tells("rollout")) {
          told(act); // tells as it goes; what is between its lines would be lost
        }
        perfect = show(injected, told);
        if (act != null) {
          System.out.println(told(act));
        }
        if (!exit) {
          stay(running(), simulator, settings);
        }
      } finally {
        running().close();
      }
    } finally {
      if (exit) {
        delete(directory);
      }
    }
    return perfect ? 0 : 1;
  }

  private Server start(Settings settings) {
    Server started = Server.start(settings, System.getenv("FIELDCARE_ADMIN_TOKEN"));
    server = started;
    return started;
  }

  private Server running() {
    return Objects.requireNonNull(server);
  }

  /** What happens beside the faults, on a thread of its own. */
  private static @Nullable FutureTask<String> startAct(
      Server first, Path directory, DemoScenario scenario) {
    if (scenario.tells("service")) {
      return new DemoService(first.url(), first.adminToken(), first.clock()).start();
    }
    Callable<String> act;
    if (scenario.tells("rollout")) {
      var people =
          new DemoPeople(
              first.url(), first.adminToken(), first.clock(), line -> System.out.println(line));
      act = new DemoRollout(people, directory);
    } else if (!scenario.fixedIn().isEmpty()) {
      var server = FirmwareServer.at(first.url(), first.adminToken());
      act = new DemoFix(server, directory, "temperature.high", scenario.fixedIn());
    } else {
      return null;
    }
    var task = new FutureTask<>(act);
    Thread.ofPlatform().daemon().name("act").start(task);
    return task;
  }

  /** What the act has to tell, once it is over. */
  private static String told(FutureTask<String> act) throws InterruptedException {
    try {
      return act.get();
    } catch (ExecutionException e) {
      throw DemoService.reason(e);
    }
  }

  /** When, on the demo's clock, the server is to be restarted; {@code MAX_VALUE} for never. */
  private static long restartAt(DemoScenario scenario, Settings settings) {
    Duration after = scenario.restartAfter();
    return after == null ? Long.MAX_VALUE : settings.clockStart() + after.toMillis();
  }

  /** The server ends and starts again where it was, while its devices go on. */
  private void restart(Settings settings) {
    Server before = running();
    say("  " + minute(before) + "  the server restarts");
    int http = URI.create(before.url()).getPort();
    int mqtt = before.mqttPort();
    before.close();
    start(settings.with(Map.of("http.port", "" + http, "mqtt.port", "" + mqtt)));
  }

  /** The demo's data of the last time is not kept: its clock ran ahead. */
  private static Path demoDirectory(Path home) throws IOException {
    Path directory = home.resolve("data").resolve("demo");
    if (Files.exists(directory)) {
      delete(directory);
    }
    return Files.createDirectories(directory);
  }

  private Map<String, String> overrides(Path directory, double pace) {
    var overrides = new HashMap<String, String>();
    overrides.put("data.dir", directory.toString());
    overrides.put("clock.speed", Double.toString(pace));
    overrides.put("clock.start", Long.toString(System.currentTimeMillis()));
    // Devices take real seconds to come back after a start, however fast the clock runs.
    overrides.put("stability.grace", Math.max(120, Math.round(RETURN_SECONDS * pace)) + "s");
    if (exit) {
      overrides.put("http.port", "0");
      overrides.put("mqtt.port", "0");
      overrides.put("database.port", "0");
    }
    return overrides;
  }

  private ChildProcess simulator(
      Server server, Path home, Path directory, Settings settings, DemoScenario scenario, int size)
      throws IOException {
    var arguments =
        new ArrayList<>(
            List.of(
                "simulate",
                "--devices=" + size,
                "--seed=" + seed,
                "--scenario=" + scenario.file(),
                "--truth=" + directory.resolve(TRUTH),
                "--firmware=" + directory.resolve("devices"),
                "--server=" + server.url(),
                "--mqtt=tcp://127.0.0.1:" + server.mqttPort(),
                "--clock-start=" + settings.clockStart(),
                "--clock-speed=" + settings.speed()));
    if (!exit || scenario.tells("rollout")) {
      arguments.add("--keep-running"); // or the page would fill with silence after the table
    }
    return ChildProcess.ofJar(
        "simulator",
        home.resolve("device-simulator/target/device-simulator.jar"),
        arguments,
        Map.of("FIELDCARE_ADMIN_TOKEN", server.adminToken()),
        directory.resolve("simulator.log"));
  }

  private boolean show(JsonNode injected, DemoScenario scenario) {
    var report = new DemoReport(injected, ticketsUntil(running(), injected.path("ended").asLong()));
    System.out.println(scenario.tells("rollout") ? report.brief() : report.text());
    return report.isPerfect();
  }

  private Path scenarioFile(Path home) {
    Path named = home.resolve("device-simulator/scenarios").resolve(scenario + ".yaml");
    return Files.exists(named) ? named : Path.of(scenario);
  }

  /** Tells how it goes until the simulator has written what it injected. */
  private JsonNode follow(ChildProcess simulator, Path directory, Settings settings, long restartAt)
      throws InterruptedException, IOException {
    Path truth = directory.resolve(TRUTH);
    boolean isRestarted = false;
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
      if (!isRestarted && running().clock().millis() >= restartAt) {
        isRestarted = true;
        restart(settings);
      }
      if (System.nanoTime() > next) {
        next += TimeUnit.SECONDS.toNanos(10);
        say(
            "  %s  %,d readings stored, %d tickets"
                .formatted(
                    minute(running()), running().readingsStored(), tickets(running()).size()));
      }
    }
    return new ObjectMapper().readTree(truth.toFile());
  }

  private static String minute(Server server) {
    return server.clock().instant().toString().substring(0, 16).replace('T', ' ');
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
      page.items().stream()
          .filter(each -> each.kind() == Kind.FAULT) // a problem is about faults, not one itself
          .filter(each -> !"retracted".equals(each.resolution())) // it never was
          .map(DemoCommand::seen)
          .forEach(all::add);
      after = page.next();
    } while (after != null);
    all.sort(Comparator.comparing(DemoReport.Seen::openedAt));
    return all;
  }

  private static DemoReport.Seen seen(Ticket ticket) {
    return new DemoReport.Seen(
        ticket.number(),
        ticket.device() == null ? String.valueOf(ticket.cause()) : ticket.device(),
        covered(ticket),
        ticket.about(),
        ticket.openedAt(),
        ticket.firstSeenAt(),
        ticket.occurrences(),
        ticket.explanation());
  }

  /** The devices that its alarms name as unheard of with it, and those of the tickets below it. */
  private static Set<String> covered(Ticket ticket) {
    Set<String> covered = new HashSet<>();
    ticket.children().items().stream()
        .map(Ticket.Child::device)
        .filter(Objects::nonNull)
        .forEach(covered::add);
    if (ticket.because().arguments().get("affectedDevices") instanceof String named) {
      covered.addAll(List.of(named.split(", ")));
    }
    return covered;
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
