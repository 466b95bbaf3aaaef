package dev.fieldcare.stability;

import java.time.Duration;

/**
 * What can be set about judging stability.
 *
 * @param restartGrace how long after our own start devices have to come back before silence counts
 * @param silenceFloor the least silence that is an alarm, however often the device reports
 * @param lastWillFloor the same once the device's last will has arrived
 * @param quietTime how long, in the device's own time with readings, an alarm must stay normal
 *     before it is over
 * @param maxSeriesPerDevice further metrics of a device are stored but not judged
 */
public record StabilitySettings(
    Duration restartGrace,
    Duration silenceFloor,
    Duration lastWillFloor,
    Duration quietTime,
    int maxSeriesPerDevice) {

  public static StabilitySettings defaults() {
    return new StabilitySettings(
        Duration.ofMinutes(2),
        Duration.ofSeconds(60),
        Duration.ofSeconds(30),
        Duration.ofHours(24),
        256);
  }
}
