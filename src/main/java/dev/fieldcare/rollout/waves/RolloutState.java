package dev.fieldcare.rollout.waves;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** How a rollout stands, and what may become of it. */
public enum RolloutState {
  /** Being written. */
  DRAFT,
  /** Waits for somebody else's approval. */
  SUBMITTED,
  /** May be started. */
  APPROVED,
  RUNNING,
  /** Somebody stopped it for a while; what is on its way stays. */
  PAUSED,
  /** Its gates stopped it: nothing more is offered, and what had not begun was taken back. */
  HALTED,
  /** Devices that run its release are given another that brings them back. */
  ROLLING_BACK,
  ROLLED_BACK,
  FINISHED,
  CANCELED;

  private static final Map<RolloutState, Set<RolloutState>> STEPS =
      Map.of(
          DRAFT, EnumSet.of(SUBMITTED, CANCELED),
          SUBMITTED, EnumSet.of(DRAFT, APPROVED, CANCELED),
          APPROVED, EnumSet.of(DRAFT, RUNNING, CANCELED),
          RUNNING, EnumSet.of(PAUSED, HALTED, FINISHED, ROLLING_BACK, CANCELED),
          PAUSED, EnumSet.of(RUNNING, HALTED, ROLLING_BACK, CANCELED),
          HALTED, EnumSet.of(RUNNING, ROLLING_BACK, CANCELED),
          ROLLING_BACK, EnumSet.of(ROLLED_BACK, CANCELED),
          ROLLED_BACK, EnumSet.noneOf(RolloutState.class),
          FINISHED, EnumSet.of(ROLLING_BACK),
          CANCELED, EnumSet.of(ROLLING_BACK));

  /** As the API spells it: {@code rolling_back}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  Set<RolloutState> next() {
    return STEPS.getOrDefault(this, Set.of());
  }

  public boolean isOver() {
    return this == ROLLED_BACK || this == FINISHED || this == CANCELED;
  }

  /** Whether its members may still be changed, because nobody has been offered anything. */
  public boolean isBeforeStart() {
    return this == DRAFT || this == SUBMITTED || this == APPROVED;
  }
}
