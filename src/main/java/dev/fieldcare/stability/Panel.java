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
  private final JointDetector joint;
  private long newest = Long.MIN_VALUE;

  /** Made from scratch for a device of a model that says nothing about its metrics. */
  public Panel(Model model, List<String> metrics) {
    ofMetric =
        metrics.stream()
            .map(metric -> Detectors.of(model, metric).toArray(new Detector[0]))
            .toArray(Detector[][]::new);
    joint = new JointDetector(metrics);
  }

  /**
   * Feeds one row.
   *
   * @return how strange it was: of one metric see {@link NoveltyDetector#strangeness}, of several
   *     {@link JointDetector#strangeness}; 0 for a row not newer than the newest, which nobody is
   *     shown
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
        if (detector instanceof NoveltyDetector) {
          strangest = Math.max(strangest, detector.strangeness());
        }
      }
    }
    if (values.length == 1) {
      return strangest;
    }
    joint.observe(ts, values, NOBODY);
    return joint.strangeness();
  }

  /** How far the metrics of the last row are from where they usually are, see the detector. */
  public double displacement() {
    return joint.displacement();
  }
}
