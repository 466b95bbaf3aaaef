package dev.fieldcare.tickets.attachments;

import dev.fieldcare.base.Json;
import dev.fieldcare.base.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;

/** Files named by their SHA-256, each kept once. Blocks. */
final class Vault {
  private final Path directory;

  Vault(Path directory) {
    this.directory = directory;
  }

  private Path path(String sha256) {
    return directory.resolve(sha256.substring(0, 2)).resolve(sha256);
  }

  /**
   * Its name. The file is scanned where nobody reads it before it takes its place.
   *
   * @throws Problem as the scanner says
   */
  String keep(byte[] bytes, Scanner scanner) throws IOException {
    String sha256 = HexFormat.of().formatHex(Json.sha256(bytes));
    Path file = path(sha256);
    Files.createDirectories(file.getParent());
    Path part = Files.createTempFile(file.getParent(), "new-", ".part");
    try {
      Files.write(part, bytes);
      scanner.mustPass(part);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      return sha256;
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Puts a file back that somebody else has just forgotten; it was scanned before. */
  void mustHold(String sha256, byte[] bytes) throws IOException {
    if (!Files.exists(path(sha256))) {
      keep(bytes, Scanner.NONE);
    }
  }

  /**
   * Its bytes, hashed again.
   *
   * @throws Problem {@code attachment.missing}, {@code attachment.altered}
   */
  byte[] read(String sha256) throws IOException {
    Path file = path(sha256);
    try {
      byte[] bytes = Files.readAllBytes(file);
      String found = HexFormat.of().formatHex(Json.sha256(bytes));
      if (!found.equals(sha256)) {
        throw new Problem(
            Problem.Kind.INTERNAL,
            "attachment.altered",
            file + ": expected the bytes that were attached, found others: " + found);
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw new Problem(
          Problem.Kind.INTERNAL,
          "attachment.missing",
          file + ": expected an attachment, found none",
          e);
    }
  }

  void forget(String sha256) throws IOException {
    Files.deleteIfExists(path(sha256));
  }
}
