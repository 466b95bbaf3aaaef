package dev.fieldcare.rollout.gates;

import java.time.Duration;

/**
 * A metric of a wave as it was at one of the moments it is looked at: 1, 2, 4, 8 … hours after the
 * wave opened. The figures are of that moment, however late they are gathered; another look at the
 * same hours with newer figures would be one look more than is paid for.
 *
 * @param look from 1
 */
public record MetricLook(
    int wave, String metric, int look, ArmMoments treated, ArmMoments controls) {

  /** Which look was due last; 0 before the first hour is over. */
  public static int lastDue(Duration sinceOpened) {
    long hours = sinceOpened.toHours();
    return hours < 1 ? 0 : 64 - Long.numberOfLeadingZeros(hours);
  }

  /** How long after the wave opened a look is due; {@code look} from 1 to 40. */
  public static Duration dueAfter(int look) {
    return Duration.ofHours(1L << (look - 1));
  }
}
