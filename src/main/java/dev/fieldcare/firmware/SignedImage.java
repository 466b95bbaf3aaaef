package dev.fieldcare.firmware;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * An image as the keys of its model have signed it: what director and packages repeat.
 *
 * @param path {@code {model}/{version}/{file}}
 * @param length bytes
 */
public record SignedImage(
    String path, String model, String version, long counter, long length, String sha256) {

  /** The image of a release. */
  public static SignedImage of(Release release) {
    Image image = release.image();
    return new SignedImage(
        release.targetPath(),
        release.model(),
        release.version(),
        release.counter(),
        image.size(),
        image.sha256());
  }

  /** As an entry of the model's role describes it. */
  static SignedImage of(String model, String path, JsonNode entry) {
    return new SignedImage(
        path,
        model,
        entry.at("/custom/release").asText(),
        entry.at("/custom/counter").longValue(),
        entry.path("length").longValue(),
        entry.at("/hashes/sha256").asText());
  }

  /** Where it lies below {@code targets/} for clients that follow consistent snapshots. */
  public String hashedPath() {
    return published().hashedPath();
  }

  /** What it is called. */
  public String filename() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private PublishedTarget published() {
    return new PublishedTarget(path, model, sha256, length);
  }
}
