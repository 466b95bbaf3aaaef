package dev.fieldcare.telemetry;

import dev.fieldcare.base.Lanes;
import dev.fieldcare.base.Problem;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Takes decoded messages, stores them in groups, gives their receipts, and only then hands what was
 * new to the lane of its device.
 *
 * <p>There is one writer for each lane, so what one device sent is stored in the order in which it
 * was submitted. A message counts as waiting until its lane has digested it; above the high mark
 * senders are to be held back, which bounds memory whatever is slow: database, disk or detectors.
 */
public final class Ingest implements Intake, AutoCloseable {

  /** What becomes of readings, events and reports once stored; called on the device's lane. */
  public interface Digest {
    void reading(Reading reading);

    void event(Event event);

    void state(StateReport report);
  }

  /**
   * @param highMark rows waiting above which senders are held back
   * @param batchRows most rows in one group
   * @param lingerMicros how long a group waits for more to join it
   */
  public record Limits(int highMark, int batchRows, long lingerMicros) {
    public static final Limits DEFAULT = new Limits(60_000, 4_000, 2_000);
  }

  private final Limits limits;
  private final Lanes lanes;
  private final List<IngestWriter> writers = new ArrayList<>();
  private final AtomicLong waiting = new AtomicLong();
  private final ConcurrentLinkedQueue<Runnable> heldBack = new ConcurrentLinkedQueue<>();
  private final Counter refused;

  /**
   * @param stateKeeper keeps a state report; its success means durable
   */
  public Ingest(
      TelemetryStore store,
      EventLog events,
      Function<StateReport, Future<Void>> stateKeeper,
      Lanes lanes,
      Digest digest,
      Limits limits,
      MeterRegistry meters) {
    this.limits = limits;
    this.lanes = lanes;
    this.refused = meters.counter("fieldcare.messages.refused.by.store");
    var counts = new IngestWriter.Counts(meters);
    for (int lane = 0; lane < lanes.count(); lane++) {
      int number = lane;
      writers.add(
          new IngestWriter(
              "writer-" + lane,
              store,
              events,
              stateKeeper,
              limits,
              counts,
              digested -> lanes.run(number, () -> digest(digested, digest))));
    }
    Gauge.builder("fieldcare.ingest.waiting", waiting, AtomicLong::get).register(meters);
  }

  @Override
  public void submit(Message message) {
    waiting.addAndGet(message.weight());
    int lane = laneOf(message);
    if (lane >= 0) {
      writers.get(lane).add(message);
    } else {
      divide(message);
    }
  }

  @Override
  public boolean isSaturated() {
    return waiting.get() > limits.highMark();
  }

  @Override
  public void whenRelieved(Runnable task) {
    heldBack.add(task);
    if (!isSaturated()) {
      relieve();
    }
  }

  /** Completes when everything submitted before is stored and its lane has digested it. */
  public CompletableFuture<Void> digested() {
    var all = new ArrayList<CompletableFuture<Void>>();
    for (int lane = 0; lane < writers.size(); lane++) {
      int number = lane;
      var done = new CompletableFuture<Void>();
      all.add(done);
      waiting.incrementAndGet();
      writers.get(lane).add(marker(() -> lanes.run(number, () -> done.complete(null))));
    }
    return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
  }

  /** A message without content: it keeps its place in the queue. */
  private static Message marker(Runnable reached) {
    return new Message(
        List.of(),
        List.of(),
        List.of(),
        new Receipt() {
          @Override
          public void stored() {
            reached.run();
          }

          @Override
          public void refused(Problem why) {
            reached.run();
          }
        });
  }

  /** Rows taken in and not yet digested. */
  public long waiting() {
    return waiting.get();
  }

  /** Whether every writer's last attempt to store succeeded. */
  public boolean isHealthy() {
    return writers.stream().allMatch(IngestWriter::isHealthy);
  }

  /** Stores what was taken in, for at most three seconds; what is left is not acknowledged. */
  @Override
  public void close() {
    writers.forEach(IngestWriter::stop);
    writers.forEach(IngestWriter::awaitEnd);
  }

  private void digest(IngestWriter.Stored stored, Digest digest) {
    try {
      for (int i = 0; i < stored.readings().size(); i++) {
        if (stored.freshReadings().get(i)) {
          digest.reading(stored.readings().get(i));
        }
      }
      for (int i = 0; i < stored.events().size(); i++) {
        if (stored.freshEvents().get(i)) {
          digest.event(stored.events().get(i));
        }
      }
      stored.states().forEach(digest::state);
    } finally {
      release(stored.weight());
    }
  }

  private void release(long weight) {
    long left = waiting.addAndGet(-weight);
    if (left <= limits.highMark() / 2 && !heldBack.isEmpty()) {
      relieve();
    }
  }

  private void relieve() {
    Runnable task;
    while ((task = heldBack.poll()) != null) {
      task.run();
    }
  }

  /** The lane that all of a message belongs to, or −1 when it concerns devices of several. */
  private int laneOf(Message message) {
    int lane = -2;
    for (Reading each : message.readings()) {
      lane = merge(lane, each.device().number());
    }
    for (Event each : message.events()) {
      lane = merge(lane, each.device().number());
    }
    for (StateReport each : message.states()) {
      lane = merge(lane, each.device().number());
    }
    return lane == -2 ? 0 : lane;
  }

  private int merge(int before, int deviceNumber) {
    int lane = lanes.laneOf(deviceNumber);
    return before == -2 || before == lane ? lane : -1;
  }

  /**
   * A gateway's message about children of several lanes: its receipt is given when all is stored.
   */
  private void divide(Message message) {
    var parts = new ArrayList<Message>();
    var shared = new SharedReceipt(message.receipt(), refused);
    for (int lane = 0; lane < lanes.count(); lane++) {
      int mine = lane;
      var part =
          new Message(
              message.readings().stream()
                  .filter(each -> lanes.laneOf(each.device().number()) == mine)
                  .toList(),
              message.events().stream()
                  .filter(each -> lanes.laneOf(each.device().number()) == mine)
                  .toList(),
              message.states().stream()
                  .filter(each -> lanes.laneOf(each.device().number()) == mine)
                  .toList(),
              shared);
      if (!part.readings().isEmpty() || !part.events().isEmpty() || !part.states().isEmpty()) {
        parts.add(part);
      } else {
        parts.add(new Message(List.of(), List.of(), List.of(), shared));
      }
    }
    int counted = parts.stream().mapToInt(Message::weight).sum();
    waiting.addAndGet(counted - message.weight());
    shared.expect(parts.size());
    for (int lane = 0; lane < parts.size(); lane++) {
      writers.get(lane).add(parts.get(lane));
    }
  }

  /** Passes one answer on when all parts have theirs: refused if any part was. */
  private static final class SharedReceipt implements Receipt {
    private final Receipt whole;
    private final Counter refused;
    private final AtomicInteger open = new AtomicInteger();
    private volatile Problem problem = NONE;
    private static final Problem NONE = Problem.badInput("none", "none");

    SharedReceipt(Receipt whole, Counter refused) {
      this.whole = whole;
      this.refused = refused;
    }

    void expect(int parts) {
      open.set(parts);
    }

    @Override
    public void stored() {
      close();
    }

    @Override
    public void refused(Problem why) {
      problem = why;
      close();
    }

    private void close() {
      if (open.decrementAndGet() == 0) {
        if (problem == NONE) {
          whole.stored();
        } else {
          refused.increment();
          whole.refused(problem);
        }
      }
    }
  }
}
