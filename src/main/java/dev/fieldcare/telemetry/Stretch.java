package dev.fieldcare.telemetry;

/**
 * Some time of one device, {@code [from, to)} in epoch milliseconds.
 *
 * @param device its number
 * @param patience how many hours without a sign of life still count as operating, if one comes
 *     after them; 1 for a device that reports every hour
 */
public record Stretch(int device, long from, long to, int patience) {

  private static final long HALF = 1_800_000;

  public Stretch(int device, long from, long to) {
    this(device, from, to, 1);
  }

  /** The first hour since 1970 whose middle lies within. */
  int firstHour() {
    return hourAt(from);
  }

  /** The first hour since 1970 whose middle lies behind. */
  int endHour() {
    return hourAt(to);
  }

  private static int hourAt(long ts) {
    return Math.toIntExact(Math.ceilDiv(ts - HALF, Rollups.HOUR));
  }
}
