package dev.fieldcare.messaging;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.Optional;

/** What becomes of a letter that a person wrote. */
@FunctionalInterface
public interface Correspondence {

  /**
   * Succeeds with the number of the ticket the letter went to, or with none when nobody knows the
   * sender. Fails with a {@link dev.fieldcare.base.Problem} when the letter cannot be taken, which
   * puts it aside. It takes effect with the transaction, or else knows the letter by its identity
   * when it comes again.
   *
   * @param ticket the one it says to be about: a claim, which holds only for whose ticket it is
   */
  Future<Optional<String>> take(SqlConnection transaction, Letter letter, Optional<String> ticket);
}
