package dev.fieldcare.gateway.http;

import dev.fieldcare.firmware.Image;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.registry.Device;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What the gateway asks of the firmware's house.
 *
 * @param file where an image lies, found to be what its hash says; fails when it is not
 * @param target the image published at a path below {@code targets/}
 * @param metadata a file of the image repository by its name
 * @param director a file of a device's director repository by its name
 * @param isConfidential whether a model's images are only for devices entitled to them
 * @param belongsTo whether the target of a hash is a release's image or a delta to it
 */
public record Firmware(
    Function<Image, Future<Path>> file,
    Function<String, Optional<Image>> target,
    Function<String, Optional<Path>> metadata,
    BiFunction<Device, String, Future<Optional<Buffer>>> director,
    Predicate<String> isConfidential,
    BiPredicate<Release, String> belongsTo) {

  /** An image as it is to be sent. Fails as clients of the DDI API know it. */
  Future<Blob> open(Image image, String tag, String filename) {
    return file.apply(image)
        .map(path -> Blob.of(path, image.size(), tag, filename))
        .recover(
            cause ->
                Future.failedFuture(
                    cause instanceof dev.fieldcare.base.Problem problem
                        ? problem.code().equals("image.missing")
                            ? new Refusal(410, "artifact.binaryDeleted", problem.message())
                            : new Refusal(500, "artifact.loadFailed", problem.message())
                        : cause));
  }
}
