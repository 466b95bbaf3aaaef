package dev.fieldcare.rollout.audience;

import dev.fieldcare.base.Problem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * In which portions a release is to go out.
 *
 * @param holdBack the share of the devices that are drawn which do not get it, from 0 to below 1
 * @param waves in order, each up to where it goes; the last one takes whoever is left
 * @param devicesPerHour how many may be given it in an hour; null: as many as a wave has
 */
public record WavePlan(double holdBack, List<Wave> waves, @Nullable Integer devicesPerHour) {

  /**
   * Up to where a wave goes: a number of devices, or a share of those that are drawn and not held
   * back.
   *
   * @param devices null where the share counts
   * @param share from 0 to 1; null where the number counts
   */
  public record Wave(@Nullable Integer devices, @Nullable Double share) {
    public static Wave of(int devices) {
      return new Wave(devices, null);
    }

    public static Wave of(double share) {
      return new Wave(null, share);
    }

    public Wave {
      boolean isNumber = devices != null && share == null && devices > 0;
      boolean isShare = share != null && devices == null && share > 0 && share <= 1;
      if (!isNumber && !isShare) {
        throw bad(
            "waves",
            "each wave as a number of devices above 0 or a share above 0 and up to 1",
            devices == null ? String.valueOf(share) : Integer.toString(devices));
      }
    }
  }

  /**
   * @throws Problem {@code plan.…}
   */
  public WavePlan {
    waves = List.copyOf(waves);
    if (!(holdBack >= 0 && holdBack < 1)) {
      throw bad("holdBack", "a share from 0 to below 1", Double.toString(holdBack));
    }
    if (waves.isEmpty()) {
      throw bad("waves", "at least one wave", "none");
    }
    if (devicesPerHour != null && devicesPerHour < 1) {
      throw bad("devicesPerHour", "1 or more", Integer.toString(devicesPerHour));
    }
  }

  private static Problem bad(String field, String expected, String found) {
    return Problem.badInput("plan." + field, field + ": expected " + expected + ", found " + found);
  }

  /** How many of the devices drawn are held back. */
  long heldBack(long drawn) {
    return Math.round(holdBack * drawn);
  }

  /**
   * How many devices each wave is expected to have, where as many are drawn and the urgent ones
   * come with the second wave, or with the only one.
   */
  List<Long> sizes(long drawn, long urgent) {
    long rest = drawn - heldBack(drawn);
    long reached = 0;
    var sizes = new ArrayList<Long>();
    for (int i = 0; i < waves.size(); i++) {
      Wave wave = waves.get(i);
      long end =
          wave.devices() != null
              ? wave.devices()
              : (long) Math.ceil((wave.share() == null ? 0 : wave.share()) * rest);
      end = i == waves.size() - 1 ? rest : Math.clamp(end, reached, rest);
      sizes.add(end - reached + (i == Math.min(1, waves.size() - 1) ? urgent : 0));
      reached = end;
    }
    return sizes;
  }
}
