package dev.fieldcare.stability;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How often a device without a stated interval reports, learnt from when its messages arrived.
 *
 * <p>Arrivals within a second of each other are one contact, so a back-fill of thousands of
 * readings teaches nothing. Gaps between contacts are counted in bins that grow by the square root
 * of two; counts are halved at a thousand, so a changed habit is learnt again.
 */
final class Rhythm {
  private static final int BINS = 40;
  private static final int FULL = 1000;
  private static final int ENOUGH_GAPS = 20;
  private static final long ENOUGH_SPAN = 3_600_000;

  private final char[] bins = new char[BINS];
  private int total;
  private long firstContact;
  private long lastContact;

  void arrived(long at) {
    if (lastContact == 0) {
      firstContact = at;
    } else {
      long gap = at - lastContact;
      if (gap < 1000) {
        return;
      }
      bins[binOf(gap)]++;
      if (++total >= FULL) {
        halve();
      }
    }
    lastContact = at;
  }

  /** Whether enough was seen, over long enough, to expect anything. */
  boolean isKnown() {
    return total >= ENOUGH_GAPS && lastContact - firstContact >= ENOUGH_SPAN;
  }

  /** A length, milliseconds, that 99 of 100 gaps stay below. */
  long longGap() {
    int above = total / 100;
    int bin = BINS - 1;
    for (int seen = bins[bin]; bin > 0 && seen <= above; ) {
      seen += bins[--bin];
    }
    return (long) (1000 * Math.pow(2, (bin + 1) / 2.0));
  }

  private static int binOf(long gap) {
    double octaves = Math.log(gap / 1000.0) / Math.log(2);
    return Math.clamp((int) (2 * octaves), 0, BINS - 1);
  }

  private void halve() {
    total = 0;
    for (int i = 0; i < BINS; i++) {
      bins[i] /= 2;
      total += bins[i];
    }
  }

  void save(DataOutput out) throws IOException {
    out.writeLong(firstContact);
    out.writeLong(lastContact);
    for (char bin : bins) {
      out.writeShort(bin);
    }
  }

  void load(DataInput in) throws IOException {
    firstContact = in.readLong();
    lastContact = in.readLong();
    total = 0;
    for (int i = 0; i < BINS; i++) {
      bins[i] = in.readChar();
      total += bins[i];
    }
  }
}
