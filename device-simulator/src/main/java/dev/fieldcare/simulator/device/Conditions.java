package dev.fieldcare.simulator.device;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What works on a device at one moment beyond its ordinary life; faults write it. */
public final class Conditions {
  /** Where the temperature would settle, °C, because the cooling failed; NaN while it works. */
  public double settlesAt = Double.NaN;

  /** The temperature swings around this, °C; NaN while it does not. */
  public double swingsAround = Double.NaN;

  /** By how much it swings to either side, K. */
  public double swing;

  /** How long one swing takes, in seconds. */
  public double swingSeconds = 60;

  /** By how much the supply has sagged, V. */
  public double sag;

  /** How far the device's clock is ahead, in milliseconds. */
  public long clockAhead;

  public boolean powered = true;

  private final Map<String, Distortion> distortions = new HashMap<>();

  public void distort(String metric, Distortion distortion) {
    distortions.put(metric, distortion);
  }

  @Nullable Distortion distortion(String metric) {
    return distortions.get(metric);
  }
}
