package dev.fieldcare.firmware;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An image made fit for a model's devices: what it is called, whom it fits, and what it mends.
 *
 * @param counter grows with every release of the model; a device never goes below the highest it
 *     confirmed
 * @param hardwareRevisions those it fits; empty: all
 * @param fixes symptoms as fault tickets name them ({@code temperature.high}), as far as that
 *     stands
 * @param notes what to tell people, by language: {@code zh}, {@code en}
 * @param steppingStones versions a device must have run before this one
 * @param format {@code raw}, {@code swu}, {@code rauc} or {@code mender}
 * @param sbom its bill of materials, as uploaded
 * @param withdrawnFixes what it was published to fix, too, and what the field has contradicted
 */
public record Release(
    long id,
    String model,
    String version,
    long counter,
    ReleaseKind kind,
    ReleaseState state,
    Image image,
    String format,
    List<String> hardwareRevisions,
    List<String> fixes,
    Map<String, String> notes,
    List<String> steppingStones,
    @Nullable String minimumBootloader,
    Instant createdAt,
    @Nullable Instant publishedAt,
    @Nullable Image sbom,
    List<String> withdrawnFixes) {

  /** Of which nothing was withdrawn. */
  public Release(
      long id,
      String model,
      String version,
      long counter,
      ReleaseKind kind,
      ReleaseState state,
      Image image,
      String format,
      List<String> hardwareRevisions,
      List<String> fixes,
      Map<String, String> notes,
      List<String> steppingStones,
      @Nullable String minimumBootloader,
      Instant createdAt,
      @Nullable Instant publishedAt,
      @Nullable Image sbom) {
    this(
        id,
        model,
        version,
        counter,
        kind,
        state,
        image,
        format,
        hardwareRevisions,
        fixes,
        notes,
        steppingStones,
        minimumBootloader,
        createdAt,
        publishedAt,
        sbom,
        List.of());
  }

  /** The path of its image among the targets of the image repository. */
  public String targetPath() {
    return model + "/" + version + "/" + image.filename();
  }
}
