package dev.fieldcare.api;

import dev.fieldcare.base.Problem;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The token of the first administrator: the one the operator configured, or else one made here,
 * printed once and left in a file that only the owner can read.
 */
final class FirstAdmin {
  private final Tokens tokens;
  private final Path file;

  FirstAdmin(Tokens tokens, Path dataDir) {
    this.tokens = tokens;
    this.file = dataDir.resolve("admin-token");
  }

  /** Succeeds with a token that opens the door as an administrator. */
  Future<String> ensure(@Nullable String configured) {
    if (configured != null && !configured.isEmpty()) {
      return tokens.install(configured, Tokens.Origin.CONFIGURED).map(configured);
    }
    Optional<String> kept = read().filter(this::opensAsAdmin);
    if (kept.isPresent()) {
      return Future.succeededFuture(kept.get());
    }
    String secret = tokens.newSecret();
    return tokens
        .install(secret, Tokens.Origin.MADE)
        .map(
            isNew -> {
              write(secret);
              System.out.println(
                  "First administrator's API token (shown once, kept in " + file + "): " + secret);
              return secret;
            });
  }

  private boolean opensAsAdmin(String secret) {
    return tokens
        .authenticate(secret)
        .filter(caller -> caller.role() == dev.fieldcare.registry.Role.ADMIN)
        .isPresent();
  }

  private Optional<String> read() {
    try {
      return Files.isRegularFile(file)
          ? Optional.of(Files.readString(file).strip())
          : Optional.empty();
    } catch (IOException e) {
      throw cannot("read", e);
    }
  }

  private void write(String secret) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Path fresh =
          Files.createTempFile(
              file.toAbsolutePath().getParent(),
              "admin-token",
              ".new",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(fresh, secret + "\n");
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw cannot("write", e);
    }
  }

  private Problem cannot(String verb, IOException e) {
    return new Problem(
        Problem.Kind.INTERNAL,
        "token.file",
        "cannot " + verb + " the administrator's token file " + file + ": " + e.getMessage(),
        e);
  }
}
