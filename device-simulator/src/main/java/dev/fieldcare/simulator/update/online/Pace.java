package dev.fieldcare.simulator.update.online;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Gives up a transfer that trickles: somebody may want to keep a device from ever being done.
 *
 * @param bytes at least so many
 * @param every in so much time
 */
public record Pace(long bytes, Duration every) {
  /** A kilobyte in ten seconds. */
  public static final Pace ORDINARY = new Pace(1_000, Duration.ofSeconds(10));

  InputStream watch(InputStream stream) {
    var watched = new Watched(stream);
    later(watched, 0);
    return watched;
  }

  private void later(Watched stream, long before) {
    CompletableFuture.delayedExecutor(every.toMillis(), TimeUnit.MILLISECONDS)
        .execute(
            () -> {
              long now = stream.count.get();
              if (stream.isOver) {
                return;
              }
              if (now - before < bytes) {
                stream.giveUp();
              } else {
                later(stream, now);
              }
            });
  }

  private static final class Watched extends FilterInputStream {
    private final AtomicLong count = new AtomicLong();
    private volatile boolean isOver;
    private volatile boolean isTooSlow;

    Watched(InputStream stream) {
      super(stream);
    }

    void giveUp() {
      isTooSlow = true;
      try {
        super.close();
      } catch (IOException e) {
        // the reader hears of it
      }
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 1 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int read = super.read(into, offset, length);
      if (isTooSlow) {
        throw new IOException("too slow: given up after " + count.get() + " bytes");
      }
      if (read < 0) {
        isOver = true;
      } else {
        count.addAndGet(read);
      }
      return read;
    }

    @Override
    public void close() throws IOException {
      isOver = true;
      super.close();
    }
  }
}
