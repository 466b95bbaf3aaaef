package dev.fieldcare.rollout.gates;

/**
 * A metric of one arm's devices, one value before the wave opened and one after it for each device:
 * what SQL's {@code regr_count(after, before)}, {@code regr_avgx}, {@code regr_avgy}, {@code
 * regr_sxx}, {@code regr_syy} and {@code regr_sxy} give.
 *
 * @param before mean of the values before, {@code after} of those after
 * @param beforeSquares sum of squared deviations from the mean; likewise the others
 */
public record ArmMoments(
    long devices,
    double before,
    double after,
    double beforeSquares,
    double afterSquares,
    double products) {
  public static final ArmMoments NONE = new ArmMoments(0, 0, 0, 0, 0, 0);

  /** With one more device (Welford's recurrence). */
  public ArmMoments plus(double oneBefore, double oneAfter) {
    long count = devices + 1;
    double x = oneBefore - before;
    double y = oneAfter - after;
    double meanX = before + x / count;
    double meanY = after + y / count;
    return new ArmMoments(
        count,
        meanX,
        meanY,
        beforeSquares + x * (oneBefore - meanX),
        afterSquares + y * (oneAfter - meanY),
        products + x * (oneAfter - meanY));
  }
}
