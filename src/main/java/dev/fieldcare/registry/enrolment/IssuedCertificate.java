package dev.fieldcare.registry.enrolment;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A certificate that our authority gave to a device.
 *
 * @param serial as 32 hex digits
 * @param device the device's number
 * @param fingerprint the SHA-256 of the whole certificate
 */
public record IssuedCertificate(
    String serial,
    int device,
    String fingerprint,
    Instant issuedAt,
    Instant notAfter,
    @Nullable Instant revokedAt,
    @Nullable String revokedBecause) {

  /** When the device should ask for the next one: two thirds of the way. */
  public Instant renewAt() {
    return notAfter.minusMillis((notAfter.toEpochMilli() - issuedAt.toEpochMilli()) / 3);
  }

  boolean isGoodAt(Instant now) {
    return revokedAt == null && now.isBefore(notAfter);
  }

  IssuedCertificate revoked(Instant at, String because) {
    return new IssuedCertificate(serial, device, fingerprint, issuedAt, notAfter, at, because);
  }
}
