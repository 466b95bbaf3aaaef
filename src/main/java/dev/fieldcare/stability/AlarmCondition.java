package dev.fieldcare.stability;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One alarm condition of a device as people see it: the state machine of ISA-18.2 with the
 * sub-states of OPC UA Part 9. What the process does comes in through {@link #raised}, {@link
 * #returned} and {@link #retracted}, what people and rules do through the others. Pure: every step
 * gives the next state, or refuses with an {@link AlarmGuard}.
 *
 * <p>While something holds it (shelved, suppressed, out of service) it is never announced; when the
 * last hold ends it is in the state the process has then, and announced if it became active in the
 * meantime. What came and went while held leaves nothing to acknowledge.
 *
 * @param active ActiveState: the condition holds, as its detector says
 * @param key the alarm this is about, absent before the first
 * @param since when that alarm began, event time
 * @param announced whether people were told of it; false only while active and held
 * @param acked AckedState
 * @param latched LatchedState: stays until it is reset
 * @param alarmedAt when it was announced last, the server's time
 * @param reAlarmAt when it is to be announced again if it is still active
 * @param reAlarmCount how often it was announced again since it became active
 */
public record AlarmCondition(
    boolean active,
    @Nullable String key,
    @Nullable Instant since,
    boolean announced,
    boolean acked,
    boolean latched,
    @Nullable Instant alarmedAt,
    @Nullable Instant reAlarmAt,
    int reAlarmCount,
    List<Hold> holds) {

  /** Normal, never alarmed. */
  public static final AlarmCondition NEVER_ALARMED =
      new AlarmCondition(false, null, null, true, true, false, null, null, 0, List.of());

  public AlarmCondition {
    holds = List.copyOf(holds);
  }

  public AlarmState state() {
    Hold hold = hold();
    if (hold == null) {
      return processState();
    }
    return switch (hold.kind()) {
      case ONE_SHOT_SHELVED, TIMED_SHELVED -> AlarmState.SHELVED;
      case SUPPRESSED -> AlarmState.SUPPRESSED_BY_DESIGN;
      case OUT_OF_SERVICE -> AlarmState.OUT_OF_SERVICE;
    };
  }

  /** The state it would have with nothing holding it back. */
  public AlarmState processState() {
    if (active) {
      return acked && announced ? AlarmState.ACKED : AlarmState.UNACK;
    }
    if (latched) {
      return acked ? AlarmState.LATCHED_ACKED : AlarmState.LATCHED_UNACK;
    }
    return acked ? AlarmState.NORM : AlarmState.RTNUN;
  }

  /** Whether it is shelved, suppressed or out of service. */
  public boolean isHeld() {
    return !holds.isEmpty();
  }

  /** What holds it: the weightiest, out of service before suppressed before shelved. */
  public @Nullable Hold hold() {
    return holds.stream().max(Comparator.comparing(Hold::kind)).orElse(null);
  }

  public @Nullable Hold shelving() {
    return hold("shelved");
  }

  /** The hold of this group (shelved, suppressed, outOfService); null when there is none. */
  public @Nullable Hold hold(String group) {
    return holds.stream()
        .filter(each -> each.kind().group().equals(group))
        .findFirst()
        .orElse(null);
  }

  /** The alarm became active, or worse. One older than the active one only asks for attention. */
  AlarmCondition raised(String alarm, Instant began, AlarmAttributes attributes, Instant now) {
    if (active && since != null && began.isBefore(since)) {
      return isHeld() ? this : announced(attributes, now);
    }
    var next = new Edit(this);
    if (active && alarm.equals(key)) {
      if (announced) {
        next.latched |= attributes.latched();
        return next.done();
      }
    } else {
      next.active = true;
      next.key = alarm;
      next.since = began;
      next.announced = false;
      next.reAlarmAt = null;
      next.reAlarmCount = 0;
    }
    return isHeld() ? next.done() : next.done().announced(attributes, now);
  }

  /**
   * The alarm was found in history when it was over already: people are told of it, unless the
   * condition is held now. The one that is active, or began later, stays what this is about.
   */
  AlarmCondition foundInHistory(
      String alarm, Instant began, AlarmAttributes attributes, Instant now) {
    if (isHeld()) {
      return this;
    }
    var next = new Edit(active ? announced(attributes, now) : this);
    if (!active) {
      next.acked = false;
      next.latched |= attributes.latched();
      next.alarmedAt = now;
    }
    if (!active && (since == null || !began.isBefore(since))) {
      next.key = alarm;
      next.since = began;
    }
    return next.done();
  }

  /** The alarm is back to normal; a one-shot shelving ends with it. */
  AlarmCondition returned(String alarm) {
    if (!active || !alarm.equals(key)) {
      return this;
    }
    var next = new Edit(this).inactive();
    next.holds = without(hold -> hold.kind() == Hold.Kind.ONE_SHOT_SHELVED);
    return next.done();
  }

  /** The alarm never was: late readings showed it. Nothing is left to acknowledge or reset. */
  AlarmCondition retracted(String alarm) {
    if (!alarm.equals(key)) {
      return this;
    }
    var next = new Edit(this).inactive();
    next.acked = true;
    next.latched = false;
    return next.done();
  }

  AlarmCondition acknowledged() {
    AlarmGuard.UNACKNOWLEDGED.check(!acked && announced, this);
    var next = new Edit(this);
    next.acked = true;
    return next.done();
  }

  /** Part 9 wants it normal and acknowledged before. */
  AlarmCondition reset() {
    AlarmGuard.LATCHED.check(latched, this);
    AlarmGuard.RETURNED_TO_NORMAL.check(!active, this);
    AlarmGuard.ACKNOWLEDGED.check(acked, this);
    var next = new Edit(this);
    next.latched = false;
    return next.done();
  }

  /** Shelving of the other kind takes the place of the one in force. */
  AlarmCondition held(Hold hold) {
    AlarmGuard guard =
        switch (hold.kind()) {
          case ONE_SHOT_SHELVED, TIMED_SHELVED -> AlarmGuard.NOT_SHELVED_SO;
          case SUPPRESSED -> AlarmGuard.NOT_SUPPRESSED;
          case OUT_OF_SERVICE -> AlarmGuard.IN_SERVICE;
        };
    guard.check(holds.stream().noneMatch(hold::excludes), this);
    boolean shelving = hold.kind().isShelving();
    var all = new ArrayList<>(without(other -> shelving && other.kind().isShelving()));
    all.add(hold);
    return withHolds(all);
  }

  /**
   * Ends some holds; with the last one an alarm that became active meanwhile is announced.
   *
   * @param guard what failed when there is no such hold
   */
  AlarmCondition released(
      Predicate<Hold> which, AlarmGuard guard, AlarmAttributes attributes, Instant now) {
    guard.check(holds.stream().anyMatch(which), this);
    return withHolds(without(which)).announcedIfDue(attributes, now);
  }

  /** Announced if it became active while something held it and nothing does any more. */
  AlarmCondition announcedIfDue(AlarmAttributes attributes, Instant now) {
    return active && !announced && !isHeld() ? announced(attributes, now) : this;
  }

  AlarmCondition withHolds(List<Hold> others) {
    var next = new Edit(this);
    next.holds = others;
    return next.done();
  }

  /** Announced again, to be acknowledged again; nothing happens before its time or while held. */
  AlarmCondition reAlarmed(AlarmAttributes attributes, Instant now) {
    if (!active || !announced || isHeld() || reAlarmAt == null || now.isBefore(reAlarmAt)) {
      return this;
    }
    var next = new Edit(announced(attributes, now));
    next.reAlarmCount++;
    return next.done();
  }

  private AlarmCondition announced(AlarmAttributes attributes, Instant now) {
    Duration again = attributes.reAlarmTime();
    var next = new Edit(this);
    next.announced = true;
    next.acked = false;
    next.latched |= attributes.latched();
    next.alarmedAt = now;
    next.reAlarmAt = again == null ? null : now.plus(again);
    return next.done();
  }

  private List<Hold> without(Predicate<Hold> which) {
    return holds.stream().filter(which.negate()).toList();
  }

  /** The next state while a step puts it together. */
  private static final class Edit {
    boolean active;
    @Nullable String key;
    @Nullable Instant since;
    boolean announced;
    boolean acked;
    boolean latched;
    @Nullable Instant alarmedAt;
    @Nullable Instant reAlarmAt;
    int reAlarmCount;
    List<Hold> holds;

    Edit(AlarmCondition it) {
      active = it.active;
      key = it.key;
      since = it.since;
      announced = it.announced;
      acked = it.acked;
      latched = it.latched;
      alarmedAt = it.alarmedAt;
      reAlarmAt = it.reAlarmAt;
      reAlarmCount = it.reAlarmCount;
      holds = it.holds;
    }

    Edit inactive() {
      active = false;
      announced = true;
      reAlarmAt = null;
      reAlarmCount = 0;
      return this;
    }

    AlarmCondition done() {
      return new AlarmCondition(
          active, key, since, announced, acked, latched, alarmedAt, reAlarmAt, reAlarmCount, holds);
    }
  }
}
