package dev.fieldcare.simulator.device;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Gives every purpose its own stream of random numbers, so that one use never shifts another. */
public final class Chance {
  private Chance() {}

  /** The stream for this purpose of this thing; equal arguments give equal streams. */
  public static RandomGenerator of(long seed, String thing, String purpose) {
    long mixed = seed * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ thing.hashCode()) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ purpose.hashCode()) * 0x94D049BB133111EBL;
    return new SplittableRandom(mixed ^ (mixed >>> 31));
  }
}
