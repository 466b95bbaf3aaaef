package dev.fieldcare.gateway;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** A certificate authority for one test. */
final class TestCertificates {
  private static final char[] NO_SECRET = "test".toCharArray();

  /** A certificate and its key. */
  record Pair(X509Certificate certificate, KeyPair keys) {}

  private final Pair root;

  TestCertificates() throws Exception {
    KeyPair keys = newKeys();
    root = new Pair(sign("CN=Test CA", keys, "CN=Test CA", keys, true), keys);
  }

  Pair issue(String commonName) throws Exception {
    KeyPair keys = newKeys();
    return new Pair(sign("CN=Test CA", root.keys(), "CN=" + commonName, keys, false), keys);
  }

  Path writeCa(Path directory) throws Exception {
    return Files.writeString(
        directory.resolve("ca.pem"), pem("CERTIFICATE", root.certificate().getEncoded()));
  }

  static MqttSettings.Tls write(Pair server, Path directory, Path clientCa) throws Exception {
    Path certificate =
        Files.writeString(
            directory.resolve("server.pem"), pem("CERTIFICATE", server.certificate().getEncoded()));
    Path key =
        Files.writeString(
            directory.resolve("server.key"),
            pem("PRIVATE KEY", server.keys().getPrivate().getEncoded()));
    return new MqttSettings.Tls(0, certificate.toString(), key.toString(), clientCa.toString());
  }

  /** What a client that trusts this authority, and may own a certificate, connects with. */
  SSLContext client(@Nullable Pair own) throws GeneralSecurityException, IOException {
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry("ca", root.certificate());
    var trusting = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusting.init(trust);
    KeyManager[] keys = new KeyManager[0];
    if (own != null) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "own", own.keys().getPrivate(), NO_SECRET, new Certificate[] {own.certificate()});
      var owning = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      owning.init(store, NO_SECRET);
      keys = owning.getKeyManagers();
    }
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, trusting.getTrustManagers(), null);
    return context;
  }

  private static KeyPair newKeys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    return generator.generateKeyPair();
  }

  private static X509Certificate sign(
      String issuer, KeyPair issuerKeys, String subject, KeyPair subjectKeys, boolean isCa)
      throws GeneralSecurityException, IOException, OperatorCreationException {
    Instant now = Instant.now();
    var builder =
        new JcaX509v3CertificateBuilder(
            new X500Name(issuer),
            BigInteger.valueOf(now.toEpochMilli()),
            Date.from(now.minusSeconds(60)),
            Date.from(now.plusSeconds(3_600)),
            new X500Name(subject),
            subjectKeys.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isCa));
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(
                new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKeys.getPrivate())));
  }

  private static String pem(String type, byte[] der) {
    return "-----BEGIN "
        + type
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + type
        + "-----\n";
  }
}
