package dev.fieldcare.simulator;

import dev.fieldcare.simulator.device.DeviceSpec;
import dev.fieldcare.simulator.device.Fleet;
import dev.fieldcare.simulator.link.Counters;
import dev.fieldcare.simulator.link.Identity;
import dev.fieldcare.simulator.link.PahoLink;
import dev.fieldcare.simulator.link.Registrar;
import dev.fieldcare.simulator.scenario.Casting;
import dev.fieldcare.simulator.scenario.Injection;
import dev.fieldcare.simulator.scenario.Scenario;
import dev.fieldcare.simulator.scenario.Truth;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code simulate}: a fleet of devices lives, and what a scenario lists goes wrong with it. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    description = {
      "Simulates a fleet of devices that report to a server, injects the faults a scenario lists,",
      "and writes down which tickets should come of them."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  Ten healthy gateways, until stopped:",
      "    ./fieldcare simulate --devices 10 --model gateway-x1",
      "  Three hours of a mixed fleet with every fault:",
      "    ./fieldcare simulate --devices 50 \\",
      "        --scenario device-simulator/scenarios/demo.yaml --truth truth.json",
      "",
      "Exit status: 0 everything was sent and acknowledged, 1 it was not, 2 wrong usage."
    })
final class SimulateCommand implements Callable<Integer> {
  private static final int MOST_CONNECTIONS = 300;
  private static final long PROGRESS_MILLIS = 5_000;
  private static final long DRAIN_MILLIS = 10_000;
  private static final long FIRST_CONNECTION_MILLIS = 20_000;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private final ServerOptions server = new ServerOptions();

