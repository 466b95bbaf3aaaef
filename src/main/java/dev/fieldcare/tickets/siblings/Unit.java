package dev.fieldcare.tickets.siblings;

import java.util.Set;

/**
 * A device with what it shares with others.
 *
 * @param model only devices of the models that failed are compared
 * @param exposure days in service within the stretch looked at, up to its first failure if it
 *     failed
 * @param failed whether it had the symptom within that stretch
 */
public record Unit(
    String device, String model, Set<Trait> traits, double exposure, boolean failed) {

  public Unit {
    traits = Set.copyOf(traits);
  }
}
