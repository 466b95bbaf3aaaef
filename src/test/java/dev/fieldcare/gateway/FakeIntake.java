package dev.fieldcare.gateway;

import dev.fieldcare.telemetry.Intake;
import dev.fieldcare.telemetry.Message;
import dev.fieldcare.telemetry.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A store that keeps messages in memory: at once, or only when it is let. */
final class FakeIntake implements Intake, AutoCloseable {
  private final ConcurrentLinkedQueue<Message> waiting = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Message> stored = new ConcurrentLinkedQueue<>();
  private final List<Runnable> relief = new ArrayList<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon(true).factory());

  /** The queue's own size counts twice what comes and goes while it counts. */
  private final AtomicInteger waitingNow = new AtomicInteger();

  private final AtomicInteger storedSoFar = new AtomicInteger();

  private volatile boolean held;
  private int limit = Integer.MAX_VALUE;

  /** Stores nothing until {@link #letGo}. */
  FakeIntake holding() {
    held = true;
    return this;
  }

  /** Is saturated while this many messages wait. */
  FakeIntake saturatedAt(int messages) {
    limit = messages;
    return this;
  }

  /** Stores so many messages now and then, and holds the others. */
  FakeIntake storing(int messages, int everyMillis) {
    held = true;
    thread.scheduleWithFixedDelay(
        () -> store(messages), everyMillis, everyMillis, TimeUnit.MILLISECONDS);
    return this;
  }

  void letGo() {
    held = false;
    thread.execute(() -> store(Integer.MAX_VALUE));
  }

  @Override
  public void submit(Message message) {
    waitingNow.incrementAndGet();
    waiting.add(message);
    if (!held) {
      thread.execute(() -> store(Integer.MAX_VALUE));
    }
  }

  private void store(int most) {
    for (int i = 0; i < most; i++) {
      Message message = waiting.poll();
      if (message == null) {
        break;
      }
      waitingNow.decrementAndGet();
      stored.add(message);
      storedSoFar.incrementAndGet();
      message.receipt().stored();
    }
    if (!isSaturated()) {
      List<Runnable> relieved;
      synchronized (relief) {
        relieved = List.copyOf(relief);
        relief.clear();
      }
      relieved.forEach(Runnable::run);
    }
  }

  @Override
  public boolean isSaturated() {
    return waitingNow.get() >= limit;
  }

  @Override
  public void whenRelieved(Runnable task) {
    synchronized (relief) {
      relief.add(task);
    }
    if (!isSaturated()) {
      thread.execute(() -> store(0));
    }
  }

  int waiting() {
    return waitingNow.get();
  }

  int storedSoFar() {
    return storedSoFar.get();
  }

  List<Message> stored() {
    return List.copyOf(stored);
  }

  List<Reading> readings() {
    return stored.stream().flatMap(message -> message.readings().stream()).toList();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
