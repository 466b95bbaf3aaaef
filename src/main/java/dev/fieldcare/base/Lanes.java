package dev.fieldcare.base;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A few single threads among which devices are divided: what concerns one device always runs on the
 * same lane and in the order it was handed in, so code on a lane needs no locks.
 *
 * <p>The queue of a lane is unbounded; whoever hands work in bounds it (see {@code Ingest}).
 */
public final class Lanes implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);

  private final List<ExecutorService> lanes = new ArrayList<>();

  public Lanes(int count) {
    for (int i = 0; i < count; i++) {
      String name = "lane-" + i;
      lanes.add(
          Executors.newSingleThreadExecutor(Thread.ofPlatform().name(name).daemon(true).factory()));
    }
  }

  public int count() {
    return lanes.size();
  }

  /** The lane of a device, by {@code Device.number()}. */
  public int laneOf(int deviceNumber) {
    return Math.floorMod(deviceNumber, lanes.size());
  }

  /** Runs the task on a lane, after everything handed to that lane before. */
  public void run(int lane, Runnable task) {
    lanes
        .get(lane)
        .execute(
            () -> {
              try {
                task.run();
              } catch (RuntimeException e) {
                LOG.error("work on lane {} failed", lane, e);
              }
            });
  }

  /** Runs the task on every lane and waits until each has done it; not to be called on a lane. */
  public void runOnAllAndWait(java.util.function.IntConsumer task) throws InterruptedException {
    var done = new ArrayList<CompletableFuture<Void>>();
    for (int i = 0; i < lanes.size(); i++) {
      int lane = i;
      done.add(CompletableFuture.runAsync(() -> task.accept(lane), lanes.get(i)));
    }
    for (CompletableFuture<Void> one : done) {
      try {
        one.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException("a lane failed", e.getCause());
      }
    }
  }

  /** Lets what was handed in run to its end, for at most five seconds. */
  @Override
  public void close() {
    lanes.forEach(ExecutorService::shutdown);
    for (ExecutorService lane : lanes) {
      try {
        if (!lane.awaitTermination(5, TimeUnit.SECONDS)) {
          lane.shutdownNow();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        lane.shutdownNow();
      }
    }
  }
}
