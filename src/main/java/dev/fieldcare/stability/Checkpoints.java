package dev.fieldcare.stability;

import dev.fieldcare.base.Lanes;
import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Device;
import dev.fieldcare.telemetry.Event;
import dev.fieldcare.telemetry.EventLog;
import dev.fieldcare.telemetry.Reading;
import dev.fieldcare.telemetry.TelemetryStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the detectors over a crash: writes down now and then what they know, and after a start
 * feeds them what arrived since, as if nothing had happened. Alarms announced again that way have
 * the keys they had, so nobody counts them twice.
 *
 * <p>All methods block and belong to one thread, never a lane.
 */
public final class Checkpoints {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

  /**
   * Stamps are given before messages queue up, so an older stamp may be behind a newer one in the
   * queue; and a clock may be set back a little. What is fed twice is passed over by the watches.
   */
  private static final long MARGIN_MICROS = TimeUnit.MINUTES.toMicros(2);

  private static final int AT_ONCE = 5_000;

  private final Stability stability;
  private final WatchStore store;
  private final Lanes lanes;
  private final LongSupplier arrivals;
  private final Supplier<CompletableFuture<Void>> digested;
  private final Supplier<CompletableFuture<Void>> alarmsKept;

  /** Taken from the lanes and not written down yet; kept over a failed attempt. */
  private final Map<Integer, WatchStore.Snapshot> taken = new LinkedHashMap<>();

  /**
   * @param arrivals gives the stamp of this moment
   * @param digested completes when all that was taken in before is on its lane and judged
   * @param alarmsKept completes when all alarms announced before are durable
   */
  public Checkpoints(
      Stability stability,
      WatchStore store,
      Lanes lanes,
      LongSupplier arrivals,
      Supplier<CompletableFuture<Void>> digested,
      Supplier<CompletableFuture<Void>> alarmsKept) {
    this.stability = stability;
    this.store = store;
    this.lanes = lanes;
    this.arrivals = arrivals;
    this.digested = digested;
    this.alarmsKept = alarmsKept;
  }

  /**
   * Brings every watch to where it would be had the server never stopped.
   *
   * @return how many readings and events were fed again
   */
  public long restore(
      TelemetryStore telemetry, EventLog events, IntFunction<@Nullable Device> devices)
      throws InterruptedException {
    var snapshots = new ArrayList<WatchStore.Snapshot>();
    long checkpoint = store.load(snapshots::add);
    lanes.runOnAllAndWait(
        lane ->
            snapshots.stream()
                .filter(snapshot -> lanes.laneOf(snapshot.device()) == lane)
                .forEach(snapshot -> restore(snapshot, devices)));
    return feed(telemetry, events, checkpoint, devices);
  }

  private void restore(WatchStore.Snapshot snapshot, IntFunction<@Nullable Device> devices) {
    Device device = devices.apply(snapshot.device());
    if (device != null && !device.isDecommissioned()) {
      stability.restore(device, snapshot.state());
    }
  }

  private long feed(
      TelemetryStore telemetry, EventLog events, long after, IntFunction<@Nullable Device> devices)
      throws InterruptedException {
    var feeder = new Feeder();
    telemetry.replay(after, devices, feeder::add);
    feeder.flush();
    events.replay(after, devices, feeder::add);
    feeder.flush();
    return feeder.fed;
  }

  /** Writes down what has changed. A failure is logged and made up for by the next call. */
  public void save() throws InterruptedException {
    try {
      long now = arrivals.getAsLong();
      await(digested.get());
      take();
      await(alarmsKept.get());
      store.save(List.copyOf(taken.values()), now - MARGIN_MICROS);
      taken.clear();
    } catch (Problem | TimeoutException e) {
      LOG.warn("no checkpoint this time: {}", e.toString());
    }
  }

  private void take() throws InterruptedException {
    lanes.runOnAllAndWait(
        lane -> {
          for (Stability.Snapshot each : stability.snapshot(lane, Integer.MAX_VALUE)) {
            synchronized (taken) {
              WatchStore.Snapshot before = taken.get(each.deviceNumber());
              taken.put(
                  each.deviceNumber(),
                  new WatchStore.Snapshot(
                      each.deviceNumber(),
                      each.arrival(),
                      each.state(),
                      each.base() != null || before == null ? each.base() : before.base()));
            }
          }
        });
  }

  private static void await(CompletableFuture<Void> future)
      throws InterruptedException, TimeoutException {
    try {
      future.get(20, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw Problem.unavailable(
          "stability.not.saved", "what comes before a checkpoint failed: " + e.getCause(), e);
    }
  }

  /** Feeds in groups and waits for the lanes after each, so that memory stays small. */
  private final class Feeder {
    private final List<Reading> readings = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private long fed;

    void add(Reading reading) {
      readings.add(reading);
      flushIfLarge();
    }

    void add(Event event) {
      events.add(event);
      flushIfLarge();
    }

    private void flushIfLarge() {
      if (readings.size() + events.size() >= AT_ONCE) {
        try {
          flush();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw Problem.unavailable("stability.not.loaded", "interrupted while replaying", e);
        }
      }
    }

    void flush() throws InterruptedException {
      lanes.runOnAllAndWait(
          lane -> {
            for (Reading each : readings) {
              if (lanes.laneOf(each.device().number()) == lane) {
                stability.reading(each);
              }
            }
            for (Event each : events) {
              if (lanes.laneOf(each.device().number()) == lane) {
                stability.event(each);
              }
            }
          });
      fed += readings.size() + events.size();
      readings.clear();
      events.clear();
    }
  }
}
