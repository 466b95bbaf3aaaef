package dev.fieldcare.simulator.update.stick;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.fieldcare.simulator.update.trust.Refusal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/** Whatever file is called a package: read as one or refused. */
class PackageFuzz {
  @FuzzTest(maxDuration = "10s")
  void any_bytes_as_a_package_are_read_or_refused(byte[] bytes) throws IOException {
    try {
      Tar.index(new Bytes(bytes))
          .forEach(
              (name, place) -> {
                if (place.at() + place.length() > bytes.length) {
                  throw new AssertionError(name + " lies outside the file");
                }
              });
    } catch (Refusal e) {
      return; // that is what refusals are for
    }
  }

  /** A file in memory. */
  private static final class Bytes implements SeekableByteChannel {
    private final byte[] bytes;
    private long position;

    Bytes(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read(ByteBuffer into) {
      if (position >= bytes.length) {
        return -1;
      }
      int count = (int) Math.min(into.remaining(), bytes.length - position);
      into.put(bytes, (int) position, count);
      position += count;
      return count;
    }

    @Override
    public SeekableByteChannel position(long to) {
      position = to;
      return this;
    }

    @Override
    public long position() {
      return position;
    }

    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public int write(ByteBuffer from) {
      throw new UnsupportedOperationException();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }
}
