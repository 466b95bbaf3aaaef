package dev.fieldcare.rollout.gates;

import java.util.Arrays;

/**
 * What a trial can show, each as a claim it contradicts. The e-value of a claim is the likelihood
 * of a mixture of the alternatives over that of the claim's edge. If the claim holds, it is
 * expected to be at most 1 whenever one looks, and exceeds 1/alpha at any time with chance alpha at
 * most (Ville's inequality).
 */
public enum Claim {
  /** Contradicts "updated devices do not have it more often". */
  HARM(octaves(0), octaves(0.5, 0.75, 1, 1.5, 2, 3, 4, 5)),
  /** Contradicts "updated devices do not have it less often". */
  BENEFIT(octaves(0), octaves(-0.5, -0.75, -1, -1.5, -2, -3, -4, -5)),
  /** Contradicts "updated devices have it half as often or less". */
  NOT_HALVED(octaves(-1), octaves(-0.5, -0.25, 0, 0.25, 0.5, 1));

  private static final Likelihood NOTHING = new Likelihood();

  private final int edge;

  @SuppressWarnings("ImmutableEnumChecker") // written once, shown to nobody
  private final int[] alternatives;

  Claim(int[] edge, int[] alternatives) {
    this.edge = edge[0];
    this.alternatives = alternatives;
  }

  /**
   * Natural logarithm of the e-value, by log-sum-exp.
   *
   * @param carried what earlier waves have staked on each ratio; only harm takes it over
   */
  double logEvidence(Likelihood likelihood, Likelihood carried) {
    return this == HARM
        ? logMean(likelihood, carried, alternatives)
        : logMean(likelihood, NOTHING, alternatives) - likelihood.log(edge);
  }

  /**
   * The same for "who runs the release has it half as often or less" while at least this share of
   * the updated does run it: they may then have it 1 - share/2 times as often. The edge is the
   * grid's next point above that.
   */
  static double logEvidenceAgainstHalving(Likelihood likelihood, double share) {
    double octaves = Math.log(1 - share / 2) / Math.log(2);
    int edge = Likelihood.ONE + (int) Math.ceil(octaves * Likelihood.STEPS - 1e-9);
    int[] above = Arrays.stream(NOT_HALVED.alternatives).filter(each -> each > edge).toArray();
    return logMean(likelihood, NOTHING, above) - likelihood.log(edge);
  }

  static double logMean(Likelihood likelihood, int[] points) {
    return logMean(likelihood, NOTHING, points);
  }

  private static double logMean(Likelihood likelihood, Likelihood carried, int[] points) {
    double[] logs = new double[points.length];
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < points.length; i++) {
      logs[i] = likelihood.log(points[i]) + carried.log(points[i]);
      largest = Math.max(largest, logs[i]);
    }
    double sum = 0;
    for (double each : logs) {
      sum += Math.exp(each - largest);
    }
    return largest + Math.log(sum / points.length);
  }

  private static int[] octaves(double... octaves) {
    return Arrays.stream(octaves)
        .mapToInt(each -> Likelihood.ONE + (int) Math.round(each * Likelihood.STEPS))
        .toArray();
  }
}
