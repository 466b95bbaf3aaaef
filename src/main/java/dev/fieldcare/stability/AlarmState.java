package dev.fieldcare.stability;

import java.util.Optional;

/** The states of an alarm in ISA-18.2, with their letters. */
public enum AlarmState {
  /** Normal, nothing to acknowledge. */
  NORM('A'),
  /** Active, nobody has acknowledged it. */
  UNACK('B'),
  /** Active, acknowledged. */
  ACKED('C'),
  /** Back to normal before anybody acknowledged it. */
  RTNUN('D'),
  /** Back to normal and acknowledged; waits for a reset. */
  LATCHED_ACKED('E'),
  /** Back to normal; waits to be acknowledged, then reset. */
  LATCHED_UNACK('F'),
  /** Put aside by a person for a while. */
  SHELVED('G'),
  /** Kept quiet by a rule, because something else explains it. */
  SUPPRESSED_BY_DESIGN('H'),
  /** Kept quiet while the device is being worked on. */
  OUT_OF_SERVICE('I');

  private final char letter;

  AlarmState(char letter) {
    this.letter = letter;
  }

  public char letter() {
    return letter;
  }

  /** Whether alarms in this state are recorded and nothing else. */
  public boolean isHeld() {
    return this == SHELVED || this == SUPPRESSED_BY_DESIGN || this == OUT_OF_SERVICE;
  }

  /** By name in any case, or by letter. */
  public static Optional<AlarmState> find(String text) {
    for (AlarmState state : values()) {
      if (state.name().equalsIgnoreCase(text)
          || String.valueOf(state.letter).equalsIgnoreCase(text)) {
        return Optional.of(state);
      }
    }
    return Optional.empty();
  }
}
