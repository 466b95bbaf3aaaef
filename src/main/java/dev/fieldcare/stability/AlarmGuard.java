package dev.fieldcare.stability;

import dev.fieldcare.base.Problem;

/** What must be true before a person or a rule may change an alarm's state. */
public enum AlarmGuard {
  UNACKNOWLEDGED("there is something to acknowledge"),
  NEWEST("no later alarm of the same device and symptom has followed"),
  LATCHED("it is latched"),
  RETURNED_TO_NORMAL("it is back to normal"),
  ACKNOWLEDGED("it is acknowledged"),
  NOT_SHELVED_SO("it is not shelved in this way already"),
  SHELVED("it is shelved"),
  NOT_SUPPRESSED("this rule does not suppress it already"),
  SUPPRESSED("this rule suppresses it"),
  IN_SERVICE("it is in service"),
  OUT_OF_SERVICE("it is out of service by itself, not with its whole device"),
  WITHIN_MAX_TIME_SHELVED("shelving ends in the future, and not later than the settings allow");

  private final String demand;

  AlarmGuard(String demand) {
    this.demand = demand;
  }

  /** What must hold, in words. */
  public String demand() {
    return demand;
  }

  /**
   * @throws Problem {@code alarm.guard}, naming the guard, when it does not hold
   */
  void check(boolean holds, AlarmCondition condition) {
    if (!holds) {
      throw refusal("the alarm is " + condition.state());
    }
  }

  Problem refusal(String found) {
    return Problem.conflict(
        "alarm.guard", "guard " + name() + " (" + demand + ") failed: " + found);
  }
}
