package dev.fieldcare.telemetry;

import java.util.List;

/**
 * One message of a device, decoded: what it measured, what happened, what it says of itself. It is
 * stored as a whole before its receipt is given.
 */
public record Message(
    List<Reading> readings, List<Event> events, List<StateReport> states, Receipt receipt) {

  /** How many rows it will make; what is bounded when the store is slow. */
  public int weight() {
    return Math.max(1, readings.size() + events.size() + states.size());
  }
}
