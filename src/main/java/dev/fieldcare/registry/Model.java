package dev.fieldcare.registry;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A product model as its newest version describes it. {@code expectedInterval} is how often a
 * device of the model reports; absent, a device's own rhythm is learnt. Images of a {@code
 * confidential} model are only for devices that are to have them.
 */
public record Model(
    String id,
    int version,
    Map<String, String> names,
    @Nullable Duration expectedInterval,
    @Nullable String firmwareLine,
    Map<String, Metric> metrics,
    boolean confidential) {

  /** Whose images are for everybody. */
  public Model(
      String id,
      int version,
      Map<String, String> names,
      @Nullable Duration expectedInterval,
      @Nullable String firmwareLine,
      Map<String, Metric> metrics) {
    this(id, version, names, expectedInterval, firmwareLine, metrics, false);
  }
}
