package dev.fieldcare.stability;

/** Where a detector says what it found; one sink stands for one condition of one device. */
public interface Sink {

  /** The condition holds; said again while it holds, it has become worse or better known. */
  void raise(Finding finding);

  /**
   * The condition no longer holds; without effect when it did not.
   *
   * @param at event time at which that became certain
   * @param lastSeen event time at which it last held
   */
  void clear(long at, long lastSeen);
}
