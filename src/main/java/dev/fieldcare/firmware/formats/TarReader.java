package dev.fieldcare.firmware.formats;

import dev.fieldcare.base.Problem;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads the plain files of a tar archive one after the other; whatever else is in it is refused.
 */
final class TarReader {
  private static final int BLOCK = 512;
  private static final int SIZE_AT = 124;
  private static final int CHECKSUM_AT = 148;
  private static final int TYPE_AT = 156;
  private static final int MAGIC_AT = 257;
  private static final int PREFIX_AT = 345;

  private final InputStream in;
  private final Function<String, Problem> refusal;
  private HeadOf contents;
  private long padding;

  record Entry(String name, long size) {}

  /**
   * @param refusal makes the problem of what was found instead
   */
  TarReader(InputStream in, Function<String, Problem> refusal) {
    this.in = keptOpen(in);
    this.refusal = refusal;
    this.contents = new HeadOf(this.in, 0);
  }

  /** Whoever unpacks one file and closes it does not close the archive. */
  private static InputStream keptOpen(InputStream in) {
    return new FilterInputStream(in) {
      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        return in.read(bytes, offset, length);
      }

      @Override
      public void close() {}
    };
  }

  /** Goes to the next file; empty at the archive's end. */
  Optional<Entry> next() throws IOException {
    skip();
    byte[] header = in.readNBytes(BLOCK);
    if (header.length < BLOCK) {
      throw refusal.apply("an archive that is cut off");
    }
    if (isZero(header)) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
      return Optional.empty();
    }
    checkSum(header);
    char type = (char) header[TYPE_AT];
    if (type != '0' && type != 0) {
      throw refusal.apply("an entry of type " + (type > 32 && type < 127 ? type : '?'));
    }
    boolean isUstar = text(header, MAGIC_AT, 5).equals("ustar");
    boolean isGnu = text(header, MAGIC_AT, 8).equals("ustar  ");
    String prefix = isUstar && !isGnu ? text(header, PREFIX_AT, 155) : "";
    String name = (prefix.isEmpty() ? "" : prefix + "/") + text(header, 0, 100);
    long size = octal(header, SIZE_AT, 12);
    contents = new HeadOf(in, size);
    padding = -size & (BLOCK - 1);
    return Optional.of(new Entry(name, size));
  }

  /** What the current file holds. */
  InputStream contents() {
    return contents;
  }

  private void skip() throws IOException {
    contents.transferTo(java.io.OutputStream.nullOutputStream());
    if (contents.isCutOff() || in.readNBytes((int) padding).length < padding) {
      throw refusal.apply("an archive that is cut off");
    }
    padding = 0;
  }

  private static boolean isZero(byte[] header) {
    for (byte each : header) {
      if (each != 0) {
        return false;
      }
    }
    return true;
  }

  private void checkSum(byte[] header) {
    long sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= CHECKSUM_AT && i < CHECKSUM_AT + 8 ? ' ' : header[i] & 0xFF;
    }
    if (octal(header, CHECKSUM_AT, 8) != sum) {
      throw refusal.apply("a header with another checksum");
    }
  }

  private static String text(byte[] header, int at, int length) {
    int end = at;
    while (end < at + length && header[end] != 0) {
      end++;
    }
    return new String(header, at, end - at, StandardCharsets.UTF_8);
  }

  private long octal(byte[] header, int at, int length) {
    String digits = text(header, at, length).strip();
    if (!digits.matches("[0-7]{1,12}")) {
      throw refusal.apply("a header with another number");
    }
    return Long.parseLong(digits, 8);
  }
}
