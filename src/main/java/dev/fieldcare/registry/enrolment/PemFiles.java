package dev.fieldcare.registry.enrolment;

import dev.fieldcare.base.Problem;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/** An authority as two PEM files, of which the key is for the owner's eyes only. */
final class PemFiles {
  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rw-------");

  private PemFiles() {}

  /**
   * Empty when neither file is there.
   *
   * @throws Problem {@code enrolment.ca} when one is missing, unreadable, or they do not belong
   *     together
   */
  static Optional<DeviceAuthority> findAuthority(Path certificate, Path key) {
    if (!Files.exists(certificate) && !Files.exists(key)) {
      return Optional.empty();
    }
    try {
      X509Certificate read = certificate(Files.readString(certificate), certificate);
      PrivateKey secret = key(Files.readString(key), key);
      if (read.getBasicConstraints() < 0) {
        throw unfit(
            certificate, "a certificate that may sign others (CA:TRUE)", "one that may not");
      }
      mustBelongTogether(certificate, read, key, secret);
      return Optional.of(new DeviceAuthority(read, secret));
    } catch (IOException | GeneralSecurityException e) {
      throw new Problem(
          Problem.Kind.BAD_INPUT,
          "enrolment.ca",
          "the device CA in " + certificate + " and " + key + " cannot be read: " + e,
          e);
    }
  }

  private static void mustBelongTogether(
      Path certificate, X509Certificate read, Path key, PrivateKey secret)
      throws GeneralSecurityException {
    String algorithm =
        switch (secret.getAlgorithm()) {
          case "EC" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          default -> "Ed25519";
        };
    byte[] probe = {1, 2, 3};
    var signing = java.security.Signature.getInstance(algorithm);
    signing.initSign(secret);
    signing.update(probe);
    byte[] signed = signing.sign();
    try {
      signing.initVerify(read.getPublicKey());
      signing.update(probe);
      if (signing.verify(signed)) {
        return;
      }
    } catch (GeneralSecurityException e) {
      // a key of another kind: told below
    }
    throw unfit(key, "the key of the certificate in " + certificate, "another");
  }

  static X509Certificate certificate(String pem, Path file)
      throws IOException, GeneralSecurityException {
    try (var parser = new PEMParser(new StringReader(pem))) {
      if (parser.readObject() instanceof X509CertificateHolder holder) {
        return new JcaX509CertificateConverter().getCertificate(holder);
      }
    }
    throw unfit(file, "a certificate in PEM", "something else");
  }

  private static PrivateKey key(String pem, Path file) throws IOException {
    try (var parser = new PEMParser(new StringReader(pem))) {
      var converter = new JcaPEMKeyConverter();
      return switch (parser.readObject()) {
        case PrivateKeyInfo info -> converter.getPrivateKey(info);
        case PEMKeyPair pair -> converter.getPrivateKey(pair.getPrivateKeyInfo());
        case null, default -> throw unfit(file, "a private key in PEM (PKCS#8)", "something else");
      };
    }
  }

  /** The key first: an authority without a key is noticed, one whose key is lost is not mended. */
  static void write(DeviceAuthority authority, Path certificate, Path key) {
    try {
      Path directory = key.toAbsolutePath().getParent();
      if (directory != null) {
        Files.createDirectories(directory);
      }
      try (var channel =
          Files.newByteChannel(
              key,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(OWNER))) {
        channel.write(
            java.nio.ByteBuffer.wrap(
                pem(authority.key()).getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
      }
      Files.writeString(certificate, authority.pem());
    } catch (IOException e) {
      throw new Problem(
          Problem.Kind.INTERNAL, "enrolment.ca", "the device CA cannot be kept: " + e, e);
    }
  }

  static String pem(X509Certificate certificate) {
    try {
      return pem("CERTIFICATE", certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static String pem(PrivateKey key) {
    return pem("PRIVATE KEY", key.getEncoded());
  }

  static String pem(String type, byte[] der) {
    var text = new StringWriter();
    try (var writer = new PemWriter(text)) {
      writer.writeObject(new PemObject(type, der));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static Problem unfit(Path file, String expected, String found) {
    return Problem.badInput("enrolment.ca", file + ": expected " + expected + ", found " + found);
  }
}
