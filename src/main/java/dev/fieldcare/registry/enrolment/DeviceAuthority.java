package dev.fieldcare.registry.enrolment;

import dev.fieldcare.base.Problem;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Our certificate authority: signs what devices prove themselves with, and our own TLS listener.
 */
public final class DeviceAuthority {
  private static final Duration LIFE_OF_CA = Duration.ofDays(20 * 365);

  /** Devices' clocks may be a little behind. */
  private static final Duration TOLERANCE = Duration.ofMinutes(5);

  private static final SecureRandom RANDOM = new SecureRandom();

  private final X509Certificate certificate;
  private final PrivateKey key;

  DeviceAuthority(X509Certificate certificate, PrivateKey key) {
    this.certificate = certificate;
    this.key = key;
  }

  /**
   * The authority in {@code ca.pem} and {@code ca.key} of that directory, made if there is none.
   * Blocks.
   */
  public static DeviceAuthority inDirectory(Path directory, Instant now) {
    Path certificate = directory.resolve("ca.pem");
    Path key = directory.resolve("ca.key");
    Optional<DeviceAuthority> known = PemFiles.findAuthority(certificate, key);
    if (known.isPresent()) {
      return known.get();
    }
    DeviceAuthority made = make(now);
    PemFiles.write(made, certificate, key);
    return made;
  }

  /** The authority in these PEM files, the key as PKCS#8. Blocks. */
  public static DeviceAuthority ofFiles(Path certificate, Path key) {
    return PemFiles.findAuthority(certificate, key)
        .orElseThrow(
            () ->
                Problem.badInput(
                    "enrolment.ca", "expected the files " + certificate + " and " + key));
  }

  static DeviceAuthority make(Instant now) {
    try {
      KeyPair keys = newKey();
      byte[] tag = new byte[4];
      RANDOM.nextBytes(tag);
      X500Name name =
          name("Fieldcare device CA " + HexFormat.of().formatHex(tag)); // tells two servers apart
      var builder =
          builder(name, now, now.plus(LIFE_OF_CA), name, keys.getPublic())
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
              .addExtension(
                  Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      return new DeviceAuthority(sign(builder, keys.getPrivate()), keys.getPrivate());
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw broken(e);
    }
  }

  /** A certificate that proves the device, for TLS as a client and for its signatures. */
  X509Certificate issue(String device, PublicKey itsKey, Instant now, Duration validity) {
    try {
      return sign(
          forPurpose(device, itsKey, now, validity, KeyPurposeId.id_kp_clientAuth)
              .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature)),
          key);
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw broken(e);
    }
  }

  /** A key and certificate for a server that is reached under these names. */
  public ServerIdentity issueServer(List<String> hosts, Instant now, Duration validity) {
    try {
      KeyPair keys = newKey();
      GeneralName[] names =
          hosts.stream()
              .map(
                  host ->
                      new GeneralName(
                          isAddress(host) ? GeneralName.iPAddress : GeneralName.dNSName, host))
              .toArray(GeneralName[]::new);
      X509Certificate issued =
          sign(
              forPurpose(
                      hosts.getFirst(),
                      keys.getPublic(),
                      now,
                      validity,
                      KeyPurposeId.id_kp_serverAuth)
                  .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names)),
              key);
      return new ServerIdentity(PemFiles.pem(issued), PemFiles.pem(keys.getPrivate()));
    } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
      throw broken(e);
    }
  }

  /** What a TLS listener shows, in PEM. */
  public record ServerIdentity(String certificate, String key) {}

  private static boolean isAddress(String host) {
    return host.indexOf(':') >= 0 || host.matches("[0-9.]+");
  }

  public X509Certificate certificate() {
    return certificate;
  }

  /** Of the authority's own certificate, in PEM. */
  public String pem() {
    return PemFiles.pem(certificate);
  }

  PrivateKey key() {
    return key;
  }

  /** Whether it claims to be signed by us; that it is, TLS has checked. */
  boolean isIssuerOf(X509Certificate other) {
    return certificate.getSubjectX500Principal().equals(other.getIssuerX500Principal());
  }

  private X509v3CertificateBuilder forPurpose(
      String name, PublicKey itsKey, Instant now, Duration validity, KeyPurposeId purpose)
      throws IOException, GeneralSecurityException {
    Instant last = certificate.getNotAfter().toInstant();
    Instant wished = now.plus(validity);
    X500Name issuer = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    var tools = new JcaX509ExtensionUtils();
    return builder(
            issuer, now.minus(TOLERANCE), wished.isAfter(last) ? last : wished, name(name), itsKey)
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
        .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose))
        .addExtension(
            Extension.authorityKeyIdentifier,
            false,
            tools.createAuthorityKeyIdentifier(certificate.getPublicKey()));
  }

  private static X509v3CertificateBuilder builder(
      X500Name issuer, Instant from, Instant to, X500Name subject, PublicKey key)
      throws IOException, GeneralSecurityException {
    return new JcaX509v3CertificateBuilder(
            issuer, newSerial(), Date.from(from), Date.from(to), subject, key)
        .addExtension(
            Extension.subjectKeyIdentifier,
            false,
            new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key));
  }

  private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
      throws OperatorCreationException, GeneralSecurityException {
    return new JcaX509CertificateConverter()
        .getCertificate(builder.build(new JcaContentSignerBuilder(algorithmFor(key)).build(key)));
  }

  String signatureAlgorithm() {
    return algorithmFor(key);
  }

  private static String algorithmFor(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "EC" -> "SHA256withECDSA";
      case "RSA" -> "SHA256withRSA";
      default -> "Ed25519";
    };
  }

  private static X500Name name(String commonName) {
    return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, commonName).build();
  }

  /** 127 random bits; never 0. */
  private static BigInteger newSerial() {
    return new BigInteger(126, RANDOM).setBit(126);
  }

  private static KeyPair newKey() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    return generator.generateKeyPair();
  }

  private static Problem broken(Exception cause) {
    return new Problem(
        Problem.Kind.INTERNAL, "enrolment.sign", "no certificate could be made: " + cause, cause);
  }
}
