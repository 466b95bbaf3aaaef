package dev.fieldcare.tickets;

import dev.fieldcare.base.Problem;
import dev.fieldcare.stability.Alarm;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Alarms on their way to the store: handed on in the order they came, many to a transaction, one
 * transaction at a time.
 *
 * <p>A transaction that fails is tried again until it succeeds, however long the database is away.
 * Only when what fails is the alarm itself (the database refuses its data) is that one alarm given
 * up, logged and counted; to find it, alarms are then handed on one by one.
 *
 * <p>Any thread may add; the work runs on one context.
 */
final class AlarmQueue {
  private static final Logger LOG = LoggerFactory.getLogger(AlarmQueue.class);
  private static final long FIRST_DELAY = 10;
  private static final long LONGEST_DELAY = 5_000;

  /** An alarm in the queue, or nothing but a place in it. */
  private record Waiting(@Nullable Alarm alarm, Promise<Void> done) {}

  private final Vertx vertx;
  private final Context context;
  private final TicketSettings settings;
  private final Function<List<Alarm>, Future<Void>> work;
  private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
  private final List<Runnable> whenRelieved = new ArrayList<>();
  private final AtomicLong retries = new AtomicLong();
  private final AtomicLong givenUp = new AtomicLong();
  private boolean running;
  private boolean closed;
  private int singly;
  private int failures;
  private @Nullable Promise<Void> stopped;

  AlarmQueue(Vertx vertx, TicketSettings settings, Function<List<Alarm>, Future<Void>> work) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.settings = settings;
    this.work = work;
  }

  /** Succeeds when the alarm is durable. */
  Future<Void> add(Alarm alarm) {
    return enqueue(alarm);
  }

  /** Succeeds when everything added before is durable. */
  Future<Void> drained() {
    return enqueue(null);
  }

  private Future<Void> enqueue(@Nullable Alarm alarm) {
    Promise<Void> done = Promise.promise();
    synchronized (this) {
      if (closed) {
        return Future.failedFuture(
            Problem.unavailable("tickets.closed", "the ticket desk is closed", new Exception()));
      }
      queue.add(new Waiting(alarm, done));
      if (running) {
        return done.future();
      }
      running = true;
    }
    context.runOnContext(go -> next());
    return done.future();
  }

  synchronized int size() {
    return queue.size();
  }

  synchronized boolean isSaturated() {
    return queue.size() >= settings.queue();
  }

  /** Runs the task once, as soon as the queue is not saturated, on any thread. */
  void whenRelieved(Runnable task) {
    synchronized (this) {
      if (isSaturated()) {
        whenRelieved.add(task);
        return;
      }
    }
    task.run();
  }

  long retries() {
    return retries.get();
  }

  long givenUp() {
    return givenUp.get();
  }

  /** Succeeds when no transaction is under way any more; what is still queued is not handed on. */
  Future<Void> close() {
    List<Waiting> left;
    Future<Void> idle;
    synchronized (this) {
      closed = true;
      left = new ArrayList<>(queue);
      if (!running) {
        queue.clear();
        idle = Future.succeededFuture();
      } else {
        stopped = stopped == null ? Promise.promise() : stopped;
        idle = stopped.future();
      }
    }
    if (!left.isEmpty()) {
      LOG.info("closing with {} alarms not yet on tickets; they are heard again", left.size());
    }
    return idle;
  }

  private void next() {
    List<Waiting> batch;
    synchronized (this) {
      if (closed || queue.isEmpty()) {
        running = false;
        queue.clear();
        if (stopped != null) {
          stopped.tryComplete();
        }
        return;
      }
      batch = head();
    }
    List<Alarm> alarms = new ArrayList<>();
    for (Waiting each : batch) {
      if (each.alarm() != null) {
        alarms.add(each.alarm());
      }
    }
    Future<Void> handedOn = alarms.isEmpty() ? Future.succeededFuture() : attempt(alarms);
    handedOn.onSuccess(done -> succeeded(batch)).onFailure(failure -> failed(batch, failure));
  }

  private Future<Void> attempt(List<Alarm> alarms) {
    try {
      return work.apply(alarms);
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private List<Waiting> head() {
    int most = singly > 0 ? 1 : settings.batch();
    var batch = new ArrayList<Waiting>();
    for (Waiting each : queue) {
      if (batch.size() == most) {
        break;
      }
      batch.add(each);
    }
    return batch;
  }

  private void succeeded(List<Waiting> batch) {
    failures = 0;
    remove(batch);
    batch.forEach(each -> each.done().complete());
    next();
  }

  private void remove(List<Waiting> batch) {
    List<Runnable> relieved = List.of();
    synchronized (this) {
      for (int i = 0; i < batch.size(); i++) {
        queue.remove();
      }
      singly = Math.max(0, singly - batch.size());
      if (!isSaturated() && !whenRelieved.isEmpty()) {
        relieved = new ArrayList<>(whenRelieved);
        whenRelieved.clear();
      }
    }
    relieved.forEach(Runnable::run);
  }

  private void failed(List<Waiting> batch, Throwable failure) {
    if (isTheirFault(failure)) {
      if (batch.size() > 1) {
        singly = batch.size();
      } else {
        giveUp(batch.getFirst(), failure);
      }
      next();
      return;
    }
    retries.incrementAndGet();
    failures++;
    long delay = Math.min(LONGEST_DELAY, FIRST_DELAY << Math.min(failures, 10));
    if (failures == 3) {
      LOG.warn("tickets cannot be written, trying on", failure);
    }
    vertx.setTimer(
        Duration.ofMillis(delay).toMillis(), fired -> context.runOnContext(go -> next()));
  }

  private void giveUp(Waiting one, Throwable failure) {
    givenUp.incrementAndGet();
    LOG.error("alarm {} cannot be put on a ticket", one.alarm(), failure);
    remove(List.of(one));
    one.done().fail(failure);
  }

  /**
   * Whether trying again cannot help: refused data (SQLSTATE 22, 23), or a fault in our own code.
   */
  private static boolean isTheirFault(Throwable failure) {
    if (failure instanceof PgException refused) {
      String state = String.valueOf(refused.getSqlState());
      return !state.equals("23505") && (state.startsWith("22") || state.startsWith("23"));
    }
    return failure instanceof NullPointerException
        || failure instanceof IllegalArgumentException
        || failure instanceof ClassCastException
        || failure instanceof io.vertx.core.json.EncodeException;
  }
}
