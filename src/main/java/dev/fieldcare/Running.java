package dev.fieldcare;

import dev.fieldcare.base.Problem;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has been started so far, to be stopped the other way round. Everything in it blocks. */
final class Running implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Running.class);
  private static final int SECONDS_A_STEP = 60;

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  /** Has this part stopped before everything that was noted earlier. */
  <T extends AutoCloseable> T add(T part) {
    parts.push(part);
    return part;
  }

  /** The same for a part whose stopping takes a while. */
  void stopBy(Supplier<Future<Void>> stop) {
    parts.push(() -> await(stop.get()));
  }

  /** Stops the last first, whatever fails on the way. */
  @Override
  public void close() {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("while stopping: {}", e.toString());
      }
    }
  }

  /**
   * The result of one step of starting or stopping.
   *
   * @throws Problem what the step failed with, or that it took too long
   */
  static <T> T await(Future<T> step) {
    try {
      return step.toCompletionStage().toCompletableFuture().get(SECONDS_A_STEP, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Problem problem
          ? problem
          : new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      throw Problem.unavailable(
          "server.start", "a step took longer than " + SECONDS_A_STEP + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problem.unavailable("server.start", "interrupted", e);
    }
  }
}
