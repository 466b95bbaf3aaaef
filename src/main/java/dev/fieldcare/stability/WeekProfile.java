package dev.fieldcare.stability;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** What is usual at each hour of the (UTC) week, over about the last three weeks. */
final class WeekProfile {
  private static final int HOUR = 3_600_000;
  private static final int HOURS = 168;

  private final float[] usual = new float[HOURS];

  WeekProfile() {
    java.util.Arrays.fill(usual, Float.NaN);
  }

  /**
   * How far the value is from what is usual at this hour, or NaN where the hour is new; then learns
   * it.
   *
   * @param gap usual milliseconds between values
   */
  double distance(long ts, double value, double gap) {
    int slot = (int) Math.floorMod(Math.floorDiv(ts, (long) HOUR), (long) HOURS);
    float known = usual[slot];
    usual[slot] =
        Float.isNaN(known)
            ? (float) value
            : (float) (known + 0.3 * Math.min(1, gap / HOUR) * (value - known));
    return Math.abs(value - known);
  }

  void save(DataOutput out) throws IOException {
    for (int from = 0; from < HOURS; from += 8) {
      int known = 0;
      for (int i = 0; i < 8; i++) {
        known |= Float.isNaN(usual[from + i]) ? 0 : 1 << i;
      }
      out.writeByte(known);
      for (int i = 0; i < 8; i++) {
        if ((known >> i & 1) != 0) {
          out.writeFloat(usual[from + i]);
        }
      }
    }
  }

  void load(DataInput in) throws IOException {
    for (int from = 0; from < HOURS; from += 8) {
      int known = in.readByte();
      for (int i = 0; i < 8; i++) {
        usual[from + i] = (known >> i & 1) != 0 ? in.readFloat() : Float.NaN;
      }
    }
  }
}
