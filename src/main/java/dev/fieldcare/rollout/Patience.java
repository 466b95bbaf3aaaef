package dev.fieldcare.rollout;

import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.Devices;
import dev.fieldcare.registry.Model;
import dev.fieldcare.registry.Models;
import java.time.Duration;
import java.util.function.IntFunction;

/**
 * How long a device may be unheard of before it counts as silent: so many of the intervals at which
 * its model reports, but never less than a time that goes for all.
 */
public final class Patience implements IntFunction<Duration> {
  /** How many reports may fail to come. */
  static final int REPORTS = 3;

  private final Duration least;
  private final Devices devices;
  private final Models models;

  public Patience(Duration least, Devices devices, Models models) {
    this.least = least;
    this.devices = devices;
    this.models = models;
  }

  /**
   * @param device its number
   */
  @Override
  public Duration apply(int device) {
    return devices
        .find(device)
        .map(Device::model)
        .flatMap(models::find)
        .map(Model::expectedInterval)
        .map(interval -> interval.multipliedBy(REPORTS))
        .filter(wanted -> wanted.compareTo(least) > 0)
        .orElse(least);
  }
}
