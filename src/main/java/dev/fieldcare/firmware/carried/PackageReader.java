package dev.fieldcare.firmware.carried;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/** Reads a package file by file, in its order; believes no size before the bytes are there. */
final class PackageReader {
  private static final int CHUNK = 1 << 16;

  private final InputStream in;

  PackageReader(InputStream in) {
    this.in = in;
  }

  /** The next file, whose bytes must be read before the one after; empty at the end. */
  Optional<Ustar.Entry> next() throws IOException {
    byte[] header = exactly(Ustar.BLOCK);
    return Ustar.isEnd(header) ? Optional.empty() : Optional.of(Ustar.read(header));
  }

  /** The bytes of a small file. */
  byte[] bytes(Ustar.Entry entry, int most) throws IOException {
    if (entry.size() > most) {
      throw PackageCheck.refused(
          "ENDLESS", entry.name() + " of at most " + most + " bytes", entry.size() + " bytes");
    }
    var bytes = new ByteArrayOutputStream();
    copy(entry, bytes);
    return bytes.toByteArray();
  }

  void copy(Ustar.Entry entry, OutputStream to) throws IOException {
    byte[] chunk = new byte[CHUNK];
    for (long left = entry.size(); left > 0; ) {
      int n = in.read(chunk, 0, (int) Math.min(CHUNK, left));
      if (n < 0) {
        throw new EOFException();
      }
      to.write(chunk, 0, n);
      left -= n;
    }
    exactly(Ustar.padding(entry.size()));
  }

  /** Refuses anything behind the end of the archive but zeros. */
  void end() throws IOException {
    byte[] chunk = new byte[CHUNK];
    for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
      for (int i = 0; i < n; i++) {
        if (chunk[i] != 0) {
          throw Ustar.malformed("nothing behind its end");
        }
      }
    }
  }

  private byte[] exactly(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    return bytes;
  }
}
