package dev.fieldcare.simulator.update.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A disk that is a folder of this computer. */
public final class FolderDisk implements Disk {
  private final Path folder;

  /** Makes the folder if there is none. */
  public FolderDisk(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
  }

  @Override
  public long length(String name) throws IOException {
    Path file = folder.resolve(name);
    return Files.exists(file) ? Files.size(file) : -1;
  }

  @Override
  public int read(String name, long at, byte[] into, int count) throws IOException {
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      return -1;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return channel.read(ByteBuffer.wrap(into, 0, count), at);
    }
  }

  @Override
  public void write(String name, long at, byte[] from, int count) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            folder.resolve(name), StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
      ByteBuffer left = ByteBuffer.wrap(from, 0, count);
      while (left.hasRemaining()) {
        channel.write(left, at + left.position());
      }
    }
  }

  @Override
  public void sync(String name) throws IOException {
    try (FileChannel channel = FileChannel.open(folder.resolve(name), StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Files.move(
        folder.resolve(from),
        folder.resolve(to),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(folder.resolve(name));
  }

  @Override
  public void syncNames() throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
