package dev.fieldcare.firmware.carried;

import dev.fieldcare.base.Json;
import dev.fieldcare.firmware.DirectorMetadata;
import dev.fieldcare.firmware.SignedImage;
import dev.fieldcare.firmware.tuf.Metadata;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lays the files of a package in their order (docs/firmware.md, "On a stick"). */
final class Packing {
  static final String ABOUT = "fieldcare-package.json";
  static final String ANY_DEVICE = "*";

  private Packing() {}

  /**
   * A package that is ready to be written. Blocks.
   *
   * @param device null: for every device of the model
   * @param directorRoots all of them, the first first
   * @param repository the image repository's files by name, in the order a client reads them
   * @param file the image
   */
  static CarriedPackage pack(
      @Nullable String device,
      SignedImage image,
      List<Path> directorRoots,
      DirectorMetadata director,
      Map<String, byte[]> repository,
      Path file,
      Instant now)
      throws IOException {
    var parts = new LinkedHashMap<String, byte[]>();
    for (Path root : directorRoots) {
      parts.put("director/metadata/" + root.getFileName(), Files.readAllBytes(root));
    }
    parts.put("director/metadata/timestamp.json", director.timestamp());
    parts.put("director/metadata/" + director.snapshotName(), director.snapshot());
    parts.put("director/metadata/" + director.targetsName(), director.targets());
    repository.forEach((name, bytes) -> parts.put("image/metadata/" + name, bytes));
    Instant expires = firstExpiry(parts);
    var all = new LinkedHashMap<String, byte[]>();
    all.put(ABOUT, about(device, image, now, expires));
    all.putAll(parts);
    String whom = (device == null ? image.model() : device).replace(':', '_');
    return CarriedPackage.of(
        whom + "-" + image.version() + ".fcpkg",
        expires,
        all,
        "image/targets/" + image.hashedPath(),
        file,
        image.length());
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

  private static byte[] about(
      @Nullable String device, SignedImage image, Instant now, Instant expires) {
    return Json.canonical(
            new JsonObject()
                .put("format", 1)
                .put("model", image.model())
                .put("device", device)
                .put("release", image.version())
                .put("counter", image.counter())
                .put("made", now.truncatedTo(ChronoUnit.SECONDS).toString())
                .put("expires", expires.toString()))
        .getBytes(StandardCharsets.UTF_8);
  }
}
