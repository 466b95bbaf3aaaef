package dev.fieldcare.rollout;

import dev.fieldcare.base.Problem;
import dev.fieldcare.firmware.Release;
import java.util.Collection;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * What rollouts ask of the releases; all answer at once, from memory.
 *
 * @param find the release of an id
 * @param named a model's release of a version
 * @param all every release there is
 */
public record Catalog(
    LongFunction<Optional<Release>> find,
    BiFunction<String, String, Optional<Release>> named,
    Supplier<? extends Collection<Release>> all) {

  public Release get(long id) {
    return find.apply(id)
        .orElseThrow(() -> Problem.notFound("release.unknown", "there is no release " + id));
  }

  /**
   * @throws Problem {@code release.unknown}
   */
  public Release get(String model, String version) {
    return named
        .apply(model, version)
        .orElseThrow(
            () ->
                Problem.notFound(
                    "release.unknown", "model " + model + " has no release " + version));
  }
}
