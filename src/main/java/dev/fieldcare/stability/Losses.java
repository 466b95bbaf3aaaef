package dev.fieldcare.stability;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** How many readings were expected lately, and how many of them are missing, in event time. */
final class Losses {
  private static final int BUCKETS = 12;
  private static final long SHORTEST_BUCKET = 300_000;
  private static final int BEATS_IN_BUCKET = 5;

  private final int[] expected = new int[BUCKETS];
  private final int[] missing = new int[BUCKETS];
  private int head;
  private long length;

  /** Of the bucket at hand. */
  private long start;

  /** Forgets all; an hour is looked back upon, or sixty beats where these are longer. */
  void begin(long ts, double beat) {
    Arrays.fill(expected, 0);
    Arrays.fill(missing, 0);
    length = Math.max(SHORTEST_BUCKET, (long) (BEATS_IN_BUCKET * beat));
    start = Math.floorDiv(ts, length) * length;
  }

  /** Time has come so many beats further, and one reading came. */
  void count(int beats) {
    expected[head] += beats;
    missing[head] += beats - 1;
  }

  /** Whether the bucket at hand is over at that time. */
  boolean isOver(long ts) {
    return ts - start >= length;
  }

  /** Goes on to the bucket of that time. */
  void goOn(long ts) {
    long over = (ts - start) / length;
    for (int i = 0; i < Math.min(over, BUCKETS); i++) {
      head = (head + 1) % BUCKETS;
      expected[head] = 0;
      missing[head] = 0;
    }
    start += over * length;
  }

  int expected() {
    return Arrays.stream(expected).sum();
  }

  int missing() {
    return Arrays.stream(missing).sum();
  }

  long windowMillis() {
    return BUCKETS * length;
  }

  /** Since when readings have been missing at no less than that rate, bucket by bucket. */
  long since(double rate) {
    long since = start;
    for (int back = 0; back < BUCKETS; back++) {
      int bucket = Math.floorMod(head - back, BUCKETS);
      boolean isLossy = missing[bucket] > 0 && missing[bucket] >= rate * expected[bucket];
      if (isLossy) {
        since = start - back * length;
      } else if (expected[bucket] > 0 && since < start) {
        break;
      }
    }
    return since;
  }

  void save(DataOutput out) throws IOException {
    out.writeByte(head);
    out.writeLong(length);
    out.writeLong(start);
    for (int i = 0; i < BUCKETS; i++) {
      out.writeInt(expected[i]);
      out.writeInt(missing[i]);
    }
  }

  void load(DataInput in) throws IOException {
    head = in.readByte();
    length = in.readLong();
    start = in.readLong();
    for (int i = 0; i < BUCKETS; i++) {
      expected[i] = in.readInt();
      missing[i] = in.readInt();
    }
  }
}
