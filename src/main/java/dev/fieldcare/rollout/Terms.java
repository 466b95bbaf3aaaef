package dev.fieldcare.rollout;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * On what terms a device is given an update.
 *
 * @param needsConsent whether somebody at the device is to be asked first
 */
public record Terms(Manner manner, boolean needsConsent) {
  public static final Terms AT_ONCE = new Terms(Manner.AT_ONCE, false);

  public Terms(
      boolean forced,
      boolean needsConsent,
      @Nullable Instant notBefore,
      @Nullable Instant deadline) {
    this(new Manner(forced, notBefore, deadline, false, null), needsConsent);
  }
}
