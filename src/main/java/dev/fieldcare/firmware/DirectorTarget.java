package dev.fieldcare.firmware;

import org.jspecify.annotations.Nullable;

/**
 * What a device shall run now.
 *
 * @param device its id; {@code *} for every device of the model, in packages only
 * @param hardwareId its model
 * @param release null: nothing to do
 * @param action the action it belongs to, as the device will report it
 */
public record DirectorTarget(
    String device,
    String hardwareId,
    @Nullable Release release,
    @Nullable String action,
    @Nullable Delta delta) {

  /**
   * A shorter way from what the device runs.
   *
   * @param path among the targets of the image repository
   * @param precursor SHA-256 of what it must run now
   */
  public record Delta(String path, long length, String sha256, String precursor) {}

  /** Nothing to do. */
  public static DirectorTarget nothing(String device, String hardwareId) {
    return new DirectorTarget(device, hardwareId, null, null, null);
  }
}
