package dev.fieldcare.firmware.carried;

import dev.fieldcare.base.Problem;
import dev.fieldcare.firmware.Director;
import dev.fieldcare.firmware.DirectorTarget;
import dev.fieldcare.firmware.ImageRepository;
import dev.fieldcare.firmware.Images;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.firmware.ReleaseFilter;
import dev.fieldcare.firmware.ReleaseState;
import dev.fieldcare.firmware.Releases;
import dev.fieldcare.firmware.SignedImage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Makes upgrade packages: a published image with the chains of both repositories, signed to hold
 * for as long as a package may be on its way.
 */
public final class Packages {
  private final Vertx vertx;
  private final Images images;
  private final Releases releases;
  private final ImageRepository repository;
  private final Director director;
  private final Duration validity;
  private final Clock clock;

  public Packages(
      Vertx vertx,
      Images images,
      Releases releases,
      ImageRepository repository,
      Director director,
      Duration validity,
      Clock clock) {
    this.vertx = vertx;
    this.images = images;
    this.releases = releases;
    this.repository = repository;
    this.director = director;
    this.validity = validity;
    this.clock = clock;
  }

  /**
   * The release to pack: of this version, or the newest that is published.
   *
   * @throws Problem {@code release.unknown}
   */
  public Release choose(String model, @Nullable String version) {
    if (version != null) {
      return releases
          .find(model, version)
          .orElseThrow(
              () ->
                  Problem.notFound(
                      "release.unknown", "model " + model + " has no release " + version));
    }
    return releases.list(ReleaseFilter.published(model)).stream()
        .max(Comparator.comparingLong(Release::counter))
        .orElseThrow(
            () ->
                Problem.notFound(
                    "release.unknown", "model " + model + " has no published release"));
  }

  /**
   * Succeeds with a package for one device, or for all of the model.
   *
   * @param device null: for every device of the release's model
   * @param model of the device
   * @param action what the device will report on; null: none
   */
  public Future<CarriedPackage> make(
      @Nullable String device, String model, Release release, @Nullable String action) {
    if (release.state() != ReleaseState.PUBLISHED) {
      throw Problem.conflict(
          "package.unpublished",
          "release "
              + release.version()
              + " of "
              + release.model()
              + ": expected a published one, found "
              + release.state().name().toLowerCase(java.util.Locale.ROOT));
    }
    var target =
        new DirectorTarget(
            device == null ? Packing.ANY_DEVICE : device, model, release, action, null);
    return images
        .open(release.image())
        .compose(
            image ->
                vertx.executeBlocking(
                    () ->
                        Packing.pack(
                            device,
                            SignedImage.of(release),
                            director.roots(),
                            director.signCarried(target, validity),
                            repository.carried(model, validity),
                            image,
                            clock.instant()),
                    false));
  }
}
