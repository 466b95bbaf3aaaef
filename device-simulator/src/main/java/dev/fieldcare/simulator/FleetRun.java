package dev.fieldcare.simulator;

import dev.fieldcare.simulator.device.Act;
import dev.fieldcare.simulator.device.Chance;
import dev.fieldcare.simulator.device.Climate;
import dev.fieldcare.simulator.device.DeviceSpec;
import dev.fieldcare.simulator.device.FixableInfluence;
import dev.fieldcare.simulator.device.Influence;
import dev.fieldcare.simulator.device.Unit;
import dev.fieldcare.simulator.link.Counters;
import dev.fieldcare.simulator.link.Identity;
import dev.fieldcare.simulator.link.Link;
import dev.fieldcare.simulator.link.Outbox;
import dev.fieldcare.simulator.link.Uplink;
import dev.fieldcare.simulator.scenario.Injection;
import dev.fieldcare.simulator.scenario.Programs;
import dev.fieldcare.simulator.scenario.ReleaseLog;
import dev.fieldcare.simulator.update.boot.FactoryImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lets a fleet live by the clock: every act of every device at its moment, on one thread. */
final class FleetRun implements AutoCloseable {
  private static final ReleaseLog FACTORY = new ReleaseLog(FactoryImage.RELEASE);
  private static final int KEPT_BY_A_DEVICE = 100_000;
  private static final int BACKLOG_BATCH = 200;
  private static final int UNACKNOWLEDGED = 50;

  /** Between attempts to connect, simulated milliseconds. */
  private static final double LONGEST_WAIT = 15_000;

