package dev.fieldcare.commands;

/**
 * How a simulated rollout ended.
 *
 * @param gate what halted it, empty if nothing did
 * @param hours from the first installation to the halt or the end
 * @param exposed devices that ran the release by then, {@code harmed} because of it
 */
record RolloutOutcome(
    boolean halted, String gate, double hours, int exposed, int harmed, double devices) {

  double exposedShare() {
    return exposed / devices;
  }

  double harmedShare() {
    return harmed / devices;
  }
}
