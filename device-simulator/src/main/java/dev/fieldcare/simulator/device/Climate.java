package dev.fieldcare.simulator.device;

import java.util.random.RandomGenerator;

/**
 * The air around a site: a day's cycle, warmest at three in the afternoon UTC, and slow weather.
 */
public final class Climate {
  private static final double HOUR = 3_600_000.0;

  private final double mean;
  private final double daily;
  private final double weather;
  private final double phase;

  public Climate(RandomGenerator random) {
    mean = random.nextDouble(18, 25);
    daily = random.nextDouble(1.5, 4);
    weather = random.nextDouble(0.3, 0.8);
    phase = random.nextDouble(0, 2 * Math.PI);
  }

  /** Air temperature in °C at this moment, epoch milliseconds. */
  public double celsius(long at) {
    double hours = at / HOUR;
    return mean
        + daily * Math.sin(2 * Math.PI * (hours - 9) / 24)
        + weather * Math.sin(2 * Math.PI * hours / 17.3 + phase);
  }
}
