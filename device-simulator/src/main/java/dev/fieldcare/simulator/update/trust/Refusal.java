package dev.fieldcare.simulator.update.trust;

/** A device refuses: the rule that was broken, and what was expected and found. */
public final class Refusal extends RuntimeException {
  private final Rule rule;
  private final String detail;

  public Refusal(Rule rule, String detail) {
    super(rule + ": " + detail);
    this.rule = rule;
    this.detail = detail;
  }

  public Rule rule() {
    return rule;
  }

  public String detail() {
    return detail;
  }

  static Refusal malformed(String file, String expected, String found) {
    return new Refusal(Rule.FORMAT, file + ": expected " + expected + ", found " + found);
  }
}
