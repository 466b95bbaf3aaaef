package dev.fieldcare.api.signin;

import dev.fieldcare.base.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Makes and compares hashes of passwords off the event loop, a few at once and a few more in line,
 * because each takes memory. Thread-safe.
 */
final class Passwords {
  private static final int AT_ONCE = 2;
  private static final int IN_LINE = 64;
  private static final int SALT_BYTES = 16;

  private final WorkerExecutor workers;
  private final PasswordHash.Cost cost;
  private final SecureRandom random = new SecureRandom();
  private final AtomicInteger waiting = new AtomicInteger();

  /** Nobody's, at the present cost: who does not exist takes as long as who does. */
  private final String nobodys;

  Passwords(Vertx vertx, PasswordHash.Cost cost) {
    this.workers = vertx.createSharedWorkerExecutor("passwords", AT_ONCE);
    this.cost = cost;
    this.nobodys = PasswordHash.of(made(), cost, salt()).toString();
  }

  /**
   * What came of comparing; {@code better} is a hash at the present cost when the kept one is
   * cheaper.
   */
  record Verdict(boolean isRight, @Nullable String better) {}

  /** Succeeds with whether it is the password kept so; nobody has a password that is absent. */
  Future<Verdict> compare(String typed, @Nullable String kept) {
    return work(
        () -> {
          PasswordHash hash = PasswordHash.parse(kept == null ? nobodys : kept);
          boolean isRight = hash.matches(typed) && kept != null;
          boolean isCheap = isRight && hash.isCheaperThan(cost);
          return new Verdict(
              isRight, isCheap ? PasswordHash.of(typed, cost, salt()).toString() : null);
        });
  }

  /** Succeeds with the password as it is to be kept. */
  Future<String> hash(String password) {
    return work(() -> PasswordHash.of(password, cost, salt()).toString());
  }

  /** A password nobody can guess, to be handed over once. */
  String made() {
    byte[] bits = new byte[15];
    random.nextBytes(bits);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
  }

  private <T> Future<T> work(Callable<T> work) {
    if (waiting.incrementAndGet() > AT_ONCE + IN_LINE) {
      waiting.decrementAndGet();
      return Future.failedFuture(
          new Problem(
              Problem.Kind.UNAVAILABLE, "signin.busy", "too many sign in at once; try again"));
    }
    return workers.executeBlocking(work, false).onComplete(done -> waiting.decrementAndGet());
  }

  private byte[] salt() {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    return salt;
  }
}
