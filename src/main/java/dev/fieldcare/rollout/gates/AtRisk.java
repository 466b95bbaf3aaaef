package dev.fieldcare.rollout.gates;

import dev.fieldcare.base.Problem;

/**
 * How many devices of a risk stratum have not had the event yet. Within a stratum chance alone
 * decided who is treated: same assignment stratum, same history before the wave opened.
 *
 * @param stratum its name, unique within a trial
 */
public record AtRisk(String stratum, int treated, int controls) {

  public AtRisk {
    if (treated < 0 || controls < 0) {
      throw Problem.badInput(
          "gates.risk",
          "stratum "
              + stratum
              + ": expected numbers of at least 0, found "
              + treated
              + " and "
              + controls);
    }
  }
}
