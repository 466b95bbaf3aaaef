package dev.fieldcare.firmware.formats;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Writes a cpio archive in the "new ASCII" form with checksums ({@code cpio -H crc}). */
final class CpioWriter {
  static final String MAGIC = "070702";
  static final String END = "TRAILER!!!";
  static final int HEADER = 110;
  static final long LARGEST = 0xFFFFFFFFL;

  private static final int REGULAR_FILE = 0100644;
  private static final int CHUNK = 1 << 16;

  private final OutputStream out;
  private int inode;

  CpioWriter(OutputStream out) {
    this.out = out;
  }

  void add(String name, byte[] bytes) throws IOException {
    long sum = 0;
    for (byte each : bytes) {
      sum += each & 0xFF;
    }
    header(name, bytes.length, sum);
    out.write(bytes);
    pad(bytes.length);
  }

  /** Reads the file twice: its checksum stands before it. */
  void add(String name, Path file) throws IOException {
    byte[] chunk = new byte[CHUNK];
    long sum = 0;
    long size = 0;
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        size += n;
        for (int i = 0; i < n; i++) {
          sum += chunk[i] & 0xFF;
        }
      }
    }
    header(name, size, sum);
    Files.copy(file, out);
    pad(size);
  }

  /** Ends the archive; the stream stays open. */
  void end() throws IOException {
    header(END, 0, 0);
  }

  private void header(String name, long size, long sum) throws IOException {
    byte[] text = name.getBytes(StandardCharsets.US_ASCII);
    boolean isEnd = name.equals(END);
    long[] fields = {
      isEnd ? 0 : ++inode, // inode
      isEnd ? 0 : REGULAR_FILE,
      0, // owner
      0, // group
      1, // links
      0, // modified: equal contents give an equal archive
      size,
      0, // device
      0,
      0, // special file's device
      0,
      text.length + 1,
      sum & LARGEST
    };
    var header = new StringBuilder(MAGIC);
    for (long each : fields) {
      header.append(String.format(Locale.ROOT, "%08x", each));
    }
    out.write(header.toString().getBytes(StandardCharsets.US_ASCII));
    out.write(text);
    out.write(0);
    pad(HEADER + text.length + 1L);
  }

  private void pad(long written) throws IOException {
    out.write(new byte[(int) (-written & 3)]);
  }
}
