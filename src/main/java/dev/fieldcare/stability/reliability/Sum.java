package dev.fieldcare.stability.reliability;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is added up for one device, model, firmware or lot. */
final class Sum {
  private final Set<Integer> devices = new HashSet<>();
  private long hours;
  private long failedHours;
  private long failures;
  private final Outages.Sum outages = new Outages.Sum();

  void add(Observed observed) {
    if (observed.hours() + observed.failures() > 0) {
      devices.add(observed.stretch().device());
    }
    hours += Math.max(observed.hours(), observed.failedHours());
    failedHours += observed.failedHours();
    failures += observed.failures();
    outages.add(observed.outages());
  }

  long hours() {
    return hours;
  }

  long failures() {
    return failures;
  }

  Figures figures(@Nullable String key, double confidence) {
    double down = outages.downHours();
    double up = Math.max(0, hours - outages.withinOperatingHours());
    return new Figures(
        key,
        devices.size(),
        hours,
        failures,
        Mtbf.of((double) hours, failures, confidence),
        Share.of(hours - failedHours, hours, confidence),
        Availability.of(up, down, outages.count(), confidence));
  }
}
