package dev.fieldcare.firmware;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fieldcare.base.Problem;
import dev.fieldcare.firmware.tuf.AtomicFiles;
import dev.fieldcare.firmware.tuf.Delegation;
import dev.fieldcare.firmware.tuf.KeyFiles;
import dev.fieldcare.firmware.tuf.KeySigner;
import dev.fieldcare.firmware.tuf.Keyring;
import dev.fieldcare.firmware.tuf.Metadata;
import dev.fieldcare.firmware.tuf.RoleKeys;
import dev.fieldcare.firmware.tuf.Root;
import dev.fieldcare.firmware.tuf.Signer;
import dev.fieldcare.firmware.tuf.TufKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder with the keys the server signs with and the roots it vouches for: {@code *.pem},
 * {@code image/{n}.root.json}, {@code image/{n}.targets.json}, {@code director/{n}.root.json}.
 * Where nobody brought keys, it holds development keys, root and all.
 */
public final class ServerKeys {
  private static final Logger LOG = LoggerFactory.getLogger(ServerKeys.class);
  private static final Duration DEVELOPMENT_ROOT = Duration.ofDays(3_650);

  private final Path directory;
  private final boolean isDevelopment;
  private final char @Nullable [] password;
  private final Keyring keyring = new Keyring(List.of());
  private final Map<Path, Object> read = new HashMap<>();

  private ServerKeys(Path directory, boolean isDevelopment, char @Nullable [] password) {
    this.directory = directory;
    this.isDevelopment = isDevelopment;
    this.password = password;
  }

  /**
   * Keys that somebody made and put there. Blocks.
   *
   * @param password of the encrypted ones; null: none is
   */
  public static ServerKeys configured(Path directory, char @Nullable [] password) {
    if (!Files.isDirectory(directory)) {
      throw Problem.badInput(
          "firmware.keys",
          "firmware.keys.dir "
              + directory
              + ": expected a folder made by: fieldcare firmware keys init");
    }
    var keys = new ServerKeys(directory, false, password);
    keys.refresh();
    return keys;
  }

  /**
   * Development keys, made where there are none yet; what a repository there was is put aside then,
   * since nothing could be added to it. Blocks.
   *
   * @param firmwareDirectory {@code firmware.dir}
   */
  public static ServerKeys development(Path directory, Path firmwareDirectory, Clock clock) {
    var keys = new ServerKeys(directory, true, null);
    if (!Files.exists(directory.resolve("image").resolve("1.root.json"))) {
      putAside(firmwareDirectory.resolve("metadata"), clock.millis());
      putAside(firmwareDirectory.resolve("director"), clock.millis());
      keys.make(clock.instant());
    }
    keys.refresh();
    LOG.warn(
        "DEVELOPMENT KEYS in {}: whoever has this server's disk can sign firmware for every device"
            + " that trusts them. Before real devices: fieldcare firmware keys init, and"
            + " firmware.keys.dir",
        directory);
    return keys;
  }

  private static void putAside(Path folder, long millis) {
    if (Files.exists(folder)) {
      Path aside = folder.resolveSibling(folder.getFileName() + ".before-" + millis);
      try {
        Files.move(folder, aside);
      } catch (IOException e) {
        throw Problem.unavailable("firmware.keys", folder + ": " + e, e);
      }
      LOG.warn("{} was signed by keys that are gone: put aside as {}", folder, aside.getFileName());
    }
  }

  private void make(Instant now) {
    Signer root = make("root");
    Signer targets = make("targets");
    Signer snapshot = make("snapshot");
    Signer timestamp = make("timestamp");
    Signer director = make("director");
    RoleKeys rootRole = alone(root);
    Instant expires = now.plus(DEVELOPMENT_ROOT);
    write(
        "director",
        Root.draft(
            1,
            expires,
            Map.of(
                Root.ROOT, rootRole,
                Root.TARGETS, alone(director),
                Root.SNAPSHOT, alone(director),
                Root.TIMESTAMP, alone(director))),
        root);
    ObjectNode empty = Metadata.head(Root.TARGETS, 1, expires);
    empty.putObject("targets");
    empty.set("delegations", Delegation.json(List.of()));
    AtomicFiles.write(
        directory.resolve("image").resolve("1.targets.json"),
        Metadata.unsigned(empty).signedBy(List.of(targets)).bytes());
    write(
        "image",
        Root.draft(
            1,
            expires,
            Map.of(
                Root.ROOT, rootRole,
                Root.TARGETS, alone(targets),
                Root.SNAPSHOT, alone(snapshot),
                Root.TIMESTAMP, alone(timestamp))),
        root);
  }

  private Signer make(String name) {
    KeySigner signer = KeySigner.generate(TufKey.Algorithm.ED25519);
    Path file = directory.resolve(name + ".pem");
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw Problem.unavailable("firmware.keys", file + ": " + e, e);
    }
    KeyFiles.write(file, signer, null);
    return signer;
  }

  private void write(String repository, Root root, Signer signer) {
    AtomicFiles.write(
        directory.resolve(repository).resolve("1.root.json"),
        root.signedBy(List.of(signer)).metadata().bytes());
  }

  static RoleKeys alone(Signer signer) {
    return RoleKeys.of(1, List.of(signer.key()));
  }

  /** Reads key files that are new or changed. Blocks. */
  synchronized void refresh() {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".pem")).sorted().toList()) {
        Object changed = Files.getLastModifiedTime(file);
        if (!changed.equals(read.get(file))) {
          keyring.add(KeyFiles.read(file, password));
          read.put(file, changed);
        }
      }
    } catch (IOException e) {
      throw Problem.unavailable("firmware.keys", directory + ": " + e, e);
    }
  }

  /** The key for a model's releases; only development makes one by itself. Blocks. */
  Optional<Signer> makeFor(String model) {
    if (!isDevelopment) {
      return Optional.empty();
    }
    Path file = directory.resolve("model-" + model + ".pem");
    Signer signer = Files.exists(file) ? KeyFiles.read(file, password) : make("model-" + model);
    keyring.add(signer);
    return Optional.of(signer);
  }

  public boolean isDevelopment() {
    return isDevelopment;
  }

  public Keyring keyring() {
    return keyring;
  }

  /** Where roots and other metadata signed elsewhere are put for the server to take up. */
  Path folder(String repository) {
    return directory.resolve(repository);
  }
}
