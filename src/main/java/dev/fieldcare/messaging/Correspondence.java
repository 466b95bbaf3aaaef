package dev.fieldcare.messaging;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.Optional;

/** What becomes of a letter that a person wrote. */
@FunctionalInterface
public interface Correspondence {

  /** Where a letter ends up. */
  sealed interface Outcome {

    /** It went to this ticket. */
    record OnTicket(String number) implements Outcome {}

    /** It is left to people, and why. */
    record Aside(String reason) implements Outcome {}
  }

  /**
   * Succeeds when the letter took effect, which it does with the transaction and never twice; what
   * it leads to is kept with it. Fails with a {@link dev.fieldcare.base.Problem} when the letter
   * cannot be taken, which puts it aside, too.
   *
   * @param ticket the one it says to be about: a claim, which holds only for whose ticket it is
   */
  Future<Outcome> take(SqlConnection transaction, Letter letter, Optional<String> ticket);
}
