package dev.fieldcare.stability;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** What is usual at each half hour of the (UTC) day, over about the last eight days. */
final class DayProfile {
  private static final long DAY = 86_400_000;
  private static final int SLOT = 1_800_000;
  private static final int SLOTS = 48;
  private static final int ENOUGH_DAYS = 3;
  private static final int MEMORY_DAYS = 8;

  private final float[] usual = new float[SLOTS];
  private final byte[] days = new byte[SLOTS];
  private final short[] lastDay = new short[SLOTS];

  /**
   * How far the value is from what is usual at this time of day, or −1 while that is not known;
   * then learns it.
   *
   * @param gap usual milliseconds between values
   */
  double distance(long ts, double value, double gap) {
    int slot = (int) (Math.floorMod(ts, DAY) / SLOT);
    short day = (short) Math.floorDiv(ts, DAY);
    double distance = days[slot] >= ENOUGH_DAYS ? Math.abs(value - usual[slot]) : -1;
    if (days[slot] == 0) {
      usual[slot] = (float) value;
    } else {
      double perDay = Math.max(1, SLOT / gap);
      usual[slot] += (float) ((value - usual[slot]) / (days[slot] * perDay));
    }
    if (days[slot] == 0 || lastDay[slot] != day) {
      days[slot] = (byte) Math.min(days[slot] + 1, MEMORY_DAYS);
      lastDay[slot] = day;
    }
    return distance;
  }

  void save(DataOutput out) throws IOException {
    for (int i = 0; i < SLOTS; i++) {
      out.writeByte(days[i]);
      if (days[i] > 0) {
        out.writeFloat(usual[i]);
        out.writeShort(lastDay[i]);
      }
    }
  }

  void load(DataInput in) throws IOException {
    for (int i = 0; i < SLOTS; i++) {
      days[i] = in.readByte();
      if (days[i] > 0) {
        usual[i] = in.readFloat();
        lastDay[i] = in.readShort();
      }
    }
  }
}
