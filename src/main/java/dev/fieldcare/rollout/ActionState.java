package dev.fieldcare.rollout;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * How far one update of one device has come, by evidence and not by claim: {@code CONFIRMED} needs
 * a boot, the reported version and hash, and a passed self-test; {@code SILENT} is a device that
 * was heard before its update and not after.
 */
public enum ActionState {
  /** Decided; the device has not asked yet. */
  ASSIGNED,
  /** Waits for the customer's or the device's consent. */
  AWAITING_CONFIRMATION,
  /** The device was told. */
  OFFERED,
  DOWNLOADING,
  DOWNLOADED,
  INSTALLING,
  REBOOTING,
  /** Asked to stop; the device has not answered. */
  CANCELING,
  SILENT,
  /** Fetched, where no more than that was asked for; not installed as far as is known. */
  DELIVERED,
  CONFIRMED,
  ROLLED_BACK,
  FAILED,
  CANCELED;

  /** In SQL, the states in which nothing more is expected; as the index of open actions has it. */
  public static final String OVER =
      Arrays.stream(values())
          .filter(ActionState::isOver)
          .map(state -> "'" + state.name() + "'")
          .collect(Collectors.joining(", ", "(", ")"));

  /** As the API and the wire spell it: {@code rolled_back}. */
  public String code() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** Whether the device has begun and may be lost on the way. */
  public boolean isAtRisk() {
    return switch (this) {
      case DOWNLOADING, DOWNLOADED, INSTALLING, REBOOTING -> true;
      default -> false;
    };
  }

  /** Whether nothing more is expected of the device. */
  public boolean isOver() {
    return switch (this) {
      case DELIVERED, CONFIRMED, ROLLED_BACK, FAILED, CANCELED -> true;
      default -> false;
    };
  }
}
