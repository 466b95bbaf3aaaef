package dev.fieldcare.simulator.scenario;

import dev.fieldcare.simulator.update.trust.Versions;
import org.jspecify.annotations.Nullable;

/**
 * In which releases a fault is.
 *
 * @param fixedIn gone from this release on; absent: no release mends it
 * @param onlyIn caused by this release; absent: there whatever a device runs
 */
public record Programs(@Nullable String fixedIn, @Nullable String onlyIn) {
  public static final Programs ALL = new Programs(null, null);

  public boolean have(String release) {
    boolean isFixed = fixedIn != null && Versions.ORDER.compare(release, fixedIn) >= 0;
    return !isFixed && (onlyIn == null || onlyIn.equals(release));
  }
}
