package dev.fieldcare.simulator.update.boot;

/** One of the two places an image can run from. */
public enum Slot {
  A,
  B;

  public Slot other() {
    return this == A ? B : A;
  }

  /** The slot's name on the disk. */
  public String file() {
    return this == A ? "slot-a" : "slot-b";
  }
}
