package dev.fieldcare.simulator.update.boot;

import dev.fieldcare.simulator.update.trust.Rule;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How the last update ended.
 *
 * @param image what was tried; absent if nothing got so far as to be known
 * @param rule what was broken; absent if it was confirmed
 * @param at epoch milliseconds
 */
public record Outcome(
    Trial.Origin origin,
    Result result,
    @Nullable Image image,
    @Nullable Rule rule,
    String detail,
    long at) {

  /** How an update can end. */
  public enum Result {
    CONFIRMED,
    ROLLED_BACK,
    FAILED;

    /** As reports and receipts have it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
