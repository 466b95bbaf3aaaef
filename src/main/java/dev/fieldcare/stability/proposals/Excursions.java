package dev.fieldcare.stability.proposals;

import dev.fieldcare.registry.Limit;
import dev.fieldcare.registry.Limit.Side;
import java.util.ArrayList;
import java.util.List;

/**
 * The times at which a metric was beyond its limit for long, whatever the delays: from a first to a
 * last reading beyond, with short returns between, four of five readings beyond at least. They are
 * what an alarm must not miss.
 */
final class Excursions {
  private static final double MOSTLY = 0.8;
  private static final long SHORTEST_RETURN = 60_000;

  /** From the first to the last reading beyond, epoch milliseconds. */
  record Span(long since, long until) {}

  private Excursions() {}

  static List<Span> lasting(History history, Limit limit, long lasting) {
    long shortReturn = Math.max(SHORTEST_RETURN, 3 * history.interval());
    List<Span> spans = new ArrayList<>();
    int first = -1;
    int last = -1;
    int beyond = 0;
    for (int i = 0; i <= history.count(); i++) {
      boolean isBeyond = i < history.count() && isBeyond(history.value(i), limit);
      boolean ends =
          first >= 0
              && (i == history.count() || history.time(i) - history.time(last) > shortReturn);
      if (ends) {
        boolean isLong = history.time(last) - history.time(first) >= lasting;
        if (isLong && beyond >= MOSTLY * (last - first + 1)) {
          spans.add(new Span(history.time(first), history.time(last)));
        }
        first = -1;
        beyond = 0;
      }
      if (isBeyond) {
        first = first < 0 ? i : first;
        last = i;
        beyond++;
      }
    }
    return spans;
  }

  private static boolean isBeyond(double value, Limit limit) {
    return limit.side() == Side.HIGH ? value > limit.value() : value < limit.value();
  }
}
