package dev.fieldcare.firmware.formats;

import dev.fieldcare.base.Problem;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads a cpio archive in "new ASCII" form, entry by entry, and holds each to its length and
 * checksum. What an entry may be is for who reads it to say.
 */
final class CpioReader {
  private static final String WITHOUT_CHECKSUM = "070701";
  private static final int LONGEST_NAME = 256;
  private static final int SIZE_AT = 6 + 8 * 6;
  private static final int NAME_LENGTH_AT = 6 + 8 * 11;
  private static final int CHECKSUM_AT = 6 + 8 * 12;
  private static final int CHUNK = 1 << 16;

  /** An entry whose bytes come next. */
  record Entry(String name, long size, long checksum, boolean hasChecksum) {}

  private final InputStream in;
  private final String archive;

  /**
   * @param archive its name, for messages
   */
  CpioReader(InputStream in, String archive) {
    this.in = in;
    this.archive = archive;
  }

  /** The next entry; empty at the end of the archive. */
  Optional<Entry> next() throws IOException {
    String header = new String(exactly(CpioWriter.HEADER), StandardCharsets.ISO_8859_1);
    boolean hasChecksum = header.startsWith(CpioWriter.MAGIC);
    if (!hasChecksum && !header.startsWith(WITHOUT_CHECKSUM)) {
      throw malformed("the magic number 070701 or 070702", shown(header.substring(0, 6)));
    }
    long size = field(header, SIZE_AT);
    int length = (int) Math.min(field(header, NAME_LENGTH_AT), LONGEST_NAME + 1);
    if (length < 2 || length > LONGEST_NAME) {
      throw malformed("a name of 1 to " + (LONGEST_NAME - 1) + " bytes", "one of another length");
    }
    byte[] name = exactly(length);
    if (name[length - 1] != 0) {
      throw malformed("a name that ends with 0", "one that does not");
    }
    skipPadding(CpioWriter.HEADER + (long) length);
    String text = new String(name, 0, length - 1, StandardCharsets.ISO_8859_1);
    return text.equals(CpioWriter.END)
        ? Optional.empty()
        : Optional.of(new Entry(text, size, field(header, CHECKSUM_AT), hasChecksum));
  }

  /** Copies the bytes of the entry just found; to be called once, before the next. */
  void copy(Entry entry, OutputStream to) throws IOException {
    byte[] chunk = new byte[(int) Math.min(CHUNK, Math.max(1, entry.size()))];
    long sum = 0;
    for (long left = entry.size(); left > 0; ) {
      int n = in.read(chunk, 0, (int) Math.min(chunk.length, left));
      if (n < 0) {
        throw cut();
      }
      for (int i = 0; i < n; i++) {
        sum += chunk[i] & 0xFF;
      }
      to.write(chunk, 0, n);
      left -= n;
    }
    skipPadding(entry.size());
    if (entry.hasChecksum() && (sum & CpioWriter.LARGEST) != entry.checksum()) {
      throw malformed("the checksum of " + shown(entry.name()), "another");
    }
  }

  private long field(String header, int at) {
    try {
      return Long.parseLong(header, at, at + 8, 16);
    } catch (NumberFormatException e) {
      throw malformed("eight hex digits", shown(header.substring(at, at + 8)));
    }
  }

  private void skipPadding(long read) throws IOException {
    exactly((int) (-read & 3));
  }

  private byte[] exactly(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw cut();
    }
    return bytes;
  }

  private EOFException cut() {
    return new EOFException(archive + ": the archive ends in the middle");
  }

  private Problem malformed(String expected, String found) {
    return Problem.badInput("image.cpio", archive + ": expected " + expected + ", found " + found);
  }

  /** Without what would disturb a terminal. */
  static String shown(String text) {
    return text.replaceAll("[^ -~]", "?");
  }
}
