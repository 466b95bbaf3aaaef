package dev.fieldcare.stability;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** One way in which a series can look strange, judged by its own history on a scale-free axis. */
final class Feature {
  private static final int VARIED = 10;

  private final Tail tail = Tail.ofOctaves();
  private double scale;
  private int nonZero;

  /** −ln of the chance of a size as large; 0 while the size has hardly ever been other than 0. */
  double judge(double size) {
    if (size > 0 && nonZero < VARIED) {
      nonZero++;
      scale += (size - scale) / nonZero;
    }
    double rarity = tail.judge(scale == 0 ? -8 : octaves(size / scale));
    return nonZero < VARIED ? 0 : rarity;
  }

  /** Logarithm to base 2, straight between powers of 2: a twentieth of the cost. */
  static double octaves(double ratio) {
    long bits = Double.doubleToRawLongBits(ratio);
    return bits / 0x1p52 - 1023;
  }

  void save(DataOutput out) throws IOException {
    tail.save(out);
    out.writeDouble(scale);
    out.writeByte(nonZero);
  }

  void load(DataInput in) throws IOException {
    tail.load(in);
    scale = in.readDouble();
    nonZero = in.readByte();
  }
}
