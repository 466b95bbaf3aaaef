package dev.fieldcare.stability;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The courses a series has taken, eight values each, and how far the course at hand is from all of
 * them.
 *
 * <p>Courses are kept as at most 16 boxes, a lowest and a highest value for each of the eight
 * places, in {@value #RANGE}ths of the range seen so far (fuzzy adaptive resonance: Carpenter,
 * Grossberg and Rosen 1991). The nearest box grows to take a course in while it stays tight;
 * otherwise the course becomes a box of its own, in place of the one that was not visited for
 * longest. Costs 0.1 µs and 650 bytes.
 */
final class Shapes {
  static final int LENGTH = 8;
  static final int RANGE = 65_535;
  private static final int MOST = 16;
  private static final int TIGHT = (int) (0.15 * RANGE * LENGTH);

  private final char[] low = new char[MOST * LENGTH];
  private final char[] high = new char[MOST * LENGTH];
  private final int[] visited = new int[MOST];
  private int boxes;
  private int clock;

  /**
   * Mean distance of the course, each value from 0 to {@link #RANGE}, from the nearest box; learns
   * it.
   */
  double distance(int[] course) {
    clock++;
    int nearest = -1;
    int least = Integer.MAX_VALUE;
    for (int box = 0; box < boxes && least > 0; box++) {
      int distance = distance(course, box * LENGTH, least);
      if (distance < least) {
        least = distance;
        nearest = box;
      }
    }
    if (nearest >= 0 && sizeWith(course, nearest * LENGTH) <= TIGHT) {
      grow(course, nearest * LENGTH);
      visited[nearest] = clock;
    } else {
      begin(course);
    }
    return nearest < 0 ? 0 : (double) least / LENGTH;
  }

  private int distance(int[] course, int box, int enough) {
    int sum = 0;
    for (int i = 0; i < LENGTH && sum < enough; i++) {
      int value = course[i];
      int below = low[box + i] - value;
      int above = value - high[box + i];
      sum += Math.max(0, Math.max(below, above));
    }
    return sum;
  }

  private int sizeWith(int[] course, int box) {
    int size = 0;
    for (int i = 0; i < LENGTH; i++) {
      size += Math.max(high[box + i], course[i]) - Math.min(low[box + i], course[i]);
    }
    return size;
  }

  private void grow(int[] course, int box) {
    for (int i = 0; i < LENGTH; i++) {
      low[box + i] = (char) Math.min(low[box + i], course[i]);
      high[box + i] = (char) Math.max(high[box + i], course[i]);
    }
  }

  private void begin(int[] course) {
    int box = boxes;
    if (boxes < MOST) {
      boxes++;
    } else {
      box = 0;
      for (int i = 1; i < MOST; i++) {
        box = visited[i] < visited[box] ? i : box;
      }
    }
    for (int i = 0; i < LENGTH; i++) {
      low[box * LENGTH + i] = (char) course[i];
      high[box * LENGTH + i] = (char) course[i];
    }
    visited[box] = clock;
  }

  void save(DataOutput out) throws IOException {
    out.writeByte(boxes);
    out.writeInt(clock);
    for (int i = 0; i < boxes * LENGTH; i++) {
      out.writeChar(low[i]);
      out.writeChar(high[i]);
    }
    for (int i = 0; i < boxes; i++) {
      out.writeInt(visited[i]);
    }
  }

  void load(DataInput in) throws IOException {
    boxes = in.readByte();
    clock = in.readInt();
    Arrays.fill(low, '\0');
    Arrays.fill(high, '\0');
    for (int i = 0; i < boxes * LENGTH; i++) {
      low[i] = in.readChar();
      high[i] = in.readChar();
    }
    for (int i = 0; i < boxes; i++) {
      visited[i] = in.readInt();
    }
  }
}
