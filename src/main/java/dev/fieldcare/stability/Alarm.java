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
    Because because,
    Course course) {

  /** How far the condition has come. */
  public enum Phase {
    /** The condition holds, its on-delay has passed. */
    ACTIVE,
    /** It no longer holds, its off-delay has passed. */
    NORMAL,
    /** It has been normal for the quiet time (24 h of the device's own time, with readings). */
    QUIET,
    /** Readings that came late show that it never held. */
    RETRACTED
  }

  /** What an alarm was judged from. */
  public enum Basis {
    /** Readings and events by their own time: late ones may change what was told. */
    HISTORY,
    /** What the server saw when it happened, such as silence: never judged again. */
    PRESENCE
  }

  /**
   * The course of the alarm so far.
   *
   * @param episodeSince {@code activeSince} of the first alarm of this symptom since it was last
   *     quiet
   * @param raisedAt event time at which the on-delay had passed
   * @param quietAt when the whole episode had become quiet
   * @param revised whether this is all that is to be known of the alarm, in place of what was told
   *     before; otherwise it is the next step, and what is known already stays
   */
  public record Course(
      Basis basis,
      Instant episodeSince,
      Instant raisedAt,
      @Nullable Instant normalAt,
      @Nullable Instant quietAt,
      boolean revised) {}

  /** The only alarm of its episode, told step by step. */
  public Alarm(
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
    this(
        key,
        device,
        symptom,
        severity,
        phase,
        activeSince,
        at,
        lastSeen,
        metric,
        because,
        new Course(
            Basis.HISTORY,
            activeSince,
            phase == Phase.ACTIVE ? at : activeSince,
            phase == Phase.ACTIVE ? null : at,
            phase == Phase.QUIET ? at : null,
            false));
  }

  public static String keyOf(String device, String symptom, Instant activeSince) {
    return device + "|" + symptom + "|" + activeSince.toEpochMilli();
  }

  /** This alarm as it was when it was raised: active, not over yet. */
  Alarm begun() {
    return new Alarm(
        key,
        device,
        symptom,
        severity,
        Phase.ACTIVE,
        activeSince,
        course.raisedAt,
        lastSeen,
        metric,
        because,
        new Course(course.basis, course.episodeSince, course.raisedAt, null, null, course.revised));
  }

  /** This alarm as it now stands, to replace what was told of it. */
  Alarm revised(Phase phase, @Nullable Instant quietAt) {
    return new Alarm(
        key,
        device,
        symptom,
        severity,
        phase,
        activeSince,
        at,
        lastSeen,
        metric,
        because,
        new Course(
            course.basis, course.episodeSince, course.raisedAt, course.normalAt, quietAt, true));
  }
}
