package dev.fieldcare.registry;

/** How much an alarm or a ticket matters, most first. */
public enum Severity {
  CRITICAL,
  MAJOR,
  MINOR,
  WARNING;

  /** As outside interfaces spell it: {@code critical}. */
  public String code() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
