package dev.fieldcare.simulator;

/**
 * Time that runs {@code speed} times as fast as the wall clock since {@code start}, the moment at
 * which both showed the same. A server given the same two numbers agrees without talking.
 *
 * @param start epoch milliseconds
 */
record SimulatedClock(long start, double speed) {

  long now() {
    return at(System.currentTimeMillis());
  }

  long at(long wallMillis) {
    return start + (long) ((wallMillis - start) * speed);
  }

  /** How long to wait in real time until this moment; at least nothing. */
  long realMillisUntil(long moment) {
    long wall = start + (long) Math.ceil((moment - start) / speed);
    return Math.max(0, wall - System.currentTimeMillis());
  }
}
