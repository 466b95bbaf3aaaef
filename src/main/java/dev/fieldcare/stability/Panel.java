package dev.fieldcare.stability;

import dev.fieldcare.registry.Model;
import java.util.List;

/**
 * All statistical detectors of one device that sends one metric set, without alarms or tickets
 * around them: what a recorded series is judged with. The detectors are the ones a live device has.
 */
public final class Panel {
  private static final Sink NOBODY =
      new Sink() {
        @Override
        public void raise(Finding finding) {}

        @Override
        public void clear(long at, long lastSeen) {}
      };

  private final Detector[][] ofMetric;
  private long newest = Long.MIN_VALUE;

  /** Made from scratch for a device of a model that says nothing about its metrics. */
  public Panel(Model model, List<String> metrics) {
    ofMetric =
        metrics.stream()
            .map(metric -> Detectors.of(model, metric).toArray(new Detector[0]))
            .toArray(Detector[][]::new);
  }

  /**
   * Feeds one row.
   *
   * @return how strange it was, see {@link Detector#strangeness}; 0 for a row not newer than the
   *     newest, which nobody is shown
   */
  public double observe(long ts, double[] values) {
    if (ts <= newest) {
      return 0;
    }
    newest = ts;
    double strangest = 0;
    for (int i = 0; i < values.length; i++) {
      for (Detector detector : ofMetric[i]) {
        detector.observe(ts, values[i], NOBODY);
        strangest = Math.max(strangest, detector.strangeness());
      }
    }
    return strangest;
  }
}
