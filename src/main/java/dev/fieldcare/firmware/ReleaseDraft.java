package dev.fieldcare.firmware;

import dev.fieldcare.firmware.formats.ImageFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A release as somebody wants it.
 *
 * @param counter null: the next of the model
 * @param image SHA-256 of an uploaded image
 * @param format null: what the image is by its bytes
 * @param sbom SHA-256 of its bill of materials, uploaded as an image is
 */
public record ReleaseDraft(
    String model,
    String version,
    @Nullable Long counter,
    ReleaseKind kind,
    String image,
    @Nullable String format,
    List<String> hardwareRevisions,
    List<String> fixes,
    Map<String, String> notes,
    List<String> steppingStones,
    @Nullable String minimumBootloader,
    @Nullable String sbom) {

  /** One that says no more than it must. */
  public static ReleaseDraft of(String model, String version, String image, String... fixes) {
    return new ReleaseDraft(
        model,
        version,
        null,
        ReleaseKind.STABILITY,
        image,
        null,
        List.of(),
        List.of(fixes),
        Map.of(),
        List.of(),
        null,
        null);
  }

  ReleaseDraft of(ImageFormat recognised) {
    return new ReleaseDraft(
        model,
        version,
        counter,
        kind,
        image,
        recognised.code(),
        hardwareRevisions,
        fixes,
        notes,
        steppingStones,
        minimumBootloader,
        sbom);
  }
}
