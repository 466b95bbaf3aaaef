package dev.fieldcare.tickets.knowledge;

import dev.fieldcare.firmware.Release;
import dev.fieldcare.firmware.ReleaseState;
import dev.fieldcare.registry.Device;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A release that mends the symptom, fits the device and is newer than what it runs.
 *
 * @param running what the device reports that it runs
 */
public record Fix(String version, @Nullable String running) {

  /**
   * The newest of the releases that will do.
   *
   * @param releases of the device's model, whatever their state; published ones are signed
   */
  public static Optional<Fix> of(
      Device device, String symptom, @Nullable String running, Collection<Release> releases) {
    long counter =
        releases.stream()
            .filter(each -> each.version().equals(running))
            .mapToLong(Release::counter)
            .findFirst()
            .orElse(0);
    return releases.stream()
        .filter(each -> each.state() == ReleaseState.PUBLISHED)
        .filter(each -> each.model().equals(device.model()))
        .filter(each -> each.fixes().contains(symptom))
        .filter(each -> each.counter() > counter)
        .filter(each -> fits(each.hardwareRevisions(), device.hardwareRevision()))
        .max(Comparator.comparingLong(Release::counter))
        .map(each -> new Fix(each.version(), running));
  }

  private static boolean fits(List<String> revisions, @Nullable String revision) {
    return revisions.isEmpty() || (revision != null && revisions.contains(revision));
  }

  public JsonObject json() {
    return new JsonObject().put("release", version).put("running", running);
  }
}
