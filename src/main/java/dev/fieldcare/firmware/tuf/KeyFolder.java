package dev.fieldcare.firmware.tuf;

import dev.fieldcare.base.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder on the offline machine: {@code offline/} with the keys that never leave it, and {@code
 * online/}, which is copied to the server: its keys, and the signed files of both repositories.
 * Beside each {@code name.pem} lies {@code name.pub}, so that keys have names without a password.
 */
public final class KeyFolder {
  public static final String IMAGE = "image";
  public static final String DIRECTOR = "director";

  private final Path directory;

  public KeyFolder(Path directory) {
    this.directory = directory;
  }

  public Path offline() {
    return directory.resolve("offline");
  }

  public Path online() {
    return directory.resolve("online");
  }

  /** Where signed files of a repository lie. */
  public Path repository(String name) {
    return online().resolve(name);
  }

  /** Makes a key; nothing is overwritten. */
  public KeySigner make(
      Path place, String name, TufKey.Algorithm algorithm, char @Nullable [] password) {
    KeySigner signer = KeySigner.generate(algorithm);
    KeyFiles.write(place.resolve(name + ".pem"), signer, password);
    name(place, name, signer.key());
    return signer;
  }

  /** Has a key made in a token, and notes its name. */
  public TufKey make(Path place, String name, KeyToken token) {
    TufKey key = token.make(name);
    name(place, name, key);
    return key;
  }

  /** Notes a key whose private half lies here or in a token. */
  public void name(Path place, String name, TufKey key) {
    AtomicFiles.write(place.resolve(name + ".pub"), TufJson.write(key.json()));
  }

  /** Every key there is a {@code .pub} of, by name. */
  public Map<String, TufKey> names() {
    var names = new TreeMap<String, TufKey>();
    for (Path place : List.of(offline(), online())) {
      for (Path file : files(place, ".pub")) {
        names.put(
            plain(file),
            TufKey.parse(TufJson.parse(AtomicFiles.find(file).orElseThrow(), file.toString())));
      }
    }
    return names;
  }

  private static String plain(Path file) {
    String name = file.getFileName().toString();
    return name.substring(0, name.lastIndexOf('.'));
  }

  /** What people call the key, and its id. */
  public String nameOf(String keyId) {
    String shortId = keyId.substring(0, Math.min(12, keyId.length()));
    return names().entrySet().stream()
        .filter(each -> each.getValue().id().equals(keyId))
        .map(each -> each.getKey() + " (" + shortId + ")")
        .findFirst()
        .orElse(shortId);
  }

  /**
   * The key of this name or id.
   *
   * @throws Problem {@code keys.unknown}
   */
  public TufKey get(String nameOrId) {
    TufKey named = names().get(nameOrId);
    if (named != null) {
      return named;
    }
    return names().values().stream()
        .filter(each -> each.id().startsWith(nameOrId) && nameOrId.length() >= 8)
        .findFirst()
        .orElseThrow(
            () ->
                Problem.notFound(
                    "keys.unknown",
                    directory
                        + ": expected a key or its id, one of "
                        + names().keySet()
                        + ", found "
                        + nameOrId));
  }

  /** Whether offline keys lie here as files. */
  public boolean hasOfflineFiles() {
    return !files(offline(), ".pem").isEmpty();
  }

  /** The offline keys, opened. */
  public List<KeySigner> open(char @Nullable [] password) {
    return KeyFiles.readAll(offline(), password);
  }

  /** The first free name {@code base-n}. */
  public String freeName(Path place, String base) {
    for (int n = 1; ; n++) {
      if (!Files.exists(place.resolve(base + "-" + n + ".pub"))) {
        return base + "-" + n;
      }
    }
  }

  /** The newest signed file of a role, {@code {n}.{role}.json}. */
  public Optional<Metadata> newest(String repository, String role) {
    Metadata newest = null;
    for (Path file : files(repository(repository), "." + role + ".json")) {
      Metadata found = Metadata.parse(AtomicFiles.find(file).orElseThrow(), file.toString());
      if (newest == null || found.version() > newest.version()) {
        newest = found;
      }
    }
    return Optional.ofNullable(newest);
  }

  /**
   * @throws Problem {@code keys.folder} when there is none
   */
  public Root root(String repository) {
    return newest(repository, Root.ROOT)
        .map(found -> Root.of(found, repository + " root"))
        .orElseThrow(
            () ->
                Problem.notFound(
                    "keys.folder",
                    directory + ": expected a folder made by: fieldcare firmware keys init"));
  }

  private static List<Path> files(Path place, String ending) {
    if (!Files.isDirectory(place)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(place)) {
      return new ArrayList<>(
          files.filter(each -> each.getFileName().toString().endsWith(ending)).sorted().toList());
    } catch (IOException e) {
      throw Problem.unavailable("keys.folder", place + ": " + e, e);
    }
  }
}
