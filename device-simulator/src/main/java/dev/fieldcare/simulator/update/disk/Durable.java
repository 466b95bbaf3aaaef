package dev.fieldcare.simulator.update.disk;

import dev.fieldcare.simulator.update.Hash;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/** Whole files on a disk: replaced in one step, read to the end, hashed. */
public final class Durable {
  private static final int CHUNK = 65_536;

  private Durable() {}

  /** After a loss of power the file is the old or the new one, never half of it. */
  public static void replace(Disk disk, String name, byte[] bytes) throws IOException {
    String draft = name + ".new";
    disk.delete(draft);
    disk.write(draft, 0, bytes, bytes.length);
    disk.sync(draft);
    disk.rename(draft, name);
    disk.syncNames();
  }

  /** The whole file. */
  public static Optional<byte[]> read(Disk disk, String name) throws IOException {
    long length = disk.length(name);
    if (length < 0) {
      return Optional.empty();
    }
    var bytes = new byte[Math.toIntExact(length)];
    var chunk = new byte[CHUNK];
    int at = 0;
    while (at < bytes.length) {
      int read = disk.read(name, at, chunk, Math.min(CHUNK, bytes.length - at));
      if (read <= 0) {
        return Optional.of(Arrays.copyOf(bytes, at));
      }
      System.arraycopy(chunk, 0, bytes, at, read);
      at += read;
    }
    return Optional.of(bytes);
  }

  /** The digest of the file's first bytes, to be carried on; fewer if the file is shorter. */
  public static MessageDigest digest(Disk disk, String name, long length) throws IOException {
    MessageDigest digest = Hash.sha256();
    var chunk = new byte[CHUNK];
    long at = 0;
    while (at < length) {
      int read = disk.read(name, at, chunk, (int) Math.min(CHUNK, length - at));
      if (read <= 0) {
        break;
      }
      digest.update(chunk, 0, read);
      at += read;
    }
    return digest;
  }
}
