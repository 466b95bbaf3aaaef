package dev.fieldcare.telemetry;

import java.util.ArrayList;
import java.util.List;

/**
 * A time for which a metric stayed beyond its envelope, reading after reading.
 *
 * @param since the {@code ts} of the first reading beyond, epoch milliseconds
 * @param until of the last
 * @param extreme the value furthest beyond
 */
public record Excursion(Envelope envelope, long since, long until, double extreme) {
  /** A pause without readings that is longer ends an excursion: nobody knows what was between. */
  static final long LONGEST_GAP = 3_600_000;

  /** Those within the points, which are in the order of their time. */
  static List<Excursion> in(Envelope envelope, List<TelemetryStore.Point> points) {
    var found = new ArrayList<Excursion>();
    int first = -1;
    double extreme = 0;
    for (int i = 0; i <= points.size(); i++) {
      boolean isBeyond = i < points.size() && envelope.isBeyond(points.get(i).value());
      boolean goesOn =
          isBeyond && first >= 0 && points.get(i).ts() - points.get(i - 1).ts() <= LONGEST_GAP;
      if (first >= 0 && !goesOn) {
        var ended =
            new Excursion(envelope, points.get(first).ts(), points.get(i - 1).ts(), extreme);
        if (ended.until - ended.since >= envelope.lasting().toMillis()) {
          found.add(ended);
        }
        first = -1;
      }
      if (isBeyond) {
        double value = points.get(i).value();
        extreme = first < 0 || envelope.isFurther(value, extreme) ? value : extreme;
        first = first < 0 ? i : first;
      }
    }
    return found;
  }
}
