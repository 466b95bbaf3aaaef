package dev.fieldcare.telemetry;

/** Where decoded messages go in. All methods may be called from any thread and none blocks. */
public interface Intake {

  /** Takes the message over; its receipt is called later, on a thread of the store. */
  void submit(Message message);

  /** Whether so much is waiting to be stored that senders must be held back. */
  boolean isSaturated();

  /** Runs the task once, as soon as senders need not be held back (at once if so now). */
  void whenRelieved(Runnable task);
}