  @Option(
      names = "--devices",
      paramLabel = "N",
      description =
          "How many devices, children of gateways included. Default: as the scenario says, else"
              + " 10.")
  private @Nullable Integer devices;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description = "gateway-x1, pump-p2 or mix. Default: as the scenario says, else mix.")
  private @Nullable String model;

  @Option(
      names = "--gateway-share",
      paramLabel = "SHARE",
      defaultValue = "0.25",
      description =
          "In a mix, the share of devices in groups of one gateway and the ten pumps that report"
              + " through it. Default: ${DEFAULT-VALUE}.")
  private double gatewayShare;

  @Option(
      names = "--prefix",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Begins every device id, so that two fleets can share a server.")
  private String prefix = "";

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Decides everything left to chance. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--scenario",
      paramLabel = "FILE",
      description = "The faults to inject (YAML). Default: none.")
  private @Nullable Path scenario;

  @Option(
      names = "--duration",
      paramLabel = "PT3H",
      description =
          "How long, in simulated time. Default: as the scenario says, else until stopped.")
  private @Nullable Duration duration;

  @Option(
      names = "--keep-running",
      description = "After the duration write the truth and live on, healthy, until stopped.")
  private boolean keepRunning;

  @Option(
      names = "--truth",
      paramLabel = "FILE",
      description = "Where to write what was injected and which tickets should come of it (JSON).")
  private @Nullable Path truth;

  @Option(
      names = "--firmware",
      paramLabel = "DIR",
      description =
          "Devices update themselves when the server tells them to; DIR keeps their disks and the"
              + " roots they are made with (taken from the server if not there).")
  private @Nullable Path firmware;

  @Option(
      names = "--by-blocks",
      description = "They fetch updates in blocks over MQTT, as devices without HTTP do.")
  private boolean byBlocks;

  @Option(
      names = "--clock-start",
      paramLabel = "MILLIS",
      description =
          "The moment, in epoch milliseconds, at which simulated and real time agree. Default:"
              + " now.")
  private @Nullable Long clockStart;

  @Option(
      names = "--clock-speed",
      paramLabel = "X",
      defaultValue = "1",
      description = "How fast simulated time runs; the server's must agree. Default: 1.")
  private double clockSpeed;

  private final Counters counters = new Counters();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);

  @Override
  public Integer call() throws InterruptedException {
    checkUsage();
    Scenario wanted = scenario == null ? Scenario.NONE : Scenario.read(scenario);
    List<DeviceSpec> fleet =
        Fleet.of(
            first(devices, wanted.devices(), 10),
            first(model, wanted.model(), "mix"),
            gatewayShare,
            prefix);
    if (fleet.stream().filter(each -> each.via() == null).count() > MOST_CONNECTIONS) {
      throw new Failure(
          "--devices: at most " + MOST_CONNECTIONS + " connections; start several simulators");
    }
    Duration lasting = duration != null ? duration : wanted.duration();
    require(!keepRunning || lasting != null, "--keep-running: expected with --duration");
    new Casting(fleet, seed).cast(wanted, 0); // complain before anything is registered
    Runtime.getRuntime().addShutdownHook(new Thread(this::stopAndWait));
    try {
      return run(fleet, wanted, lasting);
    } finally {
      finished.countDown();
    }
  }

  private static <T> T first(@Nullable T given, @Nullable T scenario, T otherwise) {
    return given != null ? given : scenario != null ? scenario : otherwise;
  }

  private void checkUsage() {
    require(devices == null || devices >= 1, "--devices: expected at least 1, found " + devices);
    require(clockSpeed > 0, "--clock-speed: expected more than 0, found " + clockSpeed);
    require(
        gatewayShare >= 0 && gatewayShare <= 1,
        "--gateway-share: expected 0 to 1, found " + gatewayShare);
    require(
        prefix.matches("([A-Za-z0-9][A-Za-z0-9._:-]{0,39})?"),
        "--prefix: expected letters, digits and ._:- (at most 40), found " + prefix);
    Duration time = duration;
    require(
        time == null || time.isPositive(), "--duration: expected more than nothing, found " + time);
  }

  private void require(boolean holds, String message) {
    if (!holds) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }

  private int run(List<DeviceSpec> fleet, Scenario wanted, @Nullable Duration lasting)
      throws InterruptedException {
    var clock =
        new SimulatedClock(
            clockStart == null ? System.currentTimeMillis() : clockStart, clockSpeed);
    String mqtt = server.mqtt();
    var identities = new Registrar(server.server(), server.token()).registerAll(fleet);
    ExecutorService blocking =
        Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory());
    long started = clock.now();
    long ends = lasting == null ? Long.MAX_VALUE : started + lasting.toMillis();
    List<Injection> injections = new Casting(fleet, seed).cast(wanted, started);
    try (var run =
        new FleetRun(
            clock,
            seed,
            started,
            counters,
            identities,
            (Identity identity) -> new PahoLink(mqtt, identity, blocking))) {
      if (firmware != null) {
        URI address = URI.create(server.server());
        run.updateFrom(new FirmwareShelf(firmware, address, byBlocks, identities, counters));
      }
      var truthToWrite = new Truth(seed, started, fleet, injections, run::releases);
      run.start(fleet, injections, keepRunning ? Long.MAX_VALUE : ends);
      awaitFirstConnection();
      watch(run, clock, ends);
      boolean whole = clock.now() >= ends;
      int left = whole ? drain(run) : run.unacknowledged();
      writeTruth(truthToWrite, Math.min(clock.now(), ends));
      summary(fleet.size(), clock, left);
      if (keepRunning && whole) {
        watch(run, clock, Long.MAX_VALUE);
      }
      return left == 0 && counters.refused.sum() == 0 ? 0 : 1;
    }
  }

  private void awaitFirstConnection() throws InterruptedException {
    long giveUp = System.nanoTime() + FIRST_CONNECTION_MILLIS * 1_000_000;
    while (counters.connected.sum() == 0 && !stopped.await(50, TimeUnit.MILLISECONDS)) {
      if (System.nanoTime() > giveUp) {
        throw new Failure("no device could connect: " + counters.trouble.get());
      }
    }
  }

  private void watch(FleetRun run, SimulatedClock clock, long ends) throws InterruptedException {
    long left = ends == Long.MAX_VALUE ? Long.MAX_VALUE : clock.realMillisUntil(ends);
    while (left > 0 && !stopped.await(Math.min(left, PROGRESS_MILLIS), TimeUnit.MILLISECONDS)) {
      progress(run, clock);
      left = ends == Long.MAX_VALUE ? Long.MAX_VALUE : clock.realMillisUntil(ends);
    }
  }

  private int drain(FleetRun run) throws InterruptedException {
    long giveUp = System.nanoTime() + DRAIN_MILLIS * 1_000_000;
    int left = run.unacknowledged();
    while ((left != 0 && !keepRunning)
        && System.nanoTime() < giveUp
        && !stopped.await(50, TimeUnit.MILLISECONDS)) {
      left = run.unacknowledged();
    }
    return keepRunning ? 0 : left;
  }

  private void progress(FleetRun run, SimulatedClock clock) {
    System.err.printf(
        Locale.ROOT,
        "%s  connected %d of %d  sent %d  acknowledged %d  waiting %d%s%n",
        Instant.ofEpochMilli(clock.now() / 1000 * 1000),
        counters.connected.sum(),
        run.wanted(),
        counters.sent.sum(),
        counters.acknowledged.sum(),
        run.unacknowledged(),
        trouble());
  }

  private String trouble() {
    String latest = counters.trouble.getAndSet("");
    return latest.isEmpty() ? "" : "  latest trouble: " + latest;
  }

  private void summary(int size, SimulatedClock clock, int left) {
    System.err.printf(
        Locale.ROOT,
        "%d devices, until %s: %d readings acknowledged, %d messages refused, %d items left%s%n",
        size,
        Instant.ofEpochMilli(clock.now() / 1000 * 1000),
        counters.readingsAcknowledged.sum(),
        counters.refused.sum(),
        left,
        trouble());
  }

  private void writeTruth(Truth toWrite, long ended) {
    if (truth != null) {
      toWrite.write(truth, ended);
    }
  }

  /** On a signal: lets the run write its truth, for at most two seconds. */
  private void stopAndWait() {
    stopped.countDown();
    try {
      boolean done = finished.await(2, TimeUnit.SECONDS);
      if (!done) {
        System.err.println("stopped before everything was tidied up");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
