package dev.fieldcare.commands;

import dev.fieldcare.base.Problem;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.Supplier;

/** Sends a file to the server, piece by piece, and goes on after an interruption. */
final class FirmwareUpload {
  private static final int PIECE = 8 << 20;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
  private static final int BAR = 40;

  private final FirmwareServer server;
  private final PrintWriter progress;

  FirmwareUpload(FirmwareServer server, PrintWriter progress) {
    this.server = server;
    this.progress = progress;
  }

  /**
   * The image's SHA-256. Goes on where an upload of the same file was interrupted, by this process
   * or one before; waits for a server that is away for up to two minutes at a time. Blocks.
   */
  String send(Path file) {
    try {
      long size = Files.size(file);
      String sha256 = hash(file);
      JsonObject begun =
          server.send(
              "POST",
              "/api/v1/uploads",
              new JsonObject()
                  .put("filename", String.valueOf(file.getFileName()))
                  .put("size", size)
                  .put("sha256", sha256));
      String path = "/api/v1/uploads/" + begun.getString("id");
      sendPieces(file, size, path, begun.getLong("offset"));
      String found = complete(path, sha256).getString("sha256");
      if (!sha256.equals(found)) {
        throw Problem.conflict(
            "upload.hash", file + ": expected SHA-256 " + sha256 + ", the server has " + found);
      }
      return sha256;
    } catch (IOException e) {
      throw Problem.badInput("upload.file", file + " cannot be read: " + e);
    }
  }

  private void sendPieces(Path file, long size, String path, long from) throws IOException {
    long offset = from;
    if (offset > 0) {
      progress.printf("upload: %,d bytes of %,d are there already%n", offset, size);
    }
    while (offset < size) {
      long at = offset;
      byte[] piece = piece(file, at);
      offset =
          untilHeard(
                  () ->
                      server.send(
                          "PATCH", path + "?offset=" + at, BodyPublishers.ofByteArray(piece)),
                  () -> server.send("GET", path, BodyPublishers.noBody()))
              .getLong("offset");
      show(offset, size);
    }
    progress.println();
  }

  /** A completion whose answer got lost is known by the image that is there. */
  private JsonObject complete(String path, String sha256) {
    return untilHeard(
        () -> server.send("POST", path + "/completion", BodyPublishers.noBody()),
        () -> {
          try {
            return server.send("GET", "/api/v1/images/" + sha256, BodyPublishers.noBody());
          } catch (Problem problem) {
            if (problem.kind() == Problem.Kind.NOT_FOUND) {
              return server.send("POST", path + "/completion", BodyPublishers.noBody());
            }
            throw problem;
          }
        });
  }

  /**
   * What the server answers; where the line was cut, or it is restarting, it is asked again how
   * things stand.
   */
  private JsonObject untilHeard(Supplier<JsonObject> first, Supplier<JsonObject> then) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    Supplier<JsonObject> next = first;
    for (Duration pause = FIRST_PAUSE; ; pause = longer(pause)) {
      try {
        return next.get();
      } catch (Problem problem) {
        if (!mayPass(problem) || System.nanoTime() > until) {
          throw problem;
        }
        next = then;
        rest(pause);
      }
    }
  }

  /** Nobody there, or it has not noticed yet that the line was cut. */
  private static boolean mayPass(Problem problem) {
    return problem.kind() == Problem.Kind.UNAVAILABLE
        || problem.code().equals("upload.busy")
        || problem.code().equals("upload.offset");
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }

  private static void rest(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problem.unavailable("server.unreachable", "interrupted", e);
    }
  }

  private static byte[] piece(Path file, long offset) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      in.skipNBytes(offset);
      return in.readNBytes(PIECE);
    }
  }

  private void show(long done, long size) {
    int full = (int) (BAR * done / size);
    progress.printf(
        "\r[%s%s] %3d %% of %,d bytes",
        "#".repeat(full), ".".repeat(BAR - full), 100 * done / size, size);
    progress.flush();
  }

  private static String hash(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] chunk = new byte[1 << 18];
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        digest.update(chunk, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
