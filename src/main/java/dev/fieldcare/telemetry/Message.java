package dev.fieldcare.telemetry;

import java.util.List;
import java.util.function.LongBinaryOperator;

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

  /** The smallest stamp of arrival in it, {@link Long#MAX_VALUE} if it is empty. */
  long firstArrival() {
    return arrival(Long.MAX_VALUE, Math::min);
  }

  /** The greatest stamp of arrival in it, {@link Long#MIN_VALUE} if it is empty. */
  long lastArrival() {
    return arrival(Long.MIN_VALUE, Math::max);
  }

  private long arrival(long none, LongBinaryOperator which) {
    long arrival = none;
    for (Reading each : readings) {
      arrival = which.applyAsLong(arrival, each.arrival());
    }
    for (Event each : events) {
      arrival = which.applyAsLong(arrival, each.arrival());
    }
    for (StateReport each : states) {
      arrival = which.applyAsLong(arrival, each.arrival());
    }
    return arrival;
  }

  /** The same, arrived so many microseconds later. */
  Message later(long micros) {
    return new Message(
        readings.stream()
            .map(
                it ->
                    new Reading(
                        it.device(), it.ts(), it.metrics(), it.values(), it.arrival() + micros))
            .toList(),
        events.stream()
            .map(
                it ->
                    new Event(
                        it.device(),
                        it.ts(),
                        it.type(),
                        it.code(),
                        it.data(),
                        it.arrival() + micros))
            .toList(),
        states.stream()
            .map(
                it ->
                    new StateReport(
                        it.device(),
                        it.online(),
                        it.firmwareVersion(),
                        it.firmwareSha256(),
                        it.bootId(),
                        it.arrival() + micros))
            .toList(),
        receipt);
  }
}
