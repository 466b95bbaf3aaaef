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
import java.util.HexFormat;

/** Sends a file to the server, piece by piece, and goes on after an interruption. */
final class FirmwareUpload {
  private static final int PIECE = 8 << 20;
  private static final int ATTEMPTS = 5;
  private static final int BAR = 40;

  private final FirmwareServer server;
  private final PrintWriter out;

  FirmwareUpload(FirmwareServer server, PrintWriter out) {
    this.server = server;
    this.out = out;
  }

  /** The image's SHA-256. */
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
      sendPieces(file, size, path);
      JsonObject image = server.send("POST", path + "/completion", BodyPublishers.noBody());
      if (!sha256.equals(image.getString("sha256"))) {
        throw Problem.conflict(
            "upload.hash",
            file
                + ": expected SHA-256 "
                + sha256
                + ", the server has "
                + image.getString("sha256"));
      }
      return sha256;
    } catch (IOException e) {
      throw Problem.badInput("upload.file", file + " cannot be read: " + e);
    }
  }

  private void sendPieces(Path file, long size, String path) throws IOException {
    long offset = 0;
    int failures = 0;
    while (offset < size) {
      try {
        offset =
            server
                .send(
                    "PATCH",
                    path + "?offset=" + offset,
                    BodyPublishers.ofByteArray(piece(file, offset)))
                .getLong("offset");
        failures = 0;
        show(offset, size);
      } catch (Problem problem) {
        if (problem.kind() != Problem.Kind.UNAVAILABLE || ++failures == ATTEMPTS) {
          throw problem;
        }
        offset = server.send("GET", path, BodyPublishers.noBody()).getLong("offset");
      }
    }
    out.println();
  }

  private static byte[] piece(Path file, long offset) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      in.skipNBytes(offset);
      return in.readNBytes(PIECE);
    }
  }

  private void show(long done, long size) {
    int full = (int) (BAR * done / size);
    out.printf(
        "\r[%s%s] %3d %% of %,d bytes",
        "#".repeat(full), ".".repeat(BAR - full), 100 * done / size, size);
    out.flush();
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
