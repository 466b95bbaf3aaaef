package dev.fieldcare.gateway.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Files by their hash, none of which is served unread: each is hashed before it is first served and
 * whenever the file system says that it was touched since (size, inode, time of change). Bits that
 * rot without a trace are left to the device, which hashes what it receives.
 */
final class Blobs {
  private static final int AT_ONCE = 1 << 18;
  private static final int MOST_KNOWN = 10_000;

  /** A file as it was when it was hashed. */
  private record Seen(long size, FileTime modified, FileTime changed, Object inode) {}

  private record Checked(Seen seen, Future<Boolean> isSound) {}

  private final Vertx vertx;
  private final Map<Path, Checked> checked = new ConcurrentHashMap<>();
  private final LongAdder altered = new LongAdder();

  Blobs(Vertx vertx) {
    this.vertx = vertx;
  }

  /** How often a file was refused because it is not what its hash says. */
  long altered() {
    return altered.sum();
  }

  /** Fails with 410 when the file is gone, with 500 when it was altered. */
  Future<Blob> open(Path file, String sha256, String tag, String filename) {
    Seen now;
    try {
      now = look(file);
    } catch (NoSuchFileException e) {
      return Future.failedFuture(new Refusal(410, "artifact.binaryDeleted", filename + " is gone"));
    } catch (IOException e) {
      return Future.failedFuture(
          new Refusal(500, "artifact.loadFailed", filename + " cannot be read"));
    }
    if (checked.size() > MOST_KNOWN) {
      checked.clear();
    }
    Checked mine =
        checked.compute(
            file,
            (path, before) ->
                before != null && before.seen.equals(now)
                    ? before
                    : new Checked(now, check(path, sha256)));
    var blob = new Blob(file, now.size, now.modified.toInstant(), tag, filename);
    if (mine.isSound.succeeded() && mine.isSound.result()) {
      return Future.succeededFuture(blob);
    }
    return mine.isSound.compose(
        sound -> {
          if (sound) {
            return Future.succeededFuture(blob);
          }
          altered.increment();
          return Future.failedFuture(
              new Refusal(
                  500, "artifact.loadFailed", filename + " is not what its hash says: refused"));
        });
  }

  private static Seen look(Path file) throws IOException {
    Map<String, Object> found = Files.readAttributes(file, "unix:size,lastModifiedTime,ctime,ino");
    return new Seen(
        (Long) java.util.Objects.requireNonNull(found.get("size")),
        (FileTime) java.util.Objects.requireNonNull(found.get("lastModifiedTime")),
        (FileTime) java.util.Objects.requireNonNull(found.get("ctime")),
        java.util.Objects.requireNonNull(found.get("ino")));
  }

  private Future<Boolean> check(Path file, String sha256) {
    return vertx.executeBlocking(() -> sha256.equalsIgnoreCase(hash(file)), false);
  }

  private static String hash(Path file) throws IOException, NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    byte[] buffer = new byte[AT_ONCE];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
