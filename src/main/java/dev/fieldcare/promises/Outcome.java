package dev.fieldcare.promises;

/** How a commitment stands: open, or how it ended. */
public enum Outcome {
  OPEN,
  KEPT,
  /** Its deadline passed; when it was done after all is still recorded. */
  BREACHED,
  /** Nothing is owed any more. */
  CANCELLED,
  /** Nothing was promised, and it is on record why. */
  EXEMPT
}
