package dev.fieldcare.stability;

import dev.fieldcare.base.Journal;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;

/** Stands between alarms and tickets: records every alarm and says which may become tickets. */
public interface AlarmGate {

  /**
   * What came of some alarms.
   *
   * @param passed those that tickets shall hear of, in order
   * @param entries for the journal, to be appended in the same transaction, after everything else
   * @param committed to be run once the transaction is durable
   */
  record Passage(List<Alarm> passed, List<Journal.Entry> entries, Runnable committed) {}

  /**
   * Records the alarms, in the order they were heard, inside the caller's transaction. The same
   * alarm heard again is decided as it was before.
   */
  Future<Passage> pass(SqlConnection transaction, List<Alarm> heard);
}
