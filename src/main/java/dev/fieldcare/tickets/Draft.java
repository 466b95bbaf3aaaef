package dev.fieldcare.tickets;

import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.Severity;
import dev.fieldcare.stability.Alarm;
import dev.fieldcare.stability.Because;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A ticket while a {@link Docket} works on it: what hearing an alarm can change, and no more. */
final class Draft {
  /**
   * Device and metric of the alarm that opens it; null for a ticket that is in the store already.
   */
  final @Nullable Opening opening;

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

  /** What only a new ticket needs. */
  record Opening(
      Device device,
      String symptom,
      @Nullable String metric,
      Supplier<@Nullable String> repeatOf) {}

  /** A ticket that is in the store. */
  Draft(
      String number,
      State state,
      Severity severity,
      Because because,
      Instant firstSeen,
      Instant lastSeen,
      int occurrences,
      int active) {
    this.opening = null;
    this.number = number;
    this.state = state;
    this.severity = severity;
    this.because = because;
    this.firstSeen = firstSeen;
    this.lastSeen = lastSeen;
    this.occurrences = occurrences;
    this.active = active;
  }

  /** A ticket to be opened for this alarm; it is yet to be {@link #count counted}. */
  Draft(Alarm alarm, Supplier<@Nullable String> repeatOf) {
    this.opening = new Opening(alarm.device(), alarm.symptom(), alarm.metric(), repeatOf);
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
        && Kind.FAULT.table().from(state).stream()
            .anyMatch(
                each ->
                    each.to() == State.CLOSED && each.system() && each.guard() == Guard.ALL_QUIET);
  }
}
