package dev.fieldcare.rollout;

import dev.fieldcare.base.Problem;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.firmware.ReleaseState;
import dev.fieldcare.registry.Device;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a release may be given to a device: refuses by naming the rule that forbids it. */
final class Fitness {
  private Fitness() {}

  /**
   * @param running the version the device reports, null when it never reported one
   * @param runningCounter the counter of the release it runs, 0 when unknown
   * @param highest the highest counter it ever confirmed
   * @throws Problem {@code action.…}
   */
  static void check(
      Device device, Release release, @Nullable String running, long runningCounter, long highest) {
    String who = "device " + device.id();
    if (device.isDecommissioned()) {
      throw refused("decommissioned", who + " is out of service");
    }
    if (release.state() != ReleaseState.PUBLISHED) {
      throw refused(
          "not-published",
          "expected a published release, found %s %s, which is %s"
              .formatted(release.model(), release.version(), release.state()));
    }
    if (!release.model().equals(device.model())) {
      throw refused(
          "model",
          "%s is a %s, the release is for %s".formatted(who, device.model(), release.model()));
    }
    List<String> revisions = release.hardwareRevisions();
    String revision = device.hardwareRevision();
    if (!revisions.isEmpty() && (revision == null || !revisions.contains(revision))) {
      throw refused(
          "hardware-revision",
          "%s has hardware revision %s, release %s fits %s"
              .formatted(
                  who,
                  revision == null ? "unknown" : revision,
                  release.version(),
                  String.join(", ", revisions)));
    }
    checkOrder(who, release, running, runningCounter, highest);
  }

  private static void checkOrder(
      String who, Release release, @Nullable String running, long runningCounter, long highest) {
    if (release.counter() < Math.max(highest, runningCounter)) {
      throw refused(
          "downgrade",
          "%s has had release counter %d, release %s has %d"
              .formatted(
                  who, Math.max(highest, runningCounter), release.version(), release.counter()));
    }
    if (release.version().equals(running)) {
      throw refused("runs-already", who + " reports that it runs " + running);
    }
    List<String> stones = release.steppingStones();
    if (!stones.isEmpty() && (running == null || !stones.contains(running))) {
      throw refused(
          "stepping-stone",
          "%s runs %s; release %s needs one of %s first"
              .formatted(
                  who,
                  running == null ? "an unknown version" : running,
                  release.version(),
                  String.join(", ", stones)));
    }
  }

  private static Problem refused(String rule, String message) {
    return Problem.conflict("action." + rule, message);
  }
}
