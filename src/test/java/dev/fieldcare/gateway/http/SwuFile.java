package dev.fieldcare.gateway.http;

import dev.fieldcare.base.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/** Makes .swu files as SWUpdate's own documentation describes them, apart from the product's. */
final class SwuFile {

  /** Who signs them. */
  static final class Signer {
    final KeyPair keys;
    final X509Certificate certificate;

    Signer(String name) throws Exception {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      keys = generator.generateKeyPair();
      Instant now = Instant.now();
      var subject = new X500Name("CN=" + name);
      var builder =
          new JcaX509v3CertificateBuilder(
                  subject,
                  BigInteger.ONE,
                  Date.from(now.minus(1, ChronoUnit.DAYS)),
                  Date.from(now.plus(365, ChronoUnit.DAYS)),
                  subject,
                  keys.getPublic())
              .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
              .addExtension(
                  Extension.extendedKeyUsage,
                  false,
                  new ExtendedKeyUsage(KeyPurposeId.id_kp_emailProtection));
      certificate =
          new JcaX509CertificateConverter()
              .getCertificate(
                  builder.build(
                      new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate())));
    }

    void writeCertificate(Path file) throws IOException {
      var text = new StringWriter();
      try (var pem = new JcaPEMWriter(text)) {
        pem.writeObject(certificate);
      }
      Files.writeString(file, text.toString());
    }

    private byte[] sign(byte[] content) throws Exception {
      var generator = new CMSSignedDataGenerator();
      generator.addSignerInfoGenerator(
          new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
              .build(
                  new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate()),
                  certificate));
      generator.addCertificates(new JcaCertStore(List.of(certificate)));
      return generator.generate(new CMSProcessableByteArray(content), false).getEncoded("DER");
    }
  }

  private SwuFile() {}

  /**
   * @param described what the description says that the payload is
   * @param payload what it is
   * @param target where it is to be written
   */
  static byte[] of(Signer signer, String version, byte[] described, byte[] payload, Path target)
      throws Exception {
    byte[] description =
        """
        software = {
          version = "%s";
          hardware-compatibility: [ "1.0" ];
          files: ( { filename = "payload.bin"; path = "%s"; sha256 = "%s"; } );
        }
        """
            .formatted(version, target, Json.sha256Hex(described))
            .getBytes(StandardCharsets.UTF_8);
    var out = new ByteArrayOutputStream();
    entry(out, "sw-description", description);
    entry(out, "sw-description.sig", signer.sign(description));
    entry(out, "payload.bin", payload);
    entry(out, "TRAILER!!!", new byte[0]);
    return out.toByteArray();
  }

  /** cpio "crc": like newc, with the sum of the bytes. */
  private static void entry(ByteArrayOutputStream out, String name, byte[] content)
      throws IOException {
    long sum = 0;
    for (byte each : content) {
      sum += each & 0xff;
    }
    String head =
        "070702"
            + "%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x"
                .formatted(
                    out.size() + 1,
                    0100644,
                    0,
                    0,
                    1,
                    0,
                    content.length,
                    0,
                    0,
                    0,
                    0,
                    name.length() + 1,
                    sum & 0xffffffffL);
    out.write(head.getBytes(StandardCharsets.US_ASCII));
    out.write(name.getBytes(StandardCharsets.US_ASCII));
    out.write(0);
    pad(out);
    out.write(content);
    pad(out);
  }

  private static void pad(ByteArrayOutputStream out) {
    while (out.size() % 4 != 0) {
      out.write(0);
    }
  }
}
