package dev.fieldcare.tickets;

import java.util.Optional;

/** What sort of work a ticket is, with the letter its number starts with. */
public enum Kind {
  FAULT("fault", "F"),
  CONSULTATION("consultation", "C"),
  PROBLEM("problem", "P");

  private final String code;
  private final String letter;

  Kind(String code, String letter) {
    this.code = code;
    this.letter = letter;
  }

  /** As outside interfaces spell it: {@code fault}. */
  public String code() {
    return code;
  }

  public static Optional<Kind> find(String code) {
    for (Kind kind : values()) {
      if (kind.code.equals(code)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /** The states this kind of ticket goes through. */
  public TransitionTable table() {
    return switch (this) {
      case FAULT -> FaultTable.TABLE;
      case CONSULTATION -> ConsultationTable.TABLE;
      case PROBLEM -> ProblemTable.TABLE;
    };
  }

  /** {@code F-2026-000123}. */
  String number(int year, int count) {
    return "%s-%d-%06d".formatted(letter, year, count);
  }
}
