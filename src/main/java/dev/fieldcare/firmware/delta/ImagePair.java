package dev.fieldcare.firmware.delta;

import java.util.SplittableRandom;

/** Two images as one release follows another, made up from a seed: for the bench and for tests. */
public final class ImagePair {
  private static final int INSERTED = 64 << 10;
  private static final int CHANGED_PER = 1_000;
  private static final int RUN = 64;

  private ImagePair() {}

  /** Bytes that no compressor makes smaller. */
  public static byte[] old(int size, long seed) {
    byte[] image = new byte[size];
    new SplittableRandom(seed).nextBytes(image);
    return image;
  }

  /** The same with one byte in a thousand changed, in runs of 64, and 64 KB put into its middle. */
  public static byte[] next(byte[] old, long seed) {
    var random = new SplittableRandom(seed);
    byte[] changed = old.clone();
    for (int left = old.length / CHANGED_PER; left > 0; left -= RUN) {
      int at = random.nextInt(old.length - RUN);
      for (int i = 0; i < Math.min(RUN, left); i++) {
        changed[at + i] = (byte) random.nextInt();
      }
    }
    byte[] inserted = new byte[INSERTED];
    random.nextBytes(inserted);
    byte[] next = new byte[old.length + INSERTED];
    int middle = old.length / 2;
    System.arraycopy(changed, 0, next, 0, middle);
    System.arraycopy(inserted, 0, next, middle, INSERTED);
    System.arraycopy(changed, middle, next, middle + INSERTED, old.length - middle);
    return next;
  }
}
