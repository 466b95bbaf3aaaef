package dev.fieldcare.registry;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model says of one metric. A value outside the physical range cannot be true: it is stored,
 * and counted as implausible, but no limit is judged on it.
 *
 * @param rated between which values devices are meant to be used; null where nothing is said
 */
public record Metric(
    String name,
    @Nullable String unit,
    @Nullable Double physicalMin,
    @Nullable Double physicalMax,
    List<Limit> limits,
    @Nullable Rated rated) {

  /** One whose use is nowhere bounded. */
  public Metric(
      String name,
      @Nullable String unit,
      @Nullable Double physicalMin,
      @Nullable Double physicalMax,
      List<Limit> limits) {
    this(name, unit, physicalMin, physicalMax, limits, null);
  }
}
