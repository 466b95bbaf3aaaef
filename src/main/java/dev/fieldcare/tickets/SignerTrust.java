package dev.fieldcare.tickets;

import dev.fieldcare.base.Problem;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXCertPathValidatorResult;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whose certificates customers may sign with: those of these authorities, or, where none are named,
 * anybody's, and none that they revoked before it signed.
 */
public final class SignerTrust {
  /** A certificate proves only that who signed had its key. */
  public static final SignerTrust ANYBODY = new SignerTrust(Set.of(), Revocations.NONE);

  private final Set<TrustAnchor> anchors;
  private final Revocations revocations;

  private SignerTrust(Set<TrustAnchor> anchors, Revocations revocations) {
    this.anchors = anchors;
    this.revocations = revocations;
  }

  /** The same, with what the authorities revoked. */
  public SignerTrust without(Revocations revoked) {
    return new SignerTrust(anchors, revoked);
  }

  /**
   * @param pem certificates of authorities
   * @throws Problem {@code settings.invalid} when there is none in it
   */
  public static SignerTrust of(String pem, String where) {
    try {
      Set<TrustAnchor> anchors =
          read(pem).stream().map(each -> new TrustAnchor(each, null)).collect(Collectors.toSet());
      if (!anchors.isEmpty()) {
        return new SignerTrust(anchors, Revocations.NONE);
      }
    } catch (GeneralSecurityException e) {
      // said below
    }
    throw Problem.badInput("settings.invalid", where + ": expected certificates in PEM");
  }

  /** In order, the signer's first. */
  static List<X509Certificate> read(String pem) throws GeneralSecurityException {
    return CertificateFactory.getInstance("X.509")
        .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
        .stream()
        .map(X509Certificate.class::cast)
        .toList();
  }

  /**
   * The authority that vouches for the signer; {@code anybody's} where none is asked for.
   *
   * @param chain the signer's certificate, then those between it and the authority
   * @param at when it was signed
   * @param now when that is asked
   * @throws GeneralSecurityException when none of the authorities does, or it was revoked by then
   */
  String issuerOf(List<X509Certificate> chain, Instant at, Instant now)
      throws GeneralSecurityException {
    if (anchors.isEmpty()) {
      return "anybody's";
    }
    var parameters = new PKIXParameters(anchors);
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(at));
    var path = CertificateFactory.getInstance("X.509").generateCertPath(chain);
    var found =
        (PKIXCertPathValidatorResult)
            CertPathValidator.getInstance("PKIX").validate(path, parameters);
    X509Certificate authority = found.getTrustAnchor().getTrustedCert();
    revocations.check(chain, authority, at, now);
    return authority.getSubjectX500Principal().getName();
  }
}
