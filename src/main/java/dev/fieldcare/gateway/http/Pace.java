package dev.fieldcare.gateway.http;

import dev.fieldcare.rollout.Action;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How long a device shall wait for its next poll: less when its maintenance window is near. */
final class Pace {
  private static final Duration SHORTEST = Duration.ofSeconds(30);

  private Pace() {}

  /** A third of what is left until the window, but no less than half a minute. */
  static Duration wait(@Nullable Action open, Instant now, Duration usual) {
    if (open == null || !open.isOffered() || open.isInstallable(now)) {
      return usual;
    }
    Instant start = open.manner().nextStart(now);
    if (start == null) {
      return usual;
    }
    Duration third = Duration.between(now, start).dividedBy(3);
    Duration least = SHORTEST.compareTo(usual) < 0 ? SHORTEST : usual;
    return third.compareTo(least) < 0 ? least : third.compareTo(usual) < 0 ? third : usual;
  }

  /**
   * Differs between waits that differ much, so that a device with an ETag hears of a shorter one.
   */
  static String nearness(Action open, Instant now, Duration usual) {
    if (!open.manner().hasWindow()) {
      return "";
    }
    Duration wait = wait(open, now, usual);
    return wait.equals(usual) ? "" : "-" + (64 - Long.numberOfLeadingZeros(wait.toSeconds()));
  }
}
