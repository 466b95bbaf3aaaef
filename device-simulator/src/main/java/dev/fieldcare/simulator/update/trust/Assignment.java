package dev.fieldcare.simulator.update.trust;

import java.util.Optional;

/**
 * The image a device shall run, as both repositories have it.
 *
 * @param action what is reported under; empty where nobody waits for reports
 * @param delta the shorter way to it, if there is one from what the device runs
 */
public record Assignment(
    String path,
    long length,
    String sha256,
    String release,
    long counter,
    String action,
    Optional<Delta> delta) {

  /** A patch that turns the image the device runs into the one it shall run. */
  public record Delta(String path, long length, String sha256) {

    public String file() {
      return consistentName(path, sha256);
    }
  }

  /** Where the image lies below {@code targets/}. */
  public String file() {
    return consistentName(path, sha256);
  }

  private static String consistentName(String path, String sha256) {
    int slash = path.lastIndexOf('/') + 1;
    return path.substring(0, slash) + sha256 + "." + path.substring(slash);
  }
}
