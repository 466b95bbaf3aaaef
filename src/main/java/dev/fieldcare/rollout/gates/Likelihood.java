package dev.fieldcare.rollout.gates;

import dev.fieldcare.base.Problem;
import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * How well each rate ratio of a grid explains the events seen, relative to a ratio of 1. The grid
 * goes from 1/64 to 64 in steps of the fourth root of 2. A likelihood is kept as a double and an
 * exponent of its own: after a hundred thousand events the logarithms are in the thousands.
 */
final class Likelihood {
  /** Points of the grid to an octave. */
  static final int STEPS = 4;

  static final int ONE = 6 * STEPS;
  static final int POINTS = 2 * ONE + 1;

  private static final double[] RATIOS = new double[POINTS];
  private static final int LARGEST_ADDED = 300;
  private static final double TINY = 0x1p-200;
  private static final double HUGE = 0x1p200;
  private static final int BYTES = POINTS * (Double.BYTES + Integer.BYTES);

  static {
    for (int i = 0; i < POINTS; i++) {
      RATIOS[i] = Math.pow(2, (i - ONE) / (double) STEPS);
    }
  }

  private final double[] fractions = new double[POINTS];
  private final int[] exponents = new int[POINTS];

  Likelihood() {
    java.util.Arrays.fill(fractions, 1);
  }

  static double ratio(int point) {
    return RATIOS[point];
  }

  /**
   * An event fell on one of the treated or controls still at risk.
   *
   * @param treated how many treated were at risk just before, likewise {@code controls}
   */
  void event(boolean onTreated, double treated, double controls) {
    if (treated == 0 || controls == 0) {
      return; // whoever it was, there was no other side
    }
    double all = treated + controls;
    for (int i = 0; i < POINTS; i++) {
      double factor = all / (RATIOS[i] * treated + controls);
      double next = fractions[i] * (onTreated ? RATIOS[i] * factor : factor);
      if (next < TINY || next > HUGE) {
        int exponent = Math.getExponent(next);
        exponents[i] += exponent;
        next = Math.scalb(next, -exponent);
      }
      fractions[i] = next;
    }
  }

  Likelihood times(Likelihood other) {
    var product = new Likelihood();
    for (int i = 0; i < POINTS; i++) {
      product.set(i, fractions[i] * other.fractions[i], exponents[i] + (long) other.exponents[i]);
    }
    return product;
  }

  /** Of each point the mean with 1. */
  Likelihood mixedWithOne() {
    var mixed = new Likelihood();
    for (int i = 0; i < POINTS; i++) {
      if (exponents[i] > LARGEST_ADDED) {
        mixed.set(i, fractions[i] / 2, exponents[i]); // next to it 1 is nothing
      } else {
        mixed.set(i, (1 + Math.scalb(fractions[i], exponents[i])) / 2, 0);
      }
    }
    return mixed;
  }

  boolean isOne() {
    for (int i = 0; i < POINTS; i++) {
      if (fractions[i] != 1 || exponents[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private void set(int point, double fraction, long exponent) {
    int shift = Math.getExponent(fraction);
    fractions[point] = Math.scalb(fraction, -shift);
    exponents[point] = Math.toIntExact(exponent + shift);
  }

  double log(int point) {
    return Math.log(fractions[point]) + exponents[point] * Math.log(2);
  }

  /** Every bit of it, so that going on from here is as if there had been no pause. */
  String save() {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    for (int i = 0; i < POINTS; i++) {
      bytes.putDouble(fractions[i]).putInt(exponents[i]);
    }
    return Base64.getEncoder().withoutPadding().encodeToString(bytes.array());
  }

  static Likelihood read(String saved) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(saved);
    } catch (IllegalArgumentException e) {
      throw bad("expected base64, found " + e.getMessage());
    }
    if (bytes.length != BYTES) {
      throw bad("expected " + BYTES + " bytes, found " + bytes.length);
    }
    var read = new Likelihood();
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    for (int i = 0; i < POINTS; i++) {
      read.fractions[i] = buffer.getDouble();
      read.exponents[i] = buffer.getInt();
      if (!(read.fractions[i] >= TINY && read.fractions[i] <= HUGE)) {
        throw bad("expected a likelihood, found " + read.fractions[i] + " at point " + i);
      }
    }
    return read;
  }

  private static Problem bad(String message) {
    return Problem.badInput("gates.trial", "likelihood: " + message);
  }
}
