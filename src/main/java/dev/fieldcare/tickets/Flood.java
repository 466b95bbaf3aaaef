package dev.fieldcare.tickets;

import dev.fieldcare.stability.Because;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * When so many faults come that nobody can look at each: a flood begins with more than ten tickets
 * opened in ten minutes and ends with fewer than five (ISA-18.2, EEMUA 191).
 */
final class Flood {
  static final Duration WINDOW = Duration.ofMinutes(10);
  static final String SYMPTOM = "flood";
  private static final int MOST = 10;
  private static final int FEW = 5;

  private Flood() {}

  /**
   * @param opened how many tickets were opened in the window that have no better cause
   * @param isOn whether a flood has begun and not ended
   */
  static boolean isFlood(int opened, boolean isOn) {
    return isOn ? opened >= FEW : opened > MOST;
  }

  static Because because(Cause cause, int opened) {
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put("count", opened);
    arguments.put("most", MOST);
    arguments.put("windowSeconds", (double) WINDOW.toSeconds());
    arguments.put("cause", cause.id());
    String text =
        "%d fault tickets %s in %d min without a common cause, more than %d"
            .formatted(opened, cause.where(), WINDOW.toMinutes(), MOST);
    return new Because(text, "cause.flood", arguments);
  }
}
