package dev.fieldcare.stability;

import dev.fieldcare.registry.Limit;
import dev.fieldcare.registry.Metric;
import dev.fieldcare.registry.Model;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The registration: which detectors watch which series. */
final class Detectors {
  private Detectors() {}

  /** New detectors for a metric of a device of the model; the model need not know the metric. */
  static List<Detector> of(Model model, String name) {
    Metric known = model.metrics().get(name);
    Metric metric = known != null ? known : new Metric(name, null, null, null, List.of());
    long interval = intervalMillis(model);
    List<Detector> detectors = new ArrayList<>();
    for (Limit limit : metric.limits()) {
      detectors.add(new LimitDetector(metric, limit, interval));
    }
    detectors.add(new StuckDetector(metric));
    detectors.add(new UnusualDetector(metric));
    detectors.add(new NoveltyDetector(metric));
    return detectors;
  }

  /** A new detector for how regularly a device of the model reports. */
  static Detector ofReadings(Model model) {
    return new MissingDetector(intervalMillis(model));
  }

  static long intervalMillis(Model model) {
    Duration interval = model.expectedInterval();
    return interval == null ? 0 : interval.toMillis();
  }
}
