package dev.fieldcare.telemetry;

import dev.fieldcare.base.Problem;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that stores messages in groups. While the store cannot be reached it keeps trying the
 * same group, so that nothing is lost or reordered; a message the store refuses for good is found
 * by halving its group.
 */
final class IngestWriter {
  private static final Logger LOG = LoggerFactory.getLogger(IngestWriter.class);
  private static final long LONGEST_PAUSE_MILLIS = 1_000;
  private static final long STATE_TIMEOUT_SECONDS = 10;

  /** A group that is durable, for its lane to digest. */
  record Stored(
      List<Reading> readings,
      BitSet freshReadings,
      List<Event> events,
      BitSet freshEvents,
      List<StateReport> states,
      long weight) {}

  /** What all writers count together. */
  static final class Counts {
    private final Counter readings;
    private final Counter repeats;
    private final Counter conflicts;
    private final Counter failures;
    private final Timer commits;

    Counts(MeterRegistry meters) {
      readings = meters.counter("fieldcare.readings.stored");
      repeats = meters.counter("fieldcare.readings.repeated");
      conflicts = meters.counter("fieldcare.readings.conflicting");
      failures = meters.counter("fieldcare.ingest.failures");
      commits = meters.timer("fieldcare.ingest.commit");
    }
  }

  private final TelemetryStore.Writer writer;
  private final EventLog eventLog;
  private final Function<StateReport, Future<Void>> stateKeeper;
  private final Ingest.Limits limits;
  private final Counts counts;
  private final Consumer<Stored> lane;
  private final LinkedBlockingQueue<Message> queue = new LinkedBlockingQueue<>();
  private final Thread thread;
  private long lastArrival = Long.MIN_VALUE;
  private volatile boolean stopping;
  private volatile boolean healthy = true;

  IngestWriter(
      String name,
      TelemetryStore store,
      EventLog eventLog,
      Function<StateReport, Future<Void>> stateKeeper,
      Ingest.Limits limits,
      Counts counts,
      Consumer<Stored> lane) {
    this.writer = store.openWriter();
    this.eventLog = eventLog;
    this.stateKeeper = stateKeeper;
    this.limits = limits;
    this.counts = counts;
    this.lane = lane;
    this.thread = Thread.ofPlatform().name(name).daemon(true).start(this::run);
  }

  /**
   * Two connections of one device may overtake each other between stamp and queue. What is behind
   * is stamped anew, so that what is stored, judged and judged again goes by one order: a watch
   * takes what has an older stamp than it knows for a replay.
   */
  synchronized void add(Message message) {
    Message inOrder =
        message.firstArrival() > lastArrival
            ? message
            : message.later(lastArrival + 1 - message.firstArrival());
    lastArrival = Math.max(lastArrival, inOrder.lastArrival());
    queue.add(inOrder);
  }

  boolean isHealthy() {
    return healthy;
  }

  void stop() {
    stopping = true;
  }

  void awaitEnd() {
    try {
      thread.join(3_000);
      if (thread.isAlive()) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!stopping || !queue.isEmpty()) {
        List<Message> group = nextGroup();
        if (!group.isEmpty()) {
          store(group);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      writer.close();
    }
  }

  private List<Message> nextGroup() throws InterruptedException {
    var group = new ArrayList<Message>();
    Message first = queue.poll(200, TimeUnit.MILLISECONDS);
    if (first == null) {
      return group;
    }
    group.add(first);
    int rows = first.weight();
    long until = System.nanoTime() + limits.lingerMicros() * 1_000;
    while (rows < limits.batchRows()) {
      Message next = queue.poll();
      if (next == null) {
        long left = until - System.nanoTime();
        // Sleeping once for the rest gathers more in one go than waking for each message.
        if (left <= 0) {
          break;
        }
        TimeUnit.NANOSECONDS.sleep(left);
        continue;
      }
      group.add(next);
      rows += next.weight();
    }
    return group;
  }

  private void store(List<Message> group) throws InterruptedException {
    long pause = 50;
    while (true) {
      try {
        Stored stored = append(group);
        healthy = true;
        // The lane first: whoever waits for a receipt may rely on the lane having the message.
        lane.accept(stored);
        group.forEach(message -> message.receipt().stored());
        return;
      } catch (Problem problem) {
        if (problem.kind() != Problem.Kind.UNAVAILABLE) {
          halve(group, problem);
          return;
        }
        counts.failures.increment();
        if (healthy) {
          LOG.warn("readings wait: {}", problem.message());
        }
        healthy = false;
        if (stopping) {
          return;
        }
        Thread.sleep(pause);
        pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
      }
    }
  }

  private Stored append(List<Message> group) {
    var readings = new ArrayList<Reading>();
    List<Event> events = List.of();
    List<StateReport> states = List.of();
    long weight = 0;
    for (Message message : group) {
      weight += message.weight();
      readings.addAll(message.readings());
      events = joined(events, message.events());
      states = joined(states, message.states());
    }
    var freshReadings = new BitSet();
    if (!readings.isEmpty()) {
      long start = System.nanoTime();
      TelemetryStore.Appended appended = writer.append(readings);
      counts.commits.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
      freshReadings = appended.fresh();
      int fresh = freshReadings.cardinality();
      counts.readings.increment(fresh);
      counts.repeats.increment(readings.size() - fresh);
      counts.conflicts.increment(appended.conflicts());
    }
    BitSet freshEvents = events.isEmpty() ? new BitSet() : eventLog.append(events);
    keep(states);
    return new Stored(readings, freshReadings, events, freshEvents, states, weight);
  }

  private static <T> List<T> joined(List<T> before, List<T> more) {
    if (more.isEmpty()) {
      return before;
    }
    var all = new ArrayList<T>(before);
    all.addAll(more);
    return all;
  }

  private void keep(List<StateReport> states) {
    for (StateReport state : states) {
      try {
        stateKeeper
            .apply(state)
            .toCompletionStage()
            .toCompletableFuture()
            .orTimeout(STATE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
            .join();
      } catch (CompletionException e) {
        @Nullable Throwable cause = e.getCause();
        throw Problem.unavailable(
            "state.unavailable",
            "the state of " + state.device().id() + " was not kept: " + cause,
            e);
      }
    }
  }

  private void halve(List<Message> group, Problem problem) throws InterruptedException {
    if (group.size() == 1) {
      Message message = group.getFirst();
      message.receipt().refused(problem);
      lane.accept(
          new Stored(
              List.of(), new BitSet(), List.of(), new BitSet(), List.of(), message.weight()));
      return;
    }
    int middle = group.size() / 2;
    store(group.subList(0, middle));
    store(group.subList(middle, group.size()));
  }
}
