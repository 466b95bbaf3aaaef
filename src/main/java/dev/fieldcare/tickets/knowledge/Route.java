package dev.fieldcare.tickets.knowledge;

import dev.fieldcare.stability.Because;
import dev.fieldcare.tickets.siblings.Trait;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What to do about a fault first, as far as can be told from what is known. Pure. */
public record Route(Kind kind, Because because) {

  /** Ways to mend a device. */
  public enum Kind {
    /** Give it a release, over the air. */
    REMOTE_FIX,
    /** Tell the customer what to do. */
    GUIDANCE,
    /** Send somebody. */
    DISPATCH,
    /** Give the customer another device. */
    REPLACEMENT
  }

  /**
   * @param fix the release that mends it
   * @param isReachable whether the device has a connection
   * @param blamed what devices that fail so have in common, and this one has
   * @param repairs how often this fault of this device was repaired lately
   * @param repairLimit from how many repairs on the standard speaks of replacement
   */
  public record Facts(
      String symptom,
      @Nullable Fix fix,
      boolean isReachable,
      @Nullable Trait blamed,
      int repairs,
      int repairLimit) {}

  public static Route of(Facts it) {
    Fix fix = it.fix();
    Trait blamed = it.blamed();
    if (it.repairs() >= it.repairLimit()) {
      return route(
          Kind.REPLACEMENT,
          "repaired",
          "this fault was repaired " + it.repairs() + " times already and is back",
          "repairs",
          it.repairs());
    }
    boolean isSilent = it.symptom().equals("silence");
    if (fix != null && it.isReachable() && !isSilent) {
      return route(
          Kind.REMOTE_FIX,
          "release",
          "release " + fix.version() + " fixes it and the device is reachable",
          "release",
          fix.version());
    }
    if (fix != null) {
      return route(
          Kind.DISPATCH,
          "carry",
          "release " + fix.version() + " fixes it but the device is not reachable: carry it there",
          "release",
          fix.version());
    }
    if (blamed != null && blamed.type().isHardware()) {
      return route(
          Kind.DISPATCH,
          "hardware",
          "devices with " + blamed + " fail more often and no release mends that",
          "traitType",
          blamed.type().code(),
          "trait",
          blamed.value());
    }
    if (isSilent) {
      return route(Kind.DISPATCH, "silent", "a silent device can be neither guided nor updated");
    }
    if (it.symptom().equals("crash") || it.symptom().startsWith("reboot.")) {
      return route(Kind.DISPATCH, "crash", "it crashes or reboots and no release mends that");
    }
    if (blamed != null && blamed.type() == Trait.Type.FIRMWARE) {
      return route(
          Kind.GUIDANCE,
          "firmware",
          "devices with " + blamed + " fail more often; no release that mends it is out yet",
          "trait",
          blamed.value());
    }
    return route(
        Kind.GUIDANCE, "first", "no release fixes it and nothing says that a part is broken");
  }

  private static Route route(Kind kind, String key, String text, Object... arguments) {
    Map<String, Object> named = new HashMap<>();
    for (int i = 0; i < arguments.length; i += 2) {
      named.put((String) arguments[i], arguments[i + 1]);
    }
    return new Route(kind, new Because(text, "route." + key, Map.copyOf(named)));
  }
}
