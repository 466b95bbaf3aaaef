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

/** A store that keeps messages in memory: at once, or only when it is let. */
final class FakeIntake implements Intake, AutoCloseable {
  private final ConcurrentLinkedQueue<Message> waiting = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Message> stored = new ConcurrentLinkedQueue<>();
  private final List<Runnable> relief = new ArrayList<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon(true).factory());
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
      stored.add(message);
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
    return waiting.size() >= limit;
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
    return waiting.size();
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
