package dev.fieldcare.simulator.update.stick;

import dev.fieldcare.simulator.update.Hash;
import dev.fieldcare.simulator.update.ImageSource;
import dev.fieldcare.simulator.update.Offer;
import dev.fieldcare.simulator.update.trust.FullVerification.Route;
import dev.fieldcare.simulator.update.trust.MetadataSource;
import dev.fieldcare.simulator.update.trust.Refusal;
import dev.fieldcare.simulator.update.trust.Rule;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;

/**
 * A package: both repositories, as far as one device needs them, in one file. Nothing in it is
 * believed for being in it.
 */
public final class PackageFile implements AutoCloseable {
  private final Path path;
  private final FileChannel archive;
  private final Map<String, Tar.Place> places;

  private PackageFile(Path path, FileChannel archive, Map<String, Tar.Place> places) {
    this.path = path;
    this.archive = archive;
    this.places = places;
  }

  /** Opens it; throws {@link Refusal} FORMAT if it is no package or is cut short. */
  public static PackageFile open(Path path) throws IOException {
    FileChannel archive = FileChannel.open(path, StandardOpenOption.READ);
    try {
      return new PackageFile(path, archive, Tar.index(archive));
    } catch (IOException | RuntimeException e) {
      archive.close();
      throw e;
    }
  }

  /** SHA-256 of the whole file, by which the receipt names it. */
  public static String sha256(Path path) throws IOException {
    MessageDigest digest = Hash.sha256();
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        var read = new DigestInputStream(Channels.newInputStream(channel), digest)) {
      read.transferTo(OutputStream.nullOutputStream());
    }
    return Hash.hex(digest);
  }

  /** What it offers a device. */
  public Offer offer() throws IOException {
    return new Offer(
        Route.PACKAGE,
        metadata("director/metadata/"),
        metadata("image/metadata/"),
        this::open,
        sha256(path));
  }

  private MetadataSource metadata(String folder) {
    return (name, atMost) -> {
      Tar.Place place = places.get(folder + name);
      if (place == null) {
        return Optional.empty();
      }
      var bytes = new byte[(int) Math.min(place.length(), atMost + 1L)];
      Tar.read(archive, place.at(), ByteBuffer.wrap(bytes));
      return Optional.of(bytes);
    };
  }

  private ImageSource.Content open(String file, long from, String validator) throws IOException {
    Tar.Place place = places.get("image/targets/" + file);
    if (place == null) {
      throw new Refusal(Rule.MISSING, "package: image/targets/" + file + " is not in it");
    }
    long start = Math.min(from, place.length());
    archive.position(place.at() + start);
    return new ImageSource.Content(new Part(place.length() - start), start, "");
  }

  @Override
  public void close() throws IOException {
    archive.close();
  }

  /** So many bytes from the archive's position on. */
  private final class Part extends FilterInputStream {
    private long left;

    Part(long left) {
      super(Channels.newInputStream(archive));
      this.left = left;
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 1 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
      if (left == 0) {
        return -1;
      }
      int read = super.read(into, offset, (int) Math.min(count, left));
      left -= Math.max(0, read);
      return read;
    }

    @Override
    public void close() {
      // the archive is still needed
    }
  }
}
