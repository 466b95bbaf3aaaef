package dev.fieldcare.firmware.tuf;

import dev.fieldcare.base.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Small files that are wholly there or not at all. Everything in it blocks. */
public final class AtomicFiles {
  private AtomicFiles() {}

  /** Writes or replaces; durable on return. */
  public static void write(Path file, byte[] bytes) {
    Path directory = java.util.Objects.requireNonNull(file.toAbsolutePath().getParent());
    try {
      Files.createDirectories(directory);
      Path temporary = directory.resolve("." + file.getFileName() + ".new");
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
        channel.force(true);
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    } catch (IOException e) {
      throw Problem.unavailable("firmware.file", file + " cannot be written: " + e, e);
    }
  }

  /**
   * @throws Problem {@code firmware.file} when there is none
   */
  public static byte[] get(Path file) {
    return find(file)
        .orElseThrow(
            () -> Problem.notFound("firmware.file", file + ": expected a file, found none"));
  }

  public static Optional<byte[]> find(Path file) {
    try {
      return Optional.of(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw Problem.unavailable("firmware.file", file + " cannot be read: " + e, e);
    }
  }
}
