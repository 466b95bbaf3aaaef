package dev.fieldcare.tickets;

import dev.fieldcare.base.Jobs;
import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Device;
import dev.fieldcare.telemetry.TelemetryStore;
import dev.fieldcare.telemetry.TelemetryStore.Point;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Reads stored series from end to end, in pieces that fit in memory and up to a bound. */
public final class StoredSeries {
  private static final int PIECE = 50_000;
  private static final long TIMEOUT_SECONDS = 30;

  /** Takes one value after the other, in order of time. */
  public interface Taker {
    void take(long ts, double value);
  }

  private final TelemetryStore store;
  private final long most;

  /**
   * @param most readings of one question
   */
  public StoredSeries(TelemetryStore store, long most) {
    this.store = store;
    this.most = most;
  }

  /** For one question. */
  public Reader reader(long from, long to, Jobs.Progress progress, int devices) {
    return new Reader(from, to, progress, devices);
  }

  /** Counts what it has read, of all devices. */
  public final class Reader {
    private final long from;
    private final long to;
    private final Jobs.Progress progress;
    private final int devices;
    private int done;
    private long count;

    private Reader(long from, long to, Jobs.Progress progress, int devices) {
      this.from = from;
      this.to = to;
      this.progress = progress;
      this.devices = devices;
    }

    public long count() {
      return count;
    }

    /**
     * Blocks until all is read.
     *
     * @throws Problem {@code history.too-much}
     */
    public void read(Device device, String metric, Taker taker) {
      long start = from;
      while (true) {
        List<Point> points = piece(device, metric, start);
        for (Point point : points) {
          taker.take(point.ts(), point.value());
        }
        count += points.size();
        if (count > most) {
          throw Problem.badInput(
              "history.too-much",
              "expected at most "
                  + most
                  + " readings, found more: ask about a shorter time or fewer devices");
        }
        if (points.size() < PIECE) {
          break;
        }
        start = points.getLast().ts() + 1;
        progress.at((done + (double) (start - from) / (to - from)) / devices);
      }
      progress.at((double) ++done / devices);
    }

    private List<Point> piece(Device device, String metric, long start) {
      try {
        return store
            .points(device, metric, start, to, PIECE)
            .toCompletionStage()
            .toCompletableFuture()
            .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException e) {
        throw Problem.unavailable(
            "history.not-read", "the readings of " + device.id() + " cannot be read", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw Problem.unavailable("history.not-read", "interrupted", e);
      }
    }
  }
}
