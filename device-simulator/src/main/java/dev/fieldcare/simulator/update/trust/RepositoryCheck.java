package dev.fieldcare.simulator.update.trust;

import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Walks down one repository from the trusted root, one file after the other, each held to the one
 * above it (TUF 5.3 to 5.6).
 */
final class RepositoryCheck {
  private static final int LARGEST_ROOT = 512_000;
  private static final int LARGEST_TIMESTAMP = 16_384;
  private static final int MOST_NEW_ROOTS = 1_000;

  private final String repository;
  private final MetadataSource source;
  private final Instant now;
  private final boolean comparesVersions;
  private RepositoryTrust trust;

  /**
   * @param repository as messages call it
   * @param comparesVersions false for a package, whose versions are neither compared nor kept
   */
  RepositoryCheck(
      String repository,
      MetadataSource source,
      RepositoryTrust trust,
      Instant now,
      boolean comparesVersions) {
    this.repository = repository;
    this.source = source;
    this.trust = trust;
    this.now = now;
    this.comparesVersions = comparesVersions;
  }

  /** What is to be remembered after the steps done so far. */
  RepositoryTrust trust() {
    return trust;
  }

  /** TUF 5.3: from the trusted root to the newest, one version after the other. */
  RootFile root() throws IOException {
    RootFile newest = RootFile.parse(repository + " trusted root", trust.root()); // 5.2
    for (int i = 0; i < MOST_NEW_ROOTS; i++) {
      String file = newest.version() + 1 + ".root.json";
      Optional<byte[]> bytes = find(file, LARGEST_ROOT); // 5.3.3
      if (bytes.isEmpty()) {
        break;
      }
      RootFile next = RootFile.parse(name(file), bytes.get());
      newest.role("root").requireSigned(next.file(), Rule.ROOT); // 5.3.4, by the old
      next.role("root").requireSigned(next.file(), Rule.ROOT); // 5.3.4, by the new
      if (next.version() != newest.version() + 1) { // 5.3.5
        throw new Refusal(
            Rule.ROOT,
            name(file) + ": expected version " + (newest.version() + 1) + ", is " + next.version());
      }
      trust = trust.withRoot(bytes.get()); // 5.3.7, 5.3.8
      if (!next.hasSameKeysFor("timestamp", newest) || !next.hasSameKeysFor("snapshot", newest)) {
        trust = trust.withoutVersions(); // 5.3.11: whoever had the old keys may have jumped ahead
      }
      newest = next;
    }
    newest.file().requireFresh(now); // 5.3.10
    return newest;
  }

  /** TUF 5.4: what the newest snapshot is. */
  FileFacts timestamp(RootFile root) throws IOException {
    byte[] bytes = get("timestamp.json", LARGEST_TIMESTAMP); // 5.4.1
    SignedFile file = SignedFile.parse(name("timestamp.json"), "timestamp", bytes);
    root.role("timestamp").requireSigned(file, Rule.SIGNATURE); // 5.4.2
    Map<String, FileFacts> meta = meta(file);
    FileFacts snapshot = meta.get("snapshot.json");
    if (snapshot == null || meta.size() != 1) {
      throw Refusal.malformed(file.name(), "\"meta\" with snapshot.json alone", "" + meta.keySet());
    }
    if (comparesVersions) {
      requireNotOlder(file.name(), file.version(), trust.timestamp()); // 5.4.3.1
      requireNotOlder(name("snapshot"), snapshot.version(), trust.snapshot()); // 5.4.3.2
    }
    file.requireFresh(now); // 5.4.4
    remember(file.version(), trust.snapshot(), trust.targets()); // 5.4.5
    return snapshot;
  }

  /** TUF 5.5: which targets files there are. */
  Map<String, FileFacts> snapshot(RootFile root, FileFacts expected) throws IOException {
    SignedFile file = file("snapshot", "snapshot", expected, root.role("snapshot"));
    Map<String, FileFacts> meta = meta(file);
    if (comparesVersions) {
      trust
          .targets()
          .forEach(
              (name, version) -> { // 5.5.5
                FileFacts now = meta.get(name);
                if (now == null) {
                  throw new Refusal(Rule.ROLLBACK, file.name() + ": " + name + " has vanished");
                }
                requireNotOlder(name(name), now.version(), version);
              });
    }
    file.requireFresh(now); // 5.5.6
    var versions = new HashMap<String, Long>();
    meta.forEach((name, facts) -> versions.put(name, facts.version()));
    remember(trust.timestamp(), file.version(), versions); // 5.5.7
    return meta;
  }

  /** TUF 5.6: a targets file, the top one or a delegated role's. */
  TargetsFile targets(KeyedRole role, Map<String, FileFacts> snapshot) throws IOException {
    FileFacts expected = snapshot.get(role.name() + ".json");
    if (expected == null) {
      throw new Refusal(
          Rule.MISSING, name("snapshot") + ": no " + role.name() + ".json is listed in it");
    }
    SignedFile file = file(role.name(), "targets", expected, role);
    file.requireFresh(now); // 5.6.5
    return TargetsFile.parse(file);
  }

  /** A file below the timestamp: hashes (5.5.2, 5.6.2), signatures (5.5.3, 5.6.3), version. */
  private SignedFile file(String stem, String type, FileFacts expected, KeyedRole role)
      throws IOException {
    String fileName = expected.version() + "." + stem + ".json";
    byte[] bytes = get(fileName, expected.atMost()); // 5.5.1, 5.6.1
    expected.requireSame(bytes, name(fileName)); // 5.5.2, 5.6.2
    SignedFile file = SignedFile.parse(name(fileName), type, bytes);
    role.requireSigned(file, Rule.SIGNATURE); // 5.5.3, 5.6.3
    if (file.version() != expected.version()) { // 5.5.4, 5.6.4
      throw new Refusal(
          Rule.MIXED,
          file.name() + ": expected version " + expected.version() + ", is " + file.version());
    }
    return file;
  }

  private static Map<String, FileFacts> meta(SignedFile file) {
    var all = new HashMap<String, FileFacts>();
    Fields.members(file.body(), "meta", file.name())
        .forEach((name, node) -> all.put(name, FileFacts.parse(node, file.name() + " " + name)));
    return all;
  }

  private void remember(long timestamp, long snapshot, Map<String, Long> targets) {
    if (comparesVersions) {
      trust = new RepositoryTrust(trust.root(), timestamp, snapshot, Map.copyOf(targets));
    }
  }

  private static void requireNotOlder(String name, long version, long seen) {
    if (version < seen) {
      throw new Refusal(
          Rule.ROLLBACK,
          name + ": version " + version + " is older than " + seen + ", seen before");
    }
  }

  private byte[] get(String file, int atMost) throws IOException {
    return find(file, atMost)
        .orElseThrow(() -> new Refusal(Rule.MISSING, name(file) + " is not there"));
  }

  private Optional<byte[]> find(String file, int atMost) throws IOException {
    Optional<byte[]> bytes = source.read(file, atMost);
    if (bytes.isPresent() && bytes.get().length > atMost) {
      throw new Refusal(Rule.ENDLESS, name(file) + " has more than " + atMost + " bytes");
    }
    return bytes;
  }

  private String name(String file) {
    return repository + " " + file;
  }
}
