package dev.fieldcare.rollout.gates;

/**
 * The rule of hawkBit's rollout groups, to compare with: a group that has more than so many percent
 * of its targets in error stops the rollout; one of which at least so many percent have finished
 * opens the next. Who reports nothing is in neither number. No part of {@link Gates}.
 *
 * @param errorPercent of the group's targets, 0 to 100
 * @param successPercent likewise
 */
public record PlainThreshold(int errorPercent, int successPercent) {

  public Verdict.Answer judge(int targets, int finished, int errors) {
    if (targets > 0 && 100L * errors > (long) errorPercent * targets) {
      return Verdict.Answer.HALT;
    }
    return 100L * finished >= (long) successPercent * targets
        ? Verdict.Answer.GO
        : Verdict.Answer.WAIT;
  }
}
