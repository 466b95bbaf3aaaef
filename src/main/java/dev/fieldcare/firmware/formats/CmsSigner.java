package dev.fieldcare.firmware.formats;

import dev.fieldcare.base.Problem;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/** Signs as {@code openssl cms -sign -outform DER} does: detached, with the certificate inside. */
public final class CmsSigner {
  /** The JDK calls PSS otherwise than BouncyCastle asks for it. */
  static final Provider PROVIDER = new BouncyCastleProvider();

  private final X509Certificate certificate;
  private final PrivateKey key;
  private final String algorithm;

  private CmsSigner(X509Certificate certificate, PrivateKey key, String algorithm) {
    this.certificate = certificate;
    this.key = key;
    this.algorithm = algorithm;
  }

  /**
   * From PEM files, the key as PKCS#8 or as openssl writes it. Blocks.
   *
   * @param isPss whether an RSA key signs by PSS instead of PKCS#1 v1.5
   */
  public static CmsSigner read(Path certificate, Path key, boolean isPss) {
    try {
      PrivateKey secret = key(key);
      String algorithm =
          switch (secret.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> isPss ? "SHA256withRSAandMGF1" : "SHA256withRSA";
            default ->
                throw Problem.badInput(
                    "swu.key",
                    key + ": expected a key of RSA or EC, found " + secret.getAlgorithm());
          };
      return new CmsSigner(certificate(certificate), secret, algorithm);
    } catch (IOException | GeneralSecurityException e) {
      throw new Problem(
          Problem.Kind.BAD_INPUT,
          "swu.key",
          "the certificate " + certificate + " and key " + key + " cannot be read: " + e,
          e);
    }
  }

  private static X509Certificate certificate(Path file)
      throws IOException, GeneralSecurityException {
    try (Reader reader = Files.newBufferedReader(file);
        var parser = new PEMParser(reader)) {
      if (parser.readObject() instanceof X509CertificateHolder holder) {
        return new JcaX509CertificateConverter().getCertificate(holder);
      }
    }
    throw Problem.badInput("swu.key", file + ": expected a certificate in PEM");
  }

  private static PrivateKey key(Path file) throws IOException {
    try (Reader reader = Files.newBufferedReader(file);
        var parser = new PEMParser(reader)) {
      var converter = new JcaPEMKeyConverter();
      return switch (parser.readObject()) {
        case PrivateKeyInfo info -> converter.getPrivateKey(info);
        case PEMKeyPair pair -> converter.getPrivateKey(pair.getPrivateKeyInfo());
        case null, default ->
            throw Problem.badInput(
                "swu.key", file + ": expected a private key in PEM, not encrypted");
      };
    }
  }

  /** DER. */
  byte[] sign(byte[] content) {
    try {
      var generator = new CMSSignedDataGenerator();
      generator.addSignerInfoGenerator(
          new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
              .build(
                  new JcaContentSignerBuilder(algorithm).setProvider(PROVIDER).build(key),
                  certificate));
      generator.addCertificates(new JcaCertStore(List.of(certificate)));
      return generator
          .generate(new CMSProcessableByteArray(content), false)
          .toASN1Structure()
          .getEncoded("DER");
    } catch (CMSException | OperatorCreationException | GeneralSecurityException | IOException e) {
      throw new Problem(Problem.Kind.INTERNAL, "swu.sign", "cannot sign: " + e, e);
    }
  }
}
