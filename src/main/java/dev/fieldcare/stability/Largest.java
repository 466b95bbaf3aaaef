package dev.fieldcare.stability;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The largest size of one kind that a series has shown, and by how much a new one exceeds it. A
 * size is measured against its own past only, so sizes of any unit and any series compare, and a
 * series that is often wild is hard to surprise. The largest fades slowly, lest one fault blind for
 * ever.
 */
final class Largest {
  private static final int ENOUGH = 30;
  private static final double KEPT = 1 - 1 / 60_000.0;

  private double largest;
  private int seen;

  /** Natural logarithm of the size over the largest before; 0 if it is no larger, or too early. */
  double exceededBy(double size) {
    largest *= KEPT;
    seen = Math.min(seen + 1, ENOUGH + 1);
    if (!(size > largest)) {
      return 0;
    }
    double excess = largest > 0 && seen > ENOUGH ? Math.log(size / largest) : 0;
    largest = size;
    return excess;
  }

  void save(DataOutput out) throws IOException {
    out.writeDouble(largest);
    out.writeByte(seen);
  }

  void load(DataInput in) throws IOException {
    largest = in.readDouble();
    seen = in.readByte();
  }
}
