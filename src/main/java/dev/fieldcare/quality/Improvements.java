package dev.fieldcare.quality;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import org.jspecify.annotations.Nullable;

/** Where improvement cases are opened, in the transaction of whoever finds the reason. */
public interface Improvements {
  /** Where none are kept: what did not conform stands by itself. */
  Improvements NONE = (sql, opening) -> Future.succeededFuture();

  /** Succeeds with what the case is called, or null where none are kept. */
  Future<@Nullable String> open(SqlConnection sql, ImprovementOpening opening);
}
