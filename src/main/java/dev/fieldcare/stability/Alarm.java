package dev.fieldcare.stability;

import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.Severity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change in one alarm condition of one device. Names follow OPC UA Part 9.
 *
 * <p>The key is a function of (device, symptom, {@code activeSince}), so that readings replayed
 * after a crash announce the same alarm again rather than another one.
 *
 * @param symptom what is wrong, as tickets name it: {@code temperature.high}
 * @param activeSince event time at which the condition began
 * @param at event time of this change (for silence: server time)
 * @param lastSeen event time of the newest reading or event that showed the condition
 * @param metric the series to draw, absent where the alarm is not about one
 */
public record Alarm(
    String key,
    Device device,
    String symptom,
    Severity severity,
    Phase phase,
    Instant activeSince,
    Instant at,
    Instant lastSeen,
    @Nullable String metric,
    Because because) {

  /** How far the condition has come. */
  public enum Phase {
    /** The condition holds, its on-delay has passed. */
    ACTIVE,
    /** It no longer holds, its off-delay has passed. */
    NORMAL,
    /** It has been normal for the quiet time (24 h of the device's own time, with readings). */
    QUIET
  }

  public static String keyOf(String device, String symptom, Instant activeSince) {
    return device + "|" + symptom + "|" + activeSince.toEpochMilli();
  }
}
