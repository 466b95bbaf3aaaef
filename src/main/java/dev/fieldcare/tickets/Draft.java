package dev.fieldcare.tickets;

import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.Severity;
import dev.fieldcare.stability.Alarm;
import dev.fieldcare.stability.Because;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A ticket while a {@link Docket} works on it: what hearing an alarm can change, and no more. */
final class Draft {
  /**
   * Device and metric of the alarm that opens it; null for a ticket that is in the store already.
   */
  final @Nullable Opening opening;

  private static final Duration LATE = Duration.ofHours(1);

  private @Nullable String number;
  State state;
  Severity severity;
  Because because;
  Instant firstSeen;
  Instant lastSeen;
  int occurrences;
  int active;
  @Nullable String resolution;
  boolean changed;

  /** Whether people asked for it: then it is not over because alarms are. */
  boolean wanted;

  /** Whether its numbers are to be counted again from its alarms. */
  boolean restated;

  /**
   * What only a new ticket needs.
   *
   * @param backDated whether the fault was found in history delivered late
   */
  record Opening(
      Device device,
      String symptom,
      @Nullable String metric,
      Supplier<@Nullable String> repeatOf,
      boolean backDated) {}

  /** A ticket that is in the store. */
  Draft(
      String number,
      State state,
      Severity severity,
      Because because,
      Instant firstSeen,
      Instant lastSeen,
      int occurrences,
      int active,
      @Nullable String resolution) {
    this.opening = null;
    this.number = number;
    this.state = state;
    this.severity = severity;
    this.because = because;
    this.firstSeen = firstSeen;
    this.lastSeen = lastSeen;
    this.occurrences = occurrences;
    this.active = active;
    this.resolution = resolution;
  }

  /** A ticket to be opened for this alarm; it is yet to be {@link #count counted}. */
  Draft(Alarm alarm, Supplier<@Nullable String> repeatOf, Instant now) {
    boolean backDated =
        alarm.course().basis() == Alarm.Basis.HISTORY
            && alarm.course().raisedAt().isBefore(now.minus(LATE));
    this.opening =
        new Opening(alarm.device(), alarm.symptom(), alarm.metric(), repeatOf, backDated);
    this.state = Kind.FAULT.table().start();
    this.severity = alarm.severity();
    this.because = alarm.because();
    this.firstSeen = alarm.activeSince();
    this.lastSeen = alarm.lastSeen();
  }

  String number() {
    if (number == null) {
      throw new IllegalStateException("the ticket has no number yet");
    }
    return number;
  }

  void number(String given) {
    number = given;
  }

  /** Counts the alarm in; true when it raised the severity. */
  boolean count(Alarm alarm) {
    occurrences++;
    active++;
    if (alarm.activeSince().isBefore(firstSeen)) {
      firstSeen = alarm.activeSince();
    }
    seen(alarm.lastSeen());
    if (Severities.isWorse(alarm.severity(), severity)) {
      severity = alarm.severity();
      because = alarm.because();
      return true;
    }
    return false;
  }

  void cleared(Instant lastSeenActive) {
    active--;
    seen(lastSeenActive);
  }

  /** Takes over what the same alarm says of itself now; true if that is something else. */
  boolean explain(Alarm alarm) {
    boolean isOther =
        alarm.because().key().endsWith(".chattering")
            && !alarm.because().key().equals(because.key());
    if (isOther) {
      because = alarm.because();
      changed = true;
    }
    return isOther;
  }

  /** One of its alarms is other than it was told. */
  void restatedWith(Alarm alarm) {
    restated = true;
    changed = true;
    if (alarm.activeSince().isBefore(firstSeen)) {
      firstSeen = alarm.activeSince();
    }
  }

  /** One of its alarms never was. */
  void retract(boolean wasActive) {
    occurrences--;
    active -= wasActive ? 1 : 0;
    restated = true;
    changed = true;
  }

  void reopen() {
    state = Kind.FAULT.table().start();
    resolution = null;
    changed = true;
  }

  void close(String how) {
    state = State.CLOSED;
    resolution = how;
    changed = true;
  }

  private void seen(Instant at) {
    changed = true;
    if (at.isAfter(lastSeen)) {
      lastSeen = at;
    }
  }

  /** Whether the table lets Fieldcare close it by itself now. */
  boolean mayClearItself() {
    return active == 0
        && !wanted
        && Kind.FAULT.table().from(state).stream()
            .anyMatch(
                each -> each.to() == State.CLOSED && each.system() && each.has(Guard.ALL_QUIET));
  }
}
