package dev.fieldcare.simulator.device;

/**
 * One metric as its sensor sees it.
 *
 * @param noise standard deviation of the sensor's own noise
 * @param decimals how finely the converter resolves, in digits after the point
 * @param min the least it can show
 * @param max the most it can show
 * @param spread standard deviation of the reading over hours of ordinary life; the measure of what
 *     is unusual
 */
public record Channel(
    String name, double noise, int decimals, double min, double max, double spread) {

  /** What the sensor shows for this value. */
  double show(double value) {
    double scale = Math.pow(10, decimals);
    return Math.round(Math.clamp(value, min, max) * scale) / scale;
  }
}
