package dev.fieldcare.stability;

import dev.fieldcare.registry.Metric;
import dev.fieldcare.registry.Model;
import dev.fieldcare.registry.Severity;
import dev.fieldcare.stability.peers.Peers;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Words what comparing a device with its peers has found. */
final class PeerFinding {
  static final String SYMPTOM = ".peers";

  private PeerFinding() {}

  static Finding of(Peers.Verdict verdict, Model model) {
    String metric = verdict.metric();
    return new Finding(
        metric + SYMPTOM,
        Severity.WARNING,
        verdict.since(),
        verdict.at(),
        metric,
        because(verdict, unitOf(model.metrics().get(metric))));
  }

  private static @Nullable String unitOf(@Nullable Metric metric) {
    return metric == null ? null : metric.unit();
  }

  private static Because because(Peers.Verdict verdict, @Nullable String unit) {
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put("metric", verdict.metric());
    arguments.put("off", verdict.off());
    arguments.put("usual", verdict.usual());
    arguments.put("peers", verdict.peers());
    arguments.put("cohort", verdict.cohort().words());
    arguments.put("sinceAt", Words.instant(verdict.since()));
    if (unit != null) {
      arguments.put("unit", unit);
    }
    String text =
        "%s runs %s %d peers (%s) since %s; usually %s"
            .formatted(
                verdict.metric(),
                apart(verdict.off(), unit),
                verdict.peers(),
                verdict.cohort().words(),
                Words.instant(verdict.since()),
                apart(verdict.usual(), unit));
    return new Because(text, "peers", arguments);
  }

  private static String apart(double off, @Nullable String unit) {
    return Words.quantity(Math.round(Math.abs(off) * 100) / 100.0, unit)
        + (off < 0 ? " below" : " above");
  }
}
