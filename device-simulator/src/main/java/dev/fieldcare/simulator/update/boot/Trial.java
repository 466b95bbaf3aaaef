package dev.fieldcare.simulator.update.boot;

import org.jspecify.annotations.Nullable;

/**
 * A verified image in the idle slot that is to be booted and has yet to prove itself.
 *
 * @param tries how many boots it has left
 * @param origin what it belongs to
 */
public record Trial(Slot slot, Image image, int tries, Origin origin) {

  /**
   * Who asked for it.
   *
   * @param action what is reported under; empty where nobody waits for reports
   * @param packageSha256 of the file it came in; absent if it came over the air
   */
  public record Origin(String action, @Nullable String packageSha256) {}

  Trial withOneTryLess() {
    return new Trial(slot, image, tries - 1, origin);
  }
}
