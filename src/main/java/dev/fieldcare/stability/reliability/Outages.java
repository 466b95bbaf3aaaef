package dev.fieldcare.stability.reliability;

/**
 * The times a device was silent, by its silence alarms.
 *
 * @param count those that began within the stretch
 * @param millis how long it was silent
 * @param withinOperating how much of that lies in hours in which it was heard of, too
 */
record Outages(long count, long millis, long withinOperating) {
  static final Outages NONE = new Outages(0, 0, 0);

  /** Several devices' outages together. */
  static final class Sum {
    private static final double HOUR = 3_600_000;
    private long count;
    private long millis;
    private long within;

    void add(Outages outages) {
      count += outages.count;
      millis += outages.millis;
      within += outages.withinOperating;
    }

    long count() {
      return count;
    }

    double downHours() {
      return millis / HOUR;
    }

    double withinOperatingHours() {
      return within / HOUR;
    }
  }
}
