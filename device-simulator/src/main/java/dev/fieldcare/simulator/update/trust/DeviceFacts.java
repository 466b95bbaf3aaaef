package dev.fieldcare.simulator.update.trust;

/**
 * What a device knows of itself without being told.
 *
 * @param hardwareId the model's id
 * @param revision of the hardware, such as {@code B}
 * @param bootloader its version
 * @param release the version it runs
 * @param sha256 of the image it runs
 * @param length of the image it runs
 * @param counter the highest release counter it ever confirmed
 */
public record DeviceFacts(
    String device,
    String hardwareId,
    String revision,
    String bootloader,
    String release,
    String sha256,
    long length,
    long counter) {}
