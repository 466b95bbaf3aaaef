package dev.fieldcare.base;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps a data directory to one process; the operating system lets go when the process dies. */
final class DirectoryLock implements AutoCloseable {
  // Opening and closing a locked file anywhere in a process gives its POSIX lock up, so a second
  // attempt within this process must not even touch the file.
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private DirectoryLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Fails with {@code data.in-use}, naming the holder, when another has the directory. */
  static DirectoryLock take(Path directory) throws IOException {
    Path file = directory.toRealPath().resolve("lock");
    if (!HELD.add(file)) {
      throw inUse(directory, "this very process");
    }
    FileChannel channel = null;
    boolean taken = false;
    try {
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw inUse(directory, "process " + Files.readString(file).trim());
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)),
          0);
      taken = true;
      return new DirectoryLock(file, channel);
    } finally {
      if (!taken) {
        HELD.remove(file);
        if (channel != null) {
          channel.close();
        }
      }
    }
  }

  private static Problem inUse(Path directory, String holder) {
    return Problem.conflict(
        "data.in-use",
        "the data directory "
            + directory
            + " is in use by "
            + holder
            + "; stop that Fieldcare first or give this one its own data.dir"
            + " (FIELDCARE_DATA_DIR)");
  }

  @Override
  public void close() throws IOException {
    channel.close();
    HELD.remove(file);
  }
}
