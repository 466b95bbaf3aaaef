package dev.fieldcare.simulator.update.trust;

import java.time.Instant;

/**
 * What a device has reason to believe, and keeps through every loss of power.
 *
 * @param time a moment that has certainly passed: the last at which everything signed was valid. A
 *     clock that runs ahead cannot push it beyond an expiry that was signed.
 */
public record Trusted(RepositoryTrust director, RepositoryTrust image, Instant time) {

  Trusted withDirector(RepositoryTrust newer) {
    return new Trusted(newer, image, time);
  }

  Trusted withImage(RepositoryTrust newer) {
    return new Trusted(director, newer, time);
  }

  Trusted at(Instant now) {
    return new Trusted(director, image, now.isAfter(time) ? now : time);
  }
}
