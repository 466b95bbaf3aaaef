package dev.fieldcare.simulator.update.boot;

import org.jspecify.annotations.Nullable;

/**
 * What decides which slot runs: one small file, replaced as a whole.
 *
 * @param good the slot that holds {@code image}, which proved itself
 * @param trial what is to be tried next, if anything
 * @param counter the highest release counter that was ever confirmed here
 * @param last how the last update ended
 */
public record BootState(
    Slot good, Image image, @Nullable Trial trial, long counter, @Nullable Outcome last) {

  /** A device as it leaves the factory. */
  static BootState factory(Image image) {
    return new BootState(Slot.A, image, null, image.counter(), null);
  }

  BootState trying(Trial next) {
    return new BootState(good, image, next, counter, last);
  }

  /** The trial is over and was good. */
  BootState confirmed(Trial tried, Outcome outcome) {
    long highest = Math.max(counter, tried.image().counter());
    return new BootState(tried.slot(), tried.image(), null, highest, outcome);
  }

  /** The trial is over and was not good. */
  BootState rolledBack(Outcome outcome) {
    return new BootState(good, image, null, counter, outcome);
  }
}
