package dev.fieldcare.tickets;

import dev.fieldcare.registry.Severity;
import java.util.Optional;

/** Reads and compares severities. */
final class Severities {
  private Severities() {}

  static Optional<Severity> find(String code) {
    for (Severity severity : Severity.values()) {
      if (severity.code().equals(code)) {
        return Optional.of(severity);
      }
    }
    return Optional.empty();
  }

  static Severity get(String code) {
    return find(code).orElseThrow(() -> new IllegalStateException("unknown severity " + code));
  }

  /** Severities are listed most severe first. */
  static boolean isWorse(Severity one, Severity other) {
    return one.compareTo(other) < 0;
  }
}
