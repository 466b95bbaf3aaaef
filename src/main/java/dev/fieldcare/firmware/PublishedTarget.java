package dev.fieldcare.firmware;

/**
 * A target as the image repository publishes it.
 *
 * @param path {@code {model}/{version}/{file}}
 */
public record PublishedTarget(String path, String model, String sha256, long length) {

  /** Where a client that follows consistent snapshots looks for it, below {@code targets/}. */
  public String hashedPath() {
    int slash = path.lastIndexOf('/');
    return path.substring(0, slash + 1) + sha256 + "." + path.substring(slash + 1);
  }
}
