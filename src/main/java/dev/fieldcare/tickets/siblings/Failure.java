package dev.fieldcare.tickets.siblings;

import java.util.Set;

/**
 * A device that failed, as it was then: parts and firmware may have been changed since.
 *
 * @param exposure days in service within the stretch looked at, up to its first failure
 */
public record Failure(String device, Set<Trait> traits, double exposure) {
  public Failure {
    traits = Set.copyOf(traits);
  }
}
