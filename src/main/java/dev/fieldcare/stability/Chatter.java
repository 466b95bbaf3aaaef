package dev.fieldcare.stability;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Tells a chattering condition from one that changed: the share of changes among its last 21
 * states, newer ones weighing up to half as much again as older ones, with hysteresis. The rule is
 * that of Nagios' flap detection; begins at 30 %, ends below 20 %.
 */
final class Chatter {
  private static final int STATES = 21;
  private static final int CHANGES = STATES - 1;
  private static final double OLDEST_WEIGHT = 0.8;
  private static final double NEWEST_WEIGHT = 1.2;
  private static final double BEGINS = 0.30;
  private static final double ENDS = 0.20;

  /** Bit 0: whether the newest state was another than the one before. */
  private int changes;

  private int seen;
  private boolean state;
  private boolean isChattering;

  /** Takes the next state in; true if with it the condition begins or ends to chatter. */
  boolean add(boolean next) {
    if (seen == 0) {
      state = next;
      seen = 1;
      return false;
    }
    changes = (changes << 1 | (next == state ? 0 : 1)) & ((1 << CHANGES) - 1);
    state = next;
    seen = Math.min(seen + 1, STATES);
    if (changes == 0 && !isChattering) {
      return false;
    }
    double share = share();
    boolean before = isChattering;
    isChattering = seen == STATES && share >= (isChattering ? ENDS : BEGINS);
    return before != isChattering;
  }

  /** What came before was too long ago. */
  void forget() {
    changes = 0;
    seen = 0;
    isChattering = false;
  }

  boolean isChattering() {
    return isChattering;
  }

  /** How many of the last states differed from the one before. */
  int count() {
    return Integer.bitCount(changes);
  }

  private double share() {
    double sum = 0;
    for (int i = 0; i < CHANGES; i++) {
      if ((changes >> i & 1) == 1) {
        sum += NEWEST_WEIGHT - (NEWEST_WEIGHT - OLDEST_WEIGHT) * i / (CHANGES - 1);
      }
    }
    return sum / CHANGES;
  }

  void save(DataOutput out) throws IOException {
    out.writeInt(changes);
    out.writeByte(seen);
    out.writeBoolean(state);
    out.writeBoolean(isChattering);
  }

  void load(DataInput in) throws IOException {
    changes = in.readInt();
    seen = in.readByte();
    state = in.readBoolean();
    isChattering = in.readBoolean();
  }
}
