package dev.fieldcare.tickets;

import dev.fieldcare.base.Json;
import dev.fieldcare.base.Problem;
import io.vertx.core.json.JsonObject;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;

/**
 * A detached signature by a certificate's key (Ed25519, ECDSA or RSA with SHA-256) over the 32
 * bytes of a document's hash.
 */
final class CertificateProof {
  private static final int LONGEST = 20_000;

  private CertificateProof() {}

  /**
   * Refuses with {@code signoff.certificate}; gives the evidence to keep.
   *
   * @param at when the signature was received
   * @param now when it is checked: later, when it is verified again
   */
  static JsonObject check(
      JsonObject proof, String hash, Instant at, Instant now, SignerTrust trust) {
    String pem = Given.text(proof, "certificate");
    String signature = Given.text(proof, "signature");
    if (pem == null
        || signature == null
        || pem.length() > LONGEST
        || signature.length() > LONGEST) {
      throw bad("certificate (PEM) and signature (Base64) are expected");
    }
    try {
      List<X509Certificate> chain = SignerTrust.read(pem);
      if (chain.isEmpty()) {
        throw bad("expected PEM, found none in it");
      }
      X509Certificate certificate = chain.getFirst();
      certificate.checkValidity(Date.from(at));
      String issuer = trust.issuerOf(chain, at, now);
      if (!isGood(certificate, Base64.getDecoder().decode(signature), hash)) {
        throw bad("the signature does not fit " + hash);
      }
      return new JsonObject()
          .put("certificate", pem)
          .put("signature", signature)
          .put("issuer", issuer)
          .put("subject", certificate.getSubjectX500Principal().getName())
          .put("sha256", Json.sha256Hex(certificate.getEncoded()));
    } catch (Problem refused) {
      throw refused;
    } catch (GeneralSecurityException | RuntimeException e) {
      // what makes a parser or a verifier stumble proves nothing
      throw bad(String.valueOf(e.getMessage()));
    }
  }

  private static boolean isGood(X509Certificate certificate, byte[] signature, String hash)
      throws GeneralSecurityException {
    String key = certificate.getPublicKey().getAlgorithm();
    String algorithm =
        switch (key) {
          case "EdDSA", "Ed25519" -> "Ed25519";
          case "EC" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          default -> throw bad("expected a key of Ed25519, EC or RSA, found " + key);
        };
    Signature verifier = Signature.getInstance(algorithm);
    verifier.initVerify(certificate.getPublicKey());
    verifier.update(HexFormat.of().parseHex(hash));
    return verifier.verify(signature);
  }

  private static Problem bad(String why) {
    return Problem.badInput("signoff.certificate", "certificate: " + why);
  }
}
