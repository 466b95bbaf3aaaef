package dev.fieldcare.stability;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Writes and reads mostly empty rows of counts: variable-length numbers, runs of zeros as one. */
final class Counts {
  private Counts() {}

  static void save(char[] counts, DataOutput out) throws IOException {
    for (int i = 0; i < counts.length; i++) {
      writeNumber(counts[i], out);
      if (counts[i] == 0) {
        int run = 1;
        while (i + run < counts.length && counts[i + run] == 0) {
          run++;
        }
        writeNumber(run, out);
        i += run - 1;
      }
    }
  }

  static void load(char[] counts, DataInput in) throws IOException {
    java.util.Arrays.fill(counts, '\0');
    for (int i = 0; i < counts.length; i++) {
      int count = readNumber(in);
      if (count == 0) {
        i += readNumber(in) - 1;
      } else {
        counts[i] = (char) count;
      }
    }
  }

  private static void writeNumber(int number, DataOutput out) throws IOException {
    int rest = number;
    while (rest > 0x7F) {
      out.writeByte((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.writeByte(rest);
  }

  private static int readNumber(DataInput in) throws IOException {
    int number = 0;
    for (int shift = 0; shift < 21; shift += 7) {
      int part = in.readByte();
      number |= (part & 0x7F) << shift;
      if (part >= 0) {
        return number;
      }
    }
    throw new IOException("expected a number of at most three bytes, found a longer one");
  }
}
