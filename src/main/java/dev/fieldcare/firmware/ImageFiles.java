package dev.fieldcare.firmware;

import dev.fieldcare.base.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Images as files named by their SHA-256. A file is hashed before it is given out first, and again
 * whenever the file system says that it was touched since; what is no longer what it was is
 * refused.
 */
final class ImageFiles {
  private final Path directory;
  private final Map<String, Seal> seals = new ConcurrentHashMap<>();

  /** What the file system changes whenever a file is written to or replaced. */
  private record Seal(long size, Map<String, Object> touched) {
    static Seal of(Path file) throws IOException {
      return new Seal(
          Files.size(file), Files.readAttributes(file, "unix:size,ino,ctime,lastModifiedTime"));
    }
  }

  ImageFiles(Path directory) {
    this.directory = directory;
  }

  Path path(String sha256) {
    return directory.resolve(sha256);
  }

  /** Whether the file was checked and not touched since. Quick. */
  boolean isSealed(Image image) {
    try {
      return Seal.of(path(image.sha256())).equals(seals.get(image.sha256()));
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * The file, checked. Blocks for as long as hashing takes when it was not checked before.
   *
   * @throws Problem {@code image.altered}, {@code image.missing}
   */
  Path open(Image image) {
    Path file = path(image.sha256());
    try {
      Seal before = Seal.of(file);
      if (before.equals(seals.get(image.sha256()))) {
        return file;
      }
      seals.remove(image.sha256());
      String found = before.size() == image.size() ? Digests.sha256(file) : "another size";
      if (!found.equals(image.sha256()) || !before.equals(Seal.of(file))) {
        throw new Problem(
            Problem.Kind.INTERNAL,
            "image.altered",
            file + ": expected the bytes that were uploaded, found others: " + found);
      }
      seals.put(image.sha256(), before);
      return file;
    } catch (NoSuchFileException e) {
      throw new Problem(
          Problem.Kind.INTERNAL, "image.missing", file + ": expected the image, found no file", e);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** Makes the file, whose digests are these, the image; it is moved and durable then. Blocks. */
  void adopt(Path file, Digests digests) {
    Path target = path(digests.sha256());
    try {
      Files.createDirectories(directory);
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      if (isIntact(target, digests)) {
        Files.delete(file);
      } else {
        Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
        seals.remove(digests.sha256());
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
          channel.force(true);
        }
      }
    } catch (IOException e) {
      throw unreadable(target, e);
    }
  }

  /** A blob that was damaged is healed by uploading it again. */
  private static boolean isIntact(Path target, Digests digests) throws IOException {
    return Files.exists(target)
        && Files.size(target) == digests.size()
        && Digests.sha256(target).equals(digests.sha256());
  }

  private static Problem unreadable(Path file, IOException e) {
    return Problem.unavailable("image.file", file + ": " + e, e);
  }
}
