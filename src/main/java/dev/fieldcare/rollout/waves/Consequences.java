package dev.fieldcare.rollout.waves;

import dev.fieldcare.firmware.Release;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;

/** What others are to do about a rollout, in its transaction. */
public interface Consequences {
  /** Nobody does anything. */
  Consequences NONE = (sql, halt) -> Future.succeededFuture("");

  /**
   * Gates stopped a rollout.
   *
   * @param where whom it harms, as far as is known: {@code hardware revision B}; empty: all alike
   * @param devices how many run the release or are on the way to it
   */
  record Halt(
      Rollout rollout, Release release, String because, String where, long devices, Instant at) {}

  /** Opens the ticket about the release; succeeds with its number. */
  Future<String> halted(SqlConnection sql, Halt halt);
}
