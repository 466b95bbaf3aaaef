package dev.fieldcare.rollout;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How an update is to be done.
 *
 * @param forced at once, or when it suits the device
 * @param needsConsent whether somebody at the device is to be asked first
 * @param notBefore when it may install
 * @param deadline when it must, even where not forced
 */
public record Terms(
    boolean forced, boolean needsConsent, @Nullable Instant notBefore, @Nullable Instant deadline) {
  public static final Terms AT_ONCE = new Terms(true, false, null, null);
}
