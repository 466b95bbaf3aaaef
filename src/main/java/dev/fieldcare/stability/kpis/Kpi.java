package dev.fieldcare.stability.kpis;

import org.jspecify.annotations.Nullable;

/**
 * One figure against its target.
 *
 * @param name stable, such as {@code load.perDay}
 * @param value over all the time
 * @param peak in the worst interval or on the worst day
 * @param target up to which all is well
 * @param max up to which it can be managed; absent where the standards name none
 */
public record Kpi(
    String name,
    double value,
    @Nullable Double peak,
    double target,
    @Nullable Double max,
    Verdict verdict) {

  /** What a figure calls for. */
  public enum Verdict {
    OK,
    /** Beyond its target: something is to be done. */
    ACTION,
    /** Beyond what operators can handle. */
    OVERLOAD,
    /** Too few alarms for shares to mean anything. */
    FEW
  }

  static Kpi of(
      String name, double value, @Nullable Double peak, double target, @Nullable Double max) {
    Verdict verdict =
        value <= target
            ? Verdict.OK
            : max == null || value <= max ? Verdict.ACTION : Verdict.OVERLOAD;
    return new Kpi(name, value, peak, target, max, verdict);
  }

  Kpi with(Verdict other) {
    return new Kpi(name, value, peak, target, max, other);
  }
}
