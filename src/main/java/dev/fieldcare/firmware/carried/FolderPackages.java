package dev.fieldcare.firmware.carried;

import dev.fieldcare.base.Problem;
import dev.fieldcare.firmware.Repositories;
import dev.fieldcare.firmware.ServerKeys;
import dev.fieldcare.firmware.SignedImage;
import dev.fieldcare.firmware.tuf.AtomicFiles;
import dev.fieldcare.firmware.tuf.Metadata;
import dev.fieldcare.firmware.tuf.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes upgrade packages from a repository's files and the director's keys, with neither server nor
 * database: on the machine that keeps the keys, or from a copy of {@code firmware-repo/}. What only
 * the database knows is unknown here: that a release was withdrawn, and which action a device has.
 */
public final class FolderPackages {
  private final Path directory;
  private final Repositories repositories;
  private final Duration validity;
  private final Clock clock;

  private FolderPackages(
      Path directory, Repositories repositories, Duration validity, Clock clock) {
    this.directory = directory;
    this.repositories = repositories;
    this.validity = validity;
    this.clock = clock;
  }

  /**
   * Reads the repository. Blocks.
   *
   * @param keys with the roots that devices ship with, {@code image/1.root.json} and {@code
   *     director/1.root.json}: nothing is signed for a repository that begins otherwise
   * @param directory {@code firmware-repo/} or a copy of it: {@code metadata/}, {@code targets/}
   *     with images named by their hash or as clients fetch them, {@code director/} with its roots
   * @param validity how long what is signed here holds
   * @throws Problem {@code package.director} where the keys are not the director's
   */
  public static FolderPackages open(
      Path directory, ServerKeys keys, Duration validity, Clock clock) {
    Repositories repositories = Repositories.read(directory, keys, clock);
    if (!repositories.director().canSign()) {
      throw Problem.conflict(
          "package.director",
          "expected the keys of the newest director root, found others: a package names what its"
              + " device shall run, and only the director's keys can sign that; have the server"
              + " make it (without --from)");
    }
    return new FolderPackages(directory, repositories, validity, clock);
  }

  /**
   * Whether snapshot and timestamp are signed anew; else a package holds only as long as theirs.
   */
  public boolean renews() {
    return repositories.image().canRenew();
  }

  /**
   * A package that is ready to be written. What lies in the folder is verified before anything is
   * signed; the image is not read yet. Blocks.
   *
   * @param device null: for every device of the model
   * @param version null: the newest
   * @throws Problem {@code release.unknown}, {@code image.missing}
   */
  public CarriedPackage make(@Nullable String device, String model, @Nullable String version) {
    SignedImage image = choose(model, version);
    var director = repositories.director();
    var repository = repositories.image();
    Map<String, byte[]> found = repository.carriedAsItIs(model);
    check(found, model, image);
    Map<String, byte[]> files = renews() ? repository.carried(model, validity) : found;
    try {
      return Packing.pack(
          device,
          image,
          director.roots(),
          director.signCarried(device == null ? Packing.ANY_DEVICE : device, image, validity),
          files,
          file(image),
          clock.instant());
    } catch (IOException e) {
      throw Problem.unavailable("package.file", directory + " cannot be read: " + e, e);
    }
  }

  /**
   * Refuses to put a signature on what others have not signed rightly. A timestamp that will be
   * signed anew may have expired.
   */
  private void check(Map<String, byte[]> files, String model, SignedImage image) {
    Instant now = clock.instant();
    Instant stale = expiry().minusMillis(1);
    var check = new RepositoryCheck("image", files, renews() && stale.isBefore(now) ? stale : now);
    Root first = repositories.image().firstRoot();
    Metadata role = check.model(check.verify(List.of(first)), model);
    if (!role.signed().path("targets").has(image.path())) {
      throw PackageCheck.refused("DISAGREE", image.path() + " in " + model + ".json", "none");
    }
  }

  /** The roots devices ship with, of both repositories. */
  public List<Root> roots() {
    Path director = repositories.director().roots().getFirst();
    return List.of(
        repositories.image().firstRoot(),
        Root.parse(AtomicFiles.get(director), director.toString()));
  }

  /** When the timestamp that lies in the folder expires, or did. */
  public Instant expiry() {
    Path file = repositories.image().metadata("timestamp.json").orElseThrow();
    return Metadata.parse(AtomicFiles.get(file), file.toString()).expires();
  }

  private SignedImage choose(String model, @Nullable String version) {
    List<SignedImage> images = repositories.image().images(model);
    return images.stream()
        .filter(each -> version == null || each.version().equals(version))
        .max(Comparator.comparingLong(SignedImage::counter))
        .orElseThrow(
            () ->
                Problem.notFound(
                    "release.unknown",
                    directory
                        + ": expected a signed release"
                        + (version == null ? "" : " " + version)
                        + " of model "
                        + model
                        + ", found "
                        + images.stream().map(SignedImage::version).toList()));
  }

  private Path file(SignedImage image) throws IOException {
    Path targets = directory.resolve("targets");
    Path file =
        Stream.of(targets.resolve(image.sha256()), targets.resolve(image.hashedPath()))
            .filter(Files::isRegularFile)
            .findFirst()
            .orElseThrow(
                () ->
                    Problem.notFound(
                        "image.missing",
                        targets
                            + ": expected "
                            + image.sha256()
                            + " or "
                            + image.hashedPath()
                            + ", found neither"));
    if (Files.size(file) != image.length()) {
      throw Problem.conflict(
          "image.altered",
          file + ": expected " + image.length() + " bytes, found " + Files.size(file));
    }
    return file;
  }
}
