package dev.fieldcare.quality;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;

/** Where improvement cases are opened, in the transaction of whoever finds the reason. */
public interface Improvements {

  /** Succeeds with what the case is called. */
  Future<String> open(SqlConnection sql, ImprovementOpening opening);
}
