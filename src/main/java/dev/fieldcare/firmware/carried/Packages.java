package dev.fieldcare.firmware.carried;

import dev.fieldcare.base.Json;
import dev.fieldcare.base.Problem;
import dev.fieldcare.firmware.Director;
import dev.fieldcare.firmware.DirectorMetadata;
import dev.fieldcare.firmware.DirectorTarget;
import dev.fieldcare.firmware.ImageRepository;
import dev.fieldcare.firmware.Images;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.firmware.ReleaseFilter;
import dev.fieldcare.firmware.ReleaseState;
import dev.fieldcare.firmware.Releases;
import dev.fieldcare.firmware.tuf.Metadata;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes upgrade packages: a published image with the chains of both repositories, signed to hold
 * for as long as a package may be on its way.
 */
public final class Packages {
  static final String ABOUT = "fieldcare-package.json";
  static final String ANY_DEVICE = "*";

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
        new DirectorTarget(device == null ? ANY_DEVICE : device, model, release, action, null);
    return images
        .open(release.image())
        .compose(image -> vertx.executeBlocking(() -> pack(device, release, target, image), false));
  }

  private CarriedPackage pack(
      @Nullable String device, Release release, DirectorTarget target, Path image)
      throws IOException {
    DirectorMetadata signed = director.signCarried(target, validity);
    var parts = new LinkedHashMap<String, byte[]>();
    for (Path root : director.roots()) {
      parts.put("director/metadata/" + root.getFileName(), Files.readAllBytes(root));
    }
    parts.put("director/metadata/timestamp.json", signed.timestamp());
    parts.put("director/metadata/" + signed.snapshotName(), signed.snapshot());
    parts.put("director/metadata/" + signed.targetsName(), signed.targets());
    repository
        .carried(release.model(), validity)
        .forEach((name, bytes) -> parts.put("image/metadata/" + name, bytes));
    Instant expires = firstExpiry(parts);
    var all = new LinkedHashMap<String, byte[]>();
    all.put(ABOUT, about(device, release, expires));
    all.putAll(parts);
    String folder = "image/targets/" + release.model() + "/" + release.version() + "/";
    return CarriedPackage.of(
        (device == null ? release.model() : device).replace(':', '_')
            + "-"
            + release.version()
            + ".fcpkg",
        expires,
        all,
        folder + release.image().sha256() + "." + release.image().filename(),
        image,
        release.image().size());
  }

  /** Of everything but roots that a later one replaces. */
  private static Instant firstExpiry(Map<String, byte[]> parts) {
    var newest = new LinkedHashMap<String, Instant>();
    parts.forEach(
        (name, bytes) ->
            newest.put(
                name.replaceFirst("[0-9]+\\.root\\.json$", "root.json"),
                Metadata.parse(bytes, name).expires()));
    return newest.values().stream().min(Instant::compareTo).orElseThrow();
  }

  private byte[] about(@Nullable String device, Release release, Instant expires) {
    return Json.canonical(
            new JsonObject()
                .put("format", 1)
                .put("model", release.model())
                .put("device", device)
                .put("release", release.version())
                .put("counter", release.counter())
                .put("made", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("expires", expires.toString()))
        .getBytes(StandardCharsets.UTF_8);
  }
}
