package dev.fieldcare.promises.coverage;

import dev.fieldcare.promises.Measure;
import dev.fieldcare.promises.Term;

/**
 * Floors that the law may lay under what we promise. They hold for consumers only, are off unless
 * counsel had them switched on, and can only widen what is covered.
 *
 * @param presumption a defect of the first months counts as ours unless misuse is proven
 * @param threeGuarantees repair, exchange and return (三包): the period leaves out time in repair and
 *     begins anew after an exchange, and a repair must hold for some days
 */
public record StatutoryRules(
    boolean presumption, int presumptionMonths, boolean threeGuarantees, Term period, Term repair) {
  public static final StatutoryRules OFF =
      new StatutoryRules(
          false,
          6,
          false,
          Term.of(Measure.CALENDAR_MONTHS, 12),
          Term.of(Measure.CALENDAR_DAYS, 30));

  Term presumed() {
    return Term.of(Measure.CALENDAR_MONTHS, presumptionMonths);
  }
}
