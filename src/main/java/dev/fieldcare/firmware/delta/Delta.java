package dev.fieldcare.firmware.delta;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.fieldcare.base.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Makes what {@code zstd --patch-from=BASE} makes: the new image compressed with the old one as its
 * dictionary. A device applies it with {@code zstd -d --patch-from=BASE}.
 *
 * <p>The hash tables must hold every position of both images, or nothing of the old one is found:
 * at level 3 that is what {@code hashLog} and {@code chainLog} are for. They, the old image and its
 * copy inside the compressor are what it takes in memory: at most 450 MB, whatever is handed in.
 */
public final class Delta {
  private static final int WINDOW_LOG = 26;

  /** Of either image, in bytes: beyond it the old one slides out of the window. */
  public static final long LARGEST = 1L << WINDOW_LOG;

  private static final int LEVEL = 3;
  private static final int LEAST_TABLE_LOG = 17;
  private static final int MOST_TABLE_LOG = 25;
  private static final int CHUNK = 1 << 20;

  /** A dictionary that begins so would be taken for a trained one, not for an image. */
  private static final int TRAINED = 0xEC30A437;

  private Delta() {}

  /** Whether a delta between images of these sizes is tried at all. */
  public static boolean isPossible(long baseSize, long targetSize) {
    return baseSize > 0 && targetSize > 0 && baseSize <= LARGEST && targetSize <= LARGEST;
  }

  /**
   * Writes the delta that leads from {@code base} to {@code target} and answers its size. Blocks.
   *
   * @throws Problem {@code delta.useless} as soon as it grows beyond {@code most} bytes; nothing is
   *     left behind then
   */
  public static long make(Path base, Path target, Path delta, long most) {
    try {
      byte[] old = read(base);
      try (var from = FileChannel.open(target);
          var to =
              FileChannel.open(
                  delta,
                  StandardOpenOption.CREATE,
                  StandardOpenOption.TRUNCATE_EXISTING,
                  StandardOpenOption.WRITE)) {
        checkSize(target, from.size());
        return compress(old, from, to, most);
      } catch (Problem | ZstdException | IOException e) {
        Files.deleteIfExists(delta);
        throw e;
      }
    } catch (ZstdException | IOException e) {
      throw new Problem(
          Problem.Kind.INTERNAL,
          "delta.failed",
          "no delta from " + base + " to " + target + ": " + e,
          e);
    }
  }

  private static long compress(byte[] old, FileChannel from, FileChannel to, long most)
      throws IOException {
    ByteBuffer in = from.map(FileChannel.MapMode.READ_ONLY, 0, from.size());
    ByteBuffer out = ByteBuffer.allocateDirect(CHUNK);
    int tables = tableLog(old.length + from.size());
    long written = 0;
    try (var zstd = new ZstdCompressCtx()) {
      zstd.setLevel(LEVEL)
          .setWindowLog(WINDOW_LOG)
          .setHashLog(tables)
          .setChainLog(tables)
          .setChecksum(true)
          .loadDict(old);
      zstd.setPledgedSrcSize(from.size());
      boolean isDone = false;
      while (!isDone) {
        isDone = zstd.compressDirectByteBufferStream(out, in, EndDirective.END);
        out.flip();
        written += out.remaining();
        if (written > most) {
          throw Problem.conflict(
              "delta.useless", "the delta is larger than the " + most + " bytes it may have");
        }
        while (out.hasRemaining()) {
          to.write(out);
        }
        out.clear();
      }
    }
    return written;
  }

  /**
   * Writes what the delta makes of {@code base}, at most {@code most} bytes. Blocks.
   *
   * @throws Problem {@code delta.broken} when it is none, is not for this base, or has no end
   */
  public static void apply(Path base, Path delta, OutputStream to, long most) throws IOException {
    byte[] old = read(base);
    try (InputStream file = Files.newInputStream(delta);
        var zstd = new ZstdInputStreamNoFinalizer(file).setDict(old).setLongMax(WINDOW_LOG)) {
      byte[] chunk = new byte[CHUNK];
      long made = 0;
      for (int n = zstd.read(chunk, 0, CHUNK); n >= 0; n = zstd.read(chunk, 0, CHUNK)) {
        made += n;
        if (made > most) {
          throw broken(delta, "more than " + most + " bytes", null);
        }
        to.write(chunk, 0, n);
      }
    } catch (ZstdException e) {
      throw broken(delta, e.getMessage(), e);
    } catch (IOException e) {
      if (e.getCause() instanceof ZstdException || e.getClass().getName().contains("Zstd")) {
        throw broken(delta, e.getMessage(), e);
      }
      throw e;
    }
  }

  private static Problem broken(Path delta, @Nullable String found, @Nullable Exception cause) {
    String message = delta + ": expected a delta for this base, found " + found;
    return cause == null
        ? Problem.badInput("delta.broken", message)
        : new Problem(Problem.Kind.BAD_INPUT, "delta.broken", message, cause);
  }

  private static byte[] read(Path base) throws IOException {
    checkSize(base, Files.size(base));
    byte[] old = Files.readAllBytes(base);
    if (old.length >= Integer.BYTES
        && ByteBuffer.wrap(old).order(ByteOrder.LITTLE_ENDIAN).getInt() == TRAINED) {
      throw Problem.conflict("delta.base", base + " begins like a dictionary of zstd");
    }
    return old;
  }

  private static void checkSize(Path image, long size) {
    if (size == 0 || size > LARGEST) {
      throw Problem.conflict(
          "delta.size", image + ": expected 1 to " + LARGEST + " bytes for a delta, found " + size);
    }
  }

  /** So many that every position has a place. */
  private static int tableLog(long positions) {
    int log = Long.SIZE - Long.numberOfLeadingZeros(positions - 1);
    return Math.clamp(log, LEAST_TABLE_LOG, MOST_TABLE_LOG);
  }
}
