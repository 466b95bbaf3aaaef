package dev.fieldcare.firmware.carried;

import dev.fieldcare.base.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** The headers of a tar archive in the form of POSIX.1-1988, for plain files. */
final class Ustar {
  static final int BLOCK = 512;

  /** What eleven octal digits hold. */
  static final long LARGEST = (1L << 33) - 1;

  private static final int NAME = 100;
  private static final int SIZE_AT = 124;
  private static final int CHECKSUM_AT = 148;
  private static final int TYPE_AT = 156;
  private static final int MAGIC_AT = 257;
  private static final int PREFIX_AT = 345;
  private static final int PREFIX = 155;
  private static final String MAGIC = "ustar\000";

  /** A file's name and size. */
  record Entry(String name, long size) {}

  private Ustar() {}

  static byte[] header(String name, long size) {
    int cut = name.length() <= NAME ? -1 : name.lastIndexOf('/', Math.min(PREFIX, name.length()));
    String prefix = cut < 0 ? "" : name.substring(0, cut);
    String rest = name.substring(cut + 1);
    if (rest.length() > NAME || rest.isEmpty() || size > LARGEST) {
      throw Problem.conflict(
          "package.name",
          "expected a file of at most 8 GB whose name has at most "
              + NAME
              + " characters behind the last slash, found "
              + name);
    }
    byte[] header = new byte[BLOCK];
    put(header, 0, rest);
    put(header, 100, "0000644\0" + "0000000\0" + "0000000\0");
    put(header, SIZE_AT, String.format(Locale.ROOT, "%011o\0", size));
    put(header, 136, "00000000000\0"); // no time: the same contents give the same file
    put(header, CHECKSUM_AT, "        0"); // eight blanks, then the type of a plain file
    put(header, MAGIC_AT, MAGIC + "00");
    put(header, PREFIX_AT, prefix);
    put(header, CHECKSUM_AT, String.format(Locale.ROOT, "%06o\0 ", sum(header)));
    return header;
  }

  /** How many zeros follow a file of this size. */
  static int padding(long size) {
    return (int) (-size & (BLOCK - 1));
  }

  /** Reads a header; what is no plain file with a good name is refused. */
  static Entry read(byte[] header) {
    long said = octal(header, CHECKSUM_AT, 8);
    byte[] blank = header.clone();
    Arrays.fill(blank, CHECKSUM_AT, CHECKSUM_AT + 8, (byte) ' ');
    if (said != sum(blank)) {
      throw malformed("a header with its checksum");
    }
    if (!new String(header, MAGIC_AT, 6, StandardCharsets.ISO_8859_1).equals(MAGIC)) {
      throw malformed("a header of ustar");
    }
    if (header[TYPE_AT] != '0' && header[TYPE_AT] != 0) {
      throw malformed("plain files only");
    }
    String prefix = text(header, PREFIX_AT, PREFIX);
    String name = (prefix.isEmpty() ? "" : prefix + "/") + text(header, 0, NAME);
    return new Entry(name, octal(header, SIZE_AT, 12));
  }

  static boolean isEnd(byte[] header) {
    for (byte each : header) {
      if (each != 0) {
        return false;
      }
    }
    return true;
  }

  private static long sum(byte[] header) {
    long sum = 0;
    for (byte each : header) {
      sum += each & 0xFF;
    }
    return sum;
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  private static String text(byte[] header, int at, int length) {
    int end = at;
    while (end < at + length && header[end] != 0) {
      end++;
    }
    return new String(header, at, end - at, StandardCharsets.ISO_8859_1);
  }

  private static long octal(byte[] header, int at, int length) {
    String digits = text(header, at, length).strip();
    if (!digits.matches("[0-7]{1,12}")) {
      throw malformed("octal digits");
    }
    return Long.parseLong(digits, 8);
  }

  static Problem malformed(String expected) {
    return Problem.badInput(
        "package.tar", "the package: expected " + expected + ", found something else");
  }
}
