package dev.fieldcare.rollout.audience;

import dev.fieldcare.firmware.Release;
import dev.fieldcare.firmware.ReleaseState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * By which published releases a device comes to another one that it may not install at once. The
 * shortest way is taken, of equally short ones that over the newest releases. Pure.
 */
final class Paths {
  private final Release target;
  private final List<Release> steps;
  private final Map<String, Release> byVersion = new HashMap<>();
  private final Set<String> revisions = new TreeSet<>();

  /**
   * @param known releases, of which those of the target's model count
   */
  Paths(Release target, Collection<Release> known) {
    this.target = target;
    List<Release> ofModel =
        known.stream().filter(each -> each.model().equals(target.model())).toList();
    ofModel.forEach(each -> byVersion.put(each.version(), each));
    this.steps =
        ofModel.stream()
            .filter(each -> each.state() == ReleaseState.PUBLISHED)
            .filter(each -> each.id() != target.id() && each.counter() < target.counter())
            .sorted(Comparator.comparingLong(Release::counter).reversed())
            .toList();
    steps.forEach(each -> revisions.addAll(each.hardwareRevisions()));
    revisions.addAll(target.hardwareRevisions());
  }

  /** Versions that decide where a way leads; all others, and none, are alike. */
  Set<String> versions() {
    var versions = new TreeSet<>(byVersion.keySet());
    versions.addAll(target.steppingStones());
    steps.forEach(each -> versions.addAll(each.steppingStones()));
    return versions;
  }

  /** Hardware revisions that decide where a way leads; all others, and none, are alike. */
  Set<String> revisions() {
    return revisions;
  }

  /** Whether every device may install the target at once, as far as this is about ways. */
  boolean isDirect() {
    return target.steppingStones().isEmpty();
  }

  /**
   * The releases to be run before the target, in order; none when it can be installed at once,
   * empty when there is no way.
   */
  Optional<List<Release>> from(@Nullable String running, @Nullable String revision) {
    var queue = new ArrayDeque<List<Release>>();
    var seen = new HashSet<Long>();
    queue.add(List.of());
    while (!queue.isEmpty()) {
      List<Release> way = queue.remove();
      String version = way.isEmpty() ? running : way.getLast().version();
      if (mayFollow(target, version, revision)) {
        return Optional.of(way);
      }
      for (Release step : steps) {
        if (mayFollow(step, version, revision) && seen.add(step.id())) {
          var longer = new ArrayList<>(way);
          longer.add(step);
          queue.add(longer);
        }
      }
    }
    return Optional.empty();
  }

  /** The rules of {@code Fitness} that depend on the version and the revision only. */
  private boolean mayFollow(Release release, @Nullable String version, @Nullable String revision) {
    Release running = version == null ? null : byVersion.get(version);
    boolean fits =
        release.hardwareRevisions().isEmpty()
            || revision != null && release.hardwareRevisions().contains(revision);
    boolean isNewer =
        !release.version().equals(version)
            && (running == null || running.counter() <= release.counter());
    boolean isReached =
        release.steppingStones().isEmpty()
            || version != null && release.steppingStones().contains(version);
    return fits && isNewer && isReached;
  }
}
