package dev.fieldcare.tickets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Problem;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With whose certificates a customer may sign. */
class SignerTrustTest {
  private static final Instant NOW = Instant.parse("2026-11-22T08:15:00Z");
  private static final String HASH = "5e".repeat(32);

  private int written;
  private final KeyPair authority = pair();
  private final KeyPair other = pair();
  private final KeyPair signer = pair();
  private final X509Certificate root =
      certificate("CN=Customers CA", "CN=Customers CA", authority, authority, true);

  private static KeyPair pair() {
    try {
      return KeyPairGenerator.getInstance("EC").generateKeyPair();
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static X509Certificate certificate(
      String subject, String issuer, KeyPair of, KeyPair by, boolean isAuthority) {
    try {
      var builder =
          new JcaX509v3CertificateBuilder(
              new X500Name(issuer),
              BigInteger.valueOf(subject.hashCode() & 0xffff),
              Date.from(NOW.minus(Duration.ofDays(1))),
              Date.from(NOW.plus(Duration.ofDays(30))),
              new X500Name(subject),
              of.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(by.getPrivate())));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(X509Certificate certificate) throws Exception {
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded())
        + "\n-----END CERTIFICATE-----\n";
  }

  private JsonObject signed(X509Certificate certificate) throws Exception {
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(signer.getPrivate());
    signature.update(HexFormat.of().parseHex(HASH));
    return new JsonObject()
        .put("certificate", pem(certificate))
        .put("signature", Base64.getEncoder().encodeToString(signature.sign()));
  }

  @Test
  void only_certificates_of_the_named_authorities_count() throws Exception {
    SignerTrust trust = SignerTrust.of(pem(root), "documents.signers");
    var ours = certificate("CN=Li Wei", "CN=Customers CA", signer, authority, false);
    JsonObject evidence = CertificateProof.check(signed(ours), HASH, NOW, NOW, trust);
    assertEquals("CN=Customers CA", evidence.getString("issuer"));
    // the name of the authority, but not its signature
    var forged = certificate("CN=Li Wei", "CN=Customers CA", signer, other, false);
    var refused =
        assertThrows(
            Problem.class, () -> CertificateProof.check(signed(forged), HASH, NOW, NOW, trust));
    assertEquals("signoff.certificate", refused.code());
    var own = certificate("CN=Li Wei", "CN=Li Wei", signer, signer, false);
    assertThrows(Problem.class, () -> CertificateProof.check(signed(own), HASH, NOW, NOW, trust));
    Instant late = NOW.plus(Duration.ofDays(31));
    assertThrows(
        Problem.class, () -> CertificateProof.check(signed(ours), HASH, late, late, trust));
  }

  @Test
  void where_none_is_named_any_certificate_counts_and_is_kept_as_such() throws Exception {
    var own = certificate("CN=Li Wei", "CN=Li Wei", signer, signer, false);
    JsonObject evidence = CertificateProof.check(signed(own), HASH, NOW, NOW, SignerTrust.ANYBODY);
    assertEquals("anybody's", evidence.getString("issuer"));
    assertThrows(
        Problem.class,
        () -> CertificateProof.check(signed(own), "00".repeat(32), NOW, NOW, SignerTrust.ANYBODY));
  }

  @Test
  void a_file_without_certificates_is_refused_by_its_key() {
    var refused = assertThrows(Problem.class, () -> SignerTrust.of("nothing", "documents.signers"));
    assertTrue(refused.message().contains("documents.signers"), refused.message());
  }

  private Path list(Path file, KeyPair by, Instant until, @Nullable Instant revoked)
      throws Exception {
    var builder =
        new JcaX509v2CRLBuilder(
            new javax.security.auth.x500.X500Principal("CN=Customers CA"),
            Date.from(NOW.minus(Duration.ofDays(1))));
    builder.setNextUpdate(Date.from(until));
    if (revoked != null) {
      builder.addCRLEntry(ours().getSerialNumber(), Date.from(revoked), CRLReason.keyCompromise);
    }
    byte[] list =
        builder
            .build(new JcaContentSignerBuilder("SHA256withECDSA").build(by.getPrivate()))
            .getEncoded();
    Files.write(file, list);
    Files.setLastModifiedTime(file, FileTime.from(NOW.plusSeconds(++written)));
    return file;
  }

  private X509Certificate ours() {
    return certificate("CN=Li Wei", "CN=Customers CA", signer, authority, false);
  }

  private static String rule(org.junit.jupiter.api.function.Executable check) {
    Problem refused = assertThrows(Problem.class, check);
    assertEquals("signoff.certificate", refused.code());
    return refused.message().split(": ")[1];
  }

  @Test
  void what_was_revoked_before_it_signed_proves_nothing_and_what_it_signed_before_still_does(
      @TempDir Path directory) throws Exception {
    Path file = directory.resolve("customers.crl");
    Instant until = NOW.plus(Duration.ofDays(7));
    SignerTrust trust =
        SignerTrust.of(pem(root), "documents.signers")
            .without(Revocations.at(list(file, authority, until, null)));
    JsonObject proof = signed(ours());
    JsonObject evidence = CertificateProof.check(proof, HASH, NOW, NOW, trust);

    Instant hour = NOW.plus(Duration.ofHours(1));
    list(file, authority, until, hour);
    Instant later = NOW.plus(Duration.ofHours(2));
    assertEquals(
        "crl.revoked", rule(() -> CertificateProof.check(proof, HASH, later, later, trust)));
    CertificateProof.check(evidence, HASH, NOW, later, trust);
    list(file, authority, until, NOW.minusSeconds(1));
    assertEquals(
        "crl.revoked", rule(() -> CertificateProof.check(evidence, HASH, NOW, later, trust)));
  }

  @Test
  void an_authority_whose_list_is_outdated_forged_or_gone_vouches_for_nobody(
      @TempDir Path directory) throws Exception {
    Path file = directory.resolve("customers.crl");
    JsonObject proof = signed(ours());
    SignerTrust trust =
        SignerTrust.of(pem(root), "documents.signers")
            .without(
                Revocations.at(list(directory.resolve("customers.crl"), authority, NOW, null)));
    assertEquals("crl.expired", rule(() -> CertificateProof.check(proof, HASH, NOW, NOW, trust)));
    list(file, other, NOW.plusSeconds(60), null);
    assertEquals("crl.signature", rule(() -> CertificateProof.check(proof, HASH, NOW, NOW, trust)));
    Files.writeString(file, "nothing");
    Files.setLastModifiedTime(file, FileTime.from(NOW));
    assertEquals(
        "crl.unreadable", rule(() -> CertificateProof.check(proof, HASH, NOW, NOW, trust)));
    Files.delete(file);
    assertEquals(
        "crl.unreadable", rule(() -> CertificateProof.check(proof, HASH, NOW, NOW, trust)));
    list(file, authority, NOW.plusSeconds(60), null);
    CertificateProof.check(proof, HASH, NOW, NOW, trust);
  }

  @Test
  void an_authority_without_a_list_is_not_asked_and_no_list_at_all_is_a_mistake(
      @TempDir Path directory) throws Exception {
    assertThrows(GeneralSecurityException.class, () -> Revocations.at(directory));
    list(directory.resolve("customers.crl"), authority, NOW.minusSeconds(1), null);
    Revocations revoked = Revocations.at(directory);
    var another = certificate("CN=Other CA", "CN=Other CA", other, other, true);
    SignerTrust trust = SignerTrust.of(pem(another), "documents.signers").without(revoked);
    var theirs = certificate("CN=Li Wei", "CN=Other CA", signer, other, false);
    CertificateProof.check(signed(theirs), HASH, NOW, NOW, trust);
  }
}
