package dev.fieldcare;

import dev.fieldcare.base.Lanes;
import dev.fieldcare.base.Problem;
import dev.fieldcare.stability.AlarmStates;
import dev.fieldcare.stability.Checkpoints;
import dev.fieldcare.stability.Stability;
import dev.fieldcare.stability.peers.PeerRounds;
import dev.fieldcare.telemetry.PgTelemetryStore;
import dev.fieldcare.telemetry.TelemetryStore;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What recurs: looking for silence, checkpoints, alarms whose shelving ends, roll-ups, retention.
 * Real time drives it; what is looked at is the server's clock, which in the demo runs faster.
 */
final class Chores implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Chores.class);
  private static final Duration SWEEP = Duration.ofSeconds(2);

  private final ScheduledExecutorService ticking = executor("ticks");
  private final ScheduledExecutorService housekeeping = executor("chores");
  private final Checkpoints checkpoints;

  Chores(
      Settings settings,
      Clock clock,
      Lanes lanes,
      Stability stability,
      AlarmStates alarms,
      Earshot earshot,
      Checkpoints checkpoints,
      PeerRounds peers,
      TelemetryStore telemetry) {
    this.checkpoints = checkpoints;
    long tickMillis = Math.max(20, (long) (1_000 / settings.speed()));
    ticking.scheduleAtFixedRate(
        () -> {
          boolean hears = earshot.isOpen();
          for (int lane = 0; lane < lanes.count(); lane++) {
            int here = lane;
            lanes.run(
                lane,
                () -> {
                  if (hears) {
                    stability.tick(here, clock.instant());
                  } else {
                    stability.deaf(here, clock.instant());
                  }
                });
          }
        },
        tickMillis,
        tickMillis,
        TimeUnit.MILLISECONDS);
    // At once, too: a server killed again and again would else feed more at each start.
    housekeeping.execute(careful(this::checkpoint));
    every(settings.duration("stability.checkpoint"), this::checkpoint);
    every(Duration.ofMillis((long) (60_000 / settings.speed())), () -> compare(peers));
    every(SWEEP, () -> sweep(alarms));
    if (telemetry instanceof PgTelemetryStore store) {
      every(Duration.ofMinutes(1), store::rollUp);
      Duration retention = settings.duration("telemetry.retention");
      if (retention.isPositive()) {
        every(Duration.ofHours(1), () -> store.forgetBefore(retention));
      }
    }
  }

  /** Does it again and again, in real time. */
  void every(Duration period, Runnable chore) {
    long millis = Math.max(1_000, period.toMillis());
    housekeeping.scheduleWithFixedDelay(careful(chore), millis, millis, TimeUnit.MILLISECONDS);
  }

  /** One that threw would never be done again. */
  static Runnable careful(Runnable chore) {
    return () -> {
      try {
        chore.run();
      } catch (Problem e) {
        LOG.warn("a chore waits for its next turn: {}", e.message());
      } catch (RuntimeException e) {
        LOG.error("a chore failed and waits for its next turn", e);
      }
    };
  }

  private static void compare(PeerRounds peers) {
    try {
      peers.next();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for it, so that sweeps never overlap. */
  private static void sweep(AlarmStates alarms) {
    try {
      alarms.sweep().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("what recurs with alarms waits for its next turn: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void checkpoint() {
    try {
      checkpoints.save();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ScheduledExecutorService executor(String name) {
    return Executors.newSingleThreadScheduledExecutor(
        Thread.ofPlatform().name(name).daemon(true).factory());
  }

  /** Ends the chores with a last checkpoint, so that the next start has little to feed again. */
  @Override
  public void close() throws InterruptedException {
    ticking.shutdownNow();
    housekeeping.shutdown();
    if (housekeeping.awaitTermination(2, TimeUnit.SECONDS)) {
      checkpoints.save();
    }
  }
}
