package dev.fieldcare.rollout.waves;

import dev.fieldcare.firmware.JudgedFix;
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

  /** The field shows that the release fixes the symptom: tickets about it can be ended. */
  default Future<Void> verified(SqlConnection sql, JudgedFix judged) {
    return Future.succeededFuture();
  }

  /** The field contradicts that the release fixes the symptom: who relied on it is told. */
  default Future<Void> withdrawn(SqlConnection sql, JudgedFix judged) {
    return Future.succeededFuture();
  }
}
