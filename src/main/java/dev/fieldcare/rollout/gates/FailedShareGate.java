package dev.fieldcare.rollout.gates;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.apache.commons.numbers.gamma.LogBeta;
import org.apache.commons.numbers.gamma.RegularizedBeta;

/**
 * Halts when too many updates fail, whenever looked at. The e-value against "the chance to fail is
 * at most the limit q" averages the likelihood over every higher chance, uniformly on (q, 1), and
 * divides by that of q: with f failed and s not, B(f+1, s+1)·P(Beta(f+1, s+1) &gt; q) / ((1 − q)
 * q^f (1 − q)^s) (Robbins 1970, the method of mixtures). Takes devices' attempts to be independent.
 */
public final class FailedShareGate implements Gate {
  private final double limit;
  private final double alpha;

  /**
   * @param limit the accepted chance to fail, between 0 and 1
   * @param alpha this gate's own; 0 switches it off
   */
  public FailedShareGate(double limit, double alpha) {
    this.limit = limit;
    this.alpha = alpha;
  }

  /** Natural logarithm of the e-value. */
  double logEvidence(int failed, int concluded) {
    double succeeded = concluded - (double) failed;
    double above = RegularizedBeta.complement(limit, failed + 1.0, succeeded + 1);
    return LogBeta.value(failed + 1.0, succeeded + 1)
        + Math.log(above)
        - (failed * Math.log(limit) + (succeeded + 1) * Math.log1p(-limit));
  }

  @Override
  public Verdict judge(WaveFigures figures) {
    int failed = figures.failed();
    int concluded = figures.concluded();
    double evidence = logEvidence(failed, concluded);
    boolean halts = alpha > 0 && evidence >= -Math.log(alpha);
    String share = concluded == 0 ? "0 %" : Words.percent(failed / (double) concluded);
    String counted = failed + " of " + concluded + " updates failed (" + share + ")";
    Map<String, Object> arguments =
        Map.of(
            "failed", failed,
            "concluded", concluded,
            "share", share,
            "most", Words.percent(limit));
    return new Verdict(
        halts ? Verdict.Answer.HALT : Verdict.Answer.GO,
        "failed",
        counted
            + (halts ? ": surely more than the " : "; not surely more than the ")
            + Words.percent(limit)
            + " accepted",
        halts ? "gate.failed.harm" : "gate.failed.ok",
        arguments,
        new JsonObject()
            .put("failed", failed)
            .put("concluded", concluded)
            .put("limit", limit)
            .put("alpha", alpha)
            .put("logEvidence", Words.round(Math.max(evidence, -1000))));
  }
}
