package dev.fieldcare.simulator.replay;

import dev.fieldcare.simulator.Failure;
import dev.fieldcare.simulator.link.Counters;
import dev.fieldcare.simulator.link.Identity;
import dev.fieldcare.simulator.link.Link;
import dev.fieldcare.simulator.link.Measurement;
import dev.fieldcare.simulator.link.Outbox;
import dev.fieldcare.simulator.link.Uplink;
import dev.fieldcare.simulator.link.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Publishes one series as one device and waits until all of it is acknowledged. */
public final class Replay implements AutoCloseable {
  private static final int IN_FLIGHT = 100;
  private static final long LONGEST_WAIT_MILLIS = 5_000;
  private static final int READ_AHEAD = 5_000;
  private static final int CHUNK = 200;
  private static final int BAD_ROWS_KEPT = 20;
  private static final long PATIENCE_SECONDS = 30;

  private final Identity identity;
  private final double speed;
  private final CountDownLatch stopped;
  private final Counters counters;
  private final Uplink uplink;
  private final Semaphore room = new Semaphore(READ_AHEAD);
  private final LongAdder acknowledged = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final ScheduledExecutorService loop =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().name("replay").daemon().unstarted(task));

  /**
   * @param speed how many times faster than recorded; 0 for as fast as acknowledged
   * @param batch how many readings go into one message at most
   * @param stopped counted down when it shall end early
   */
  public Replay(
      Identity identity,
      Function<Identity, Link> links,
      double speed,
      int batch,
      CountDownLatch stopped,
      Counters counters) {
    this.identity = identity;
    this.speed = speed;
    this.stopped = stopped;
    this.counters = counters;
    this.uplink =
        new Uplink(
            identity.device(),
            new Outbox(Integer.MAX_VALUE, batch, batch),
            IN_FLIGHT,
            LONGEST_WAIT_MILLIS,
            () -> links.apply(identity),
            List::of,
            loop,
            counters,
            this::settled);
  }

  /**
   * What became of one series.
   *
   * @param rows good rows from the first asked for on
   * @param bad how many rows could not be read
   * @param badRows the first of them, in words
   */
  public record Outcome(
      long rows, long acknowledged, long refused, long bad, List<String> badRows, double seconds) {}

  /**
   * Publishes the file from a row on (the one after the header being 1).
   *
   * @param metric as in {@link SeriesReader}
   */
  public Outcome play(Path file, @Nullable String metric, long fromRow)
      throws InterruptedException {
    try (var series = new SeriesReader(file, metric)) {
      return play(series, fromRow);
    } catch (IOException e) {
      throw new Failure("cannot read " + file + ": " + e.getMessage());
    }
  }

  private Outcome play(SeriesReader series, long fromRow) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    loop.execute(uplink::want);
    var badRows = new ArrayList<String>();
    long rows = 0;
    long bad = 0;
    long firstTs = Long.MIN_VALUE;
    var chunk = new ArrayList<Measurement>();
    long toSkip = fromRow - 1;
    Optional<Row> next = series.next();
    for (; next.isPresent() && stopped.getCount() > 0; next = series.next()) {
      if (toSkip > 0) {
        toSkip--;
        continue;
      }
      switch (next.get()) {
        case Row.Bad wrong -> {
          bad++;
          if (badRows.size() < BAD_ROWS_KEPT) {
            badRows.add("line " + wrong.line() + ": " + wrong.why());
          }
        }
        case Row.Good good -> {
          firstTs = firstTs == Long.MIN_VALUE ? good.measurement().ts() : firstTs;
          awaitTurn(begun, good.measurement().ts() - firstTs);
          chunk.add(good.measurement());
          rows++;
          if (chunk.size() == CHUNK || speed > 0) {
            hand(chunk);
            chunk = new ArrayList<>();
          }
        }
      }
    }
    hand(chunk);
    awaitAll();
    double seconds = (System.nanoTime() - begun) / 1e9;
    return new Outcome(rows, acknowledged.sum(), refused.sum(), bad, badRows, seconds);
  }

  private void awaitTurn(long begun, long sinceFirst) throws InterruptedException {
    if (speed > 0) {
      long due = begun + (long) (sinceFirst * 1e6 / speed);
      long wait = due - System.nanoTime();
      if (wait > 0) {
        boolean early = stopped.await(wait, TimeUnit.NANOSECONDS);
        if (early) {
          return;
        }
      }
    }
  }

  private void hand(List<Measurement> chunk) throws InterruptedException {
    if (chunk.isEmpty()) {
      return;
    }
    awaitRoom(chunk.size());
    String topic = Wire.topic(identity.device(), "telemetry");
    loop.execute(
        () -> {
          chunk.forEach(each -> uplink.outbox().add(topic, each));
          uplink.pump();
        });
  }

  private void awaitAll() throws InterruptedException {
    awaitRoom(READ_AHEAD);
    room.release(READ_AHEAD);
  }

  /** Waits as long as acknowledgements keep coming. */
  private void awaitRoom(int wanted) throws InterruptedException {
    long before = -1;
    while (!room.tryAcquire(wanted, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      long now = acknowledged.sum() + refused.sum();
      if (now == before || counters.connected.sum() == 0) {
        throw new Failure(
            identity.device()
                + ": nothing was acknowledged for "
                + PATIENCE_SECONDS
                + " s; "
                + counters.trouble.get());
      }
      before = now;
    }
  }

  private void settled(int measurements, boolean stored) {
    (stored ? acknowledged : refused).add(measurements);
    counters.readingsAcknowledged.add(stored ? measurements : 0);
    room.release(measurements);
  }

  @Override
  public void close() {
    loop.execute(() -> uplink.drop(true));
    loop.shutdown();
  }
}
