package dev.fieldcare.rollout.notices;

import dev.fieldcare.firmware.ReleaseKind;
import java.time.Duration;
import java.util.Locale;

/**
 * Whether a rollout tells its customers, and whether it waits for their answer.
 *
 * @param within how long after the notice was sent silence may be taken for consent
 * @param silenceAgrees whether it is, of security releases; of others it never is
 */
public record NoticePlan(Mode mode, Duration within, boolean silenceAgrees) {

  /** What a customer's word is worth. */
  public enum Mode {
    /** Nobody is told. */
    NONE,
    /** They are told, and may put it off or decline unless it mends a weakness. */
    INFORM,
    /** Nothing happens to their devices before they have agreed. */
    ASK;

    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether devices are spared when their customer says so. */
  public boolean honours(ReleaseKind kind) {
    return mode == Mode.ASK || mode == Mode.INFORM && kind != ReleaseKind.SECURITY;
  }

  /** Whether who says nothing for long enough has agreed. */
  public boolean silenceAgreesTo(ReleaseKind kind) {
    return silenceAgrees && kind == ReleaseKind.SECURITY;
  }
}
