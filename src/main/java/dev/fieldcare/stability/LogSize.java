package dev.fieldcare.stability;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How rare a size is, taking the logarithms of sizes of its kind as normally distributed: coarser
 * than a {@link Tail} and a tenth of its memory.
 */
final class LogSize {
  private static final int ENOUGH = 20;
  private static final int MEMORY = 5000;
  private static final double SLACK = 0.01;

  private float mean;
  private float variance;
  private int seen;

  /** About −ln of the chance of a size as large; 0 for no size, and while too little was seen. */
  double rarity(double size) {
    if (!(size > 0)) {
      return 0;
    }
    double octaves = Feature.octaves(size);
    double distance = octaves - mean;
    double spread = Math.sqrt(variance + SLACK);
    double rarity = 0;
    if (seen >= ENOUGH) {
      double z = distance / spread;
      rarity = z > 0 ? 0.69 + 0.8 * z + z * z / 2 : 0.69 * Math.exp(z);
      distance = Math.clamp(distance, -4 * spread, 4 * spread);
    }
    seen = Math.min(seen + 1, MEMORY);
    mean += (float) (distance / seen);
    variance += (float) ((distance * distance - variance) / seen);
    return rarity;
  }

  void save(DataOutput out) throws IOException {
    out.writeFloat(mean);
    out.writeFloat(variance);
    out.writeShort(seen);
  }

  void load(DataInput in) throws IOException {
    mean = in.readFloat();
    variance = in.readFloat();
    seen = in.readShort();
  }
}
