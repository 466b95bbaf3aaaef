package dev.fieldcare.base;

import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import io.vertx.sqlclient.TransactionRollbackException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells that the database is away for a moment from that it refuses what it was asked. */
public final class Outage {
  /** It shuts down, crashed, starts, or has no connection left (PostgreSQL, appendix A). */
  private static final Set<String> AWAY = Set.of("57P01", "57P02", "57P03", "53300");

  private static final int DEEPEST = 10;

  private Outage() {}

  /** Whether the same may well succeed in a moment; also when something else wraps that. */
  public static boolean isOne(@Nullable Throwable failure) {
    Throwable each = failure;
    for (int depth = 0; each != null && depth < DEEPEST; depth++) {
      if (isItself(each)) {
        return true;
      }
      each = each.getCause();
    }
    return false;
  }

  private static boolean isItself(Throwable failure) {
    return switch (failure) {
      case ClosedConnectionException closed -> true;
      case TransactionRollbackException rolledBack -> true;
      case SocketException gone -> true;
      case ClosedChannelException gone -> true;
      case PgException refusal -> isAway(refusal.getSqlState());
      case SQLException refusal -> isAway(refusal.getSQLState());
      // the pool says no more than this when no connection came free in time
      default -> "Timeout".equals(failure.getMessage());
    };
  }

  private static boolean isAway(@Nullable String state) {
    return state != null && (state.startsWith("08") || AWAY.contains(state));
  }
}
