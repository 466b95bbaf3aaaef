package dev.fieldcare.quality.sampling;

/** How severely a series of lots is inspected. */
public enum Severity {
  NORMAL,
  TIGHTENED,
  /**
   * Five lots were rejected under tightened inspection: nothing is accepted until it is resumed.
   */
  DISCONTINUED
}
