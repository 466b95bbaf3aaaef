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
 * @param file where an image lies
 * @param target the SHA-256 and place of the target at a path below {@code targets/}
 * @param metadata a file of the image repository by its name
 * @param director a file of a device's director repository by its name
 * @param belongsTo whether the target of a hash is a release's image or a delta to it
 * @param isConfidential whether a model's images are only for devices entitled to them
 */
public record Firmware(
    Function<Image, Path> file,
    Function<String, Optional<Target>> target,
    Function<String, Optional<Path>> metadata,
    BiFunction<Device, String, Future<Optional<Buffer>>> director,
    Predicate<String> isConfidential,
    BiPredicate<Release, String> belongsTo) {

  /** A target as it lies on disk. */
  public record Target(String sha256, Path file) {}
}
