package dev.fieldcare.rollout.waves;

import dev.fieldcare.rollout.ActionState;
import java.util.Locale;

/** How one device stands in a rollout. */
public enum MemberState {
  /** Kept on what it runs, to compare with. */
  HELD,
  /** Its turn has not come. */
  PENDING,
  /** Has the update, and is not through with it. */
  OPEN,
  /** Somebody is to agree first. */
  ASKED,
  /** Began and was not heard of since. */
  SILENT,
  /** Was seen to run the release. */
  UPDATED,
  /** Has the image and was asked no more. */
  DELIVERED,
  /** All its tries failed. */
  FAILED,
  /** Its customer, or somebody at the device, does not want it. */
  DECLINED,
  /** No longer fits. */
  LEFT_OUT,
  /** Brought back to what it ran before. */
  BROUGHT_BACK,
  /** Was to be brought back, and was not reached in time. */
  UNREACHABLE;

  /** As the API spells it: {@code left_out}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether nothing more is expected. */
  public boolean isOver() {
    return switch (this) {
      case UPDATED, DELIVERED, FAILED, DECLINED, LEFT_OUT, BROUGHT_BACK, UNREACHABLE -> true;
      default -> false;
    };
  }

  /** What an update that goes on makes of its member. */
  static MemberState of(ActionState action) {
    return switch (action) {
      case AWAITING_CONFIRMATION -> ASKED;
      case SILENT -> SILENT;
      case CONFIRMED -> UPDATED;
      case DELIVERED -> DELIVERED;
      case FAILED, ROLLED_BACK -> FAILED;
      case CANCELED -> LEFT_OUT;
      default -> OPEN;
    };
  }
}
