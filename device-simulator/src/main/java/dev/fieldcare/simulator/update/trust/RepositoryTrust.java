package dev.fieldcare.simulator.update.trust;

import java.util.Map;

/**
 * What a device knows of one repository: its newest root, and the highest versions seen.
 *
 * @param root the file's bytes
 * @param timestamp 0 for none yet, as with the others
 * @param targets by file name as the snapshot lists them, such as {@code targets.json}
 */
public record RepositoryTrust(
    byte[] root, long timestamp, long snapshot, Map<String, Long> targets) {

  /** A device that knows its root only, as it leaves the factory. */
  public static RepositoryTrust shipped(byte[] root) {
    return new RepositoryTrust(root, 0, 0, Map.of());
  }

  RepositoryTrust withoutVersions() {
    return shipped(root);
  }

  RepositoryTrust withRoot(byte[] newer) {
    return new RepositoryTrust(newer, timestamp, snapshot, targets);
  }
}
