package dev.fieldcare.rollout;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How and when a device is to carry out an update.
 *
 * @param forced at once, or when it suits the device
 * @param notBefore when it may install
 * @param deadline when it must, even where not forced
 * @param downloadOnly whether it is to fetch the image and leave it at that
 * @param maintenance in which windows it may install; null: always
 */
public record Manner(
    boolean forced,
    @Nullable Instant notBefore,
    @Nullable Instant deadline,
    boolean downloadOnly,
    @Nullable Maintenance maintenance) {
  static final Manner AT_ONCE = new Manner(true, null, null, false, null);

  public boolean isForced(Instant now) {
    return forced || deadline != null && !now.isBefore(deadline);
  }

  boolean isInstallable(Instant now) {
    return (notBefore == null || !now.isBefore(notBefore))
        && (maintenance == null || maintenance.isOpen(now));
  }

  /** Whether there is a time at which it may not install. */
  public boolean hasWindow() {
    return notBefore != null || maintenance != null;
  }

  /** When it may install next, null when nothing keeps it from that or nothing will let it. */
  public @Nullable Instant nextStart(Instant now) {
    Instant window =
        maintenance == null
            ? null
            : maintenance.window(now).map(Maintenance.Window::start).orElse(null);
    return notBefore == null || window != null && window.isAfter(notBefore) ? window : notBefore;
  }

  /** Whether no window is left in which it could install. */
  boolean isTooLate(Instant now) {
    return maintenance != null && maintenance.window(now).isEmpty();
  }

  Manner atOnce() {
    return new Manner(true, notBefore, deadline, downloadOnly, maintenance);
  }
}
