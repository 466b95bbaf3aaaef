package dev.fieldcare.base;

import java.sql.SQLException;
import java.util.Set;

/** Tells a database that cannot be reached just now from a statement it will never take. */
public final class SqlFailure {
  /** Classes of SQLSTATE after which the same work may succeed later (PostgreSQL, appendix A). */
  private static final Set<String> PASSING = Set.of("08", "40", "53", "55", "57", "58");

  private SqlFailure() {}

  /** UNAVAILABLE when trying again makes sense, INTERNAL when it does not. */
  public static Problem problem(String code, String what, SQLException failure) {
    String state = failure.getSQLState();
    boolean passing = state == null || PASSING.contains(state.substring(0, 2));
    return new Problem(
        passing ? Problem.Kind.UNAVAILABLE : Problem.Kind.INTERNAL,
        code,
        what + ": " + failure.getMessage(),
        failure);
  }
}