  private final SimulatedClock clock;
  private final long seed;
  private final long started;
  private final Counters counters;
  private final Function<Identity, Link> links;
  private final Map<String, Identity> identities;
  private final ScheduledExecutorService loop =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().name("fleet").daemon().unstarted(task));
  private final Map<String, Station> stations = new HashMap<>();
  private final List<Unit> units = new ArrayList<>();
  private final ExecutorService updating =
      Executors.newCachedThreadPool(
          task -> Thread.ofPlatform().name("update").daemon().unstarted(task));
  private @Nullable FirmwareShelf shelf;
  private volatile long endsAt;

  /**
   * @param identities by device id, of those with a connection of their own
   * @param links makes a connection
   * @param started when the devices' lives begin, simulated epoch milliseconds
   */
  FleetRun(
      SimulatedClock clock,
      long seed,
      long started,
      Counters counters,
      Map<String, Identity> identities,
      Function<Identity, Link> links) {
    this.clock = clock;
    this.seed = seed;
    this.started = started;
    this.counters = counters;
    this.identities = identities;
    this.links = links;
  }

  /** Before the start: devices with a connection of their own update themselves when told. */
  void updateFrom(FirmwareShelf shelf) {
    this.shelf = shelf;
  }

  /** Starts everything; acts up to {@code endsAt} will be done. */
  void start(List<DeviceSpec> fleet, List<Injection> injections, long endsAt) {
    this.endsAt = endsAt;
    Map<String, List<Influence>> influences = influences(injections);
    Map<Integer, Climate> climates = new HashMap<>();
    for (DeviceSpec each : fleet) {
      Climate climate =
          climates.computeIfAbsent(
              each.site(), site -> new Climate(Chance.of(seed, "site " + site, "climate")));
      units.add(
          new Unit(each, climate, seed, started, influences.getOrDefault(each.id(), List.of())));
      if (each.via() == null) {
        var station = new Station(each, childrenOf(each, fleet), started, this::uplinkOf);
        equip(station, each);
        stations.put(each.id(), station);
      }
    }
    loop.execute(
        () -> {
          stations.values().forEach(Station::begin);
          units.forEach(this::scheduleNext);
        });
    for (Injection each : injections) {
      Climate climate = climates.get(each.device().site());
      if (climate != null && each.from() < endsAt) {
        scheduleHistory(each, each.fault().history(each, climate, seed));
      }
    }
  }

  private void equip(Station station, DeviceSpec device) {
    FirmwareShelf from = shelf;
    if (from == null) {
      return;
    }
    try {
      from.provision(device);
      var firmware = new Firmware(device.id(), from, station, loop, updating, clock);
      station.use(firmware);
      firmware.handIn();
    } catch (IOException e) {
      throw new Failure("--firmware: the disk of " + device.id() + ": " + e.getMessage());
    }
  }

  private void scheduleHistory(Injection injection, List<Act.Report> history) {
    if (!history.isEmpty()) {
      loop.schedule(
          () -> history.forEach(each -> perform(injection.device(), each)),
          clock.realMillisUntil(injection.from()),
          TimeUnit.MILLISECONDS);
    }
  }

  /** How many devices should be connected now, or -1 if the loop is too busy to say. */
  int wanted() {
    return ask(
        () -> (int) stations.values().stream().filter(each -> each.uplink().isWanted()).count());
  }

  /** How many items devices that are on line have not got acknowledged. */
  int unacknowledged() {
    return ask(
        () ->
            stations.values().stream()
                .map(Station::uplink)
                .filter(Uplink::isWanted)
                .mapToInt(each -> each.outbox().size())
                .sum());
  }

  @Override
  public void close() {
    ask(
        () -> {
          endsAt = 0;
          stations.values().forEach(each -> each.uplink().drop(true));
          return 0;
        });
    loop.shutdownNow();
    updating.shutdownNow();
  }

  private int ask(Supplier<Integer> question) {
    Future<Integer> answer = loop.submit(question::get);
    try {
      return answer.get(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    } catch (TimeoutException e) {
      return -1;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private void scheduleNext(Unit unit) {
    Act act = unit.next();
    if (act.at() < endsAt) {
      loop.schedule(
          () -> {
            perform(unit.spec(), act);
            scheduleNext(unit);
          },
          clock.realMillisUntil(act.at()),
          TimeUnit.MILLISECONDS);
    }
  }

  private void perform(DeviceSpec who, Act act) {
    Station station = stations.get(who.via() == null ? who.id() : who.via());
    if (station != null && act.at() < endsAt) {
      station.perform(who, act);
    }
  }

  private Uplink uplinkOf(DeviceSpec device, Supplier<List<Uplink.Greeting>> greetings) {
    Identity identity = identities.get(device.id());
    if (identity == null) {
      throw new IllegalStateException(device.id() + " was not registered");
    }
    return new Uplink(
        device.id(),
        new Outbox(KEPT_BY_A_DEVICE, BACKLOG_BATCH, 1),
        UNACKNOWLEDGED,
        Math.clamp((long) (LONGEST_WAIT / clock.speed()), 250, 5_000),
        () -> links.apply(identity),
        greetings,
        loop,
        counters,
        (measurements, stored) -> counters.readingsAcknowledged.add(stored ? measurements : 0));
  }

  private Map<String, List<Influence>> influences(List<Injection> injections) {
    var byDevice = new HashMap<String, List<Influence>>();
    for (Injection injection : injections) {
      injection
          .fault()
          .influences(injection)
          .forEach(
              (id, influence) ->
                  byDevice
                      .computeIfAbsent(id, key -> new ArrayList<>())
                      .add(fixable(injection, influence)));
    }
    return byDevice;
  }

  /** What the fault does while the device that has it runs a release with it. */
  private Influence fixable(Injection injection, Influence influence) {
    Programs programs = injection.programs();
    return programs.equals(Programs.ALL)
        ? influence
        : new FixableInfluence(
            influence, () -> !programs.have(releases(injection.device()).release()));
  }

  /** What a device ran; without updates always what it left the factory with. */
  ReleaseLog releases(DeviceSpec device) {
    FirmwareShelf from = shelf;
    return from == null ? FACTORY : from.releases(device);
  }

  private static List<DeviceSpec> childrenOf(DeviceSpec gateway, List<DeviceSpec> fleet) {
    return fleet.stream().filter(each -> gateway.id().equals(each.via())).toList();
  }
}
