package dev.fieldcare.telemetry;

import dev.fieldcare.base.Problem;

/**
 * How the sender of a message learns what became of it. Exactly one of the two is called, once, on
 * a thread of the store: be quick and do not block.
 */
public interface Receipt {

  /** Everything in the message is durable (or was already): it may be acknowledged. */
  void stored();

  /** The message will not be stored, now or on another try. */
  void refused(Problem why);
}
