package dev.fieldcare.messaging;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.MovableClock;
import dev.fieldcare.base.PgJournal;
import dev.fieldcare.base.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** An outbox with webhooks on a fresh database, for tests. */
final class Post implements AutoCloseable {
  final Vertx vertx = Vertx.vertx();
  final Database database = TestDatabase.open(vertx);
  final MovableClock clock = new MovableClock(Instant.parse("2026-11-22T08:15:00Z"));
  final MessagingSettings settings =
      new MessagingSettings(4, Duration.ofSeconds(40), Duration.ofSeconds(2), null);
  Outbox outbox;
  Webhooks webhooks;

  Post() {
    outbox = another();
    webhooks = new Webhooks(database, new PgJournal(clock), outbox, clock);
  }

  /** Another outbox on the same database, as after a restart or on a second server. */
  Outbox another() {
    var another = new Outbox(vertx, database, clock, settings, new Random(1));
    new WebhookChannel(
            vertx,
            new Webhooks(database, new PgJournal(clock), another, clock),
            clock,
            settings.timeout())
        .attachTo(another);
    outbox = another;
    return another;
  }

  void tell(String event, JsonObject data) {
    await(
        database.transaction(
            transaction ->
                webhooks.enqueue(transaction, List.of(new Webhooks.Event(event, data)))));
    outbox.wake();
  }

  List<Delivery> all() {
    return await(outbox.list(null, 1000, null)).items();
  }

  long count(Delivery.State state) {
    return all().stream().filter(each -> each.state() == state).count();
  }

  /** Waits until the claim holds, at most twenty seconds. */
  static void until(BooleanSupplier claim) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!claim.getAsBoolean() && System.nanoTime() < end) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
    assertTrue(claim.getAsBoolean(), "did not come true within twenty seconds");
  }

  static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    await(outbox.close());
    await(vertx.close());
  }
}
