package dev.fieldcare.registry.enrolment;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.jspecify.annotations.Nullable;

/** PKCS#10 requests as devices make them, good and bad. */
public final class Requests {
  private Requests() {}

  public static KeyPair ec(String curve) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair();
  }

  static KeyPair rsa(int bits) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(bits);
    return generator.generateKeyPair();
  }

  static KeyPair ed25519() throws Exception {
    return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
  }

  /** In base64, signed with SHA-256. */
  public static byte[] of(String subject, KeyPair keys) throws Exception {
    return base64(der(subject, keys, keys, algorithm(keys), null, null));
  }

  static byte[] base64(byte[] der) {
    return Base64.getMimeEncoder().encodeToString(der).getBytes(StandardCharsets.US_ASCII);
  }

  static String algorithm(KeyPair keys) {
    return switch (keys.getPublic().getAlgorithm()) {
      case "EC" -> "SHA256withECDSA";
      case "RSA" -> "SHA256withRSA";
      default -> "Ed25519";
    };
  }

  static byte[] der(
      String subject,
      KeyPair asked,
      KeyPair signer,
      String algorithm,
      org.bouncycastle.asn1.@Nullable ASN1ObjectIdentifier extension,
      org.bouncycastle.asn1.@Nullable ASN1Encodable value)
      throws Exception {
    var builder =
        new JcaPKCS10CertificationRequestBuilder(new X500Name(subject), asked.getPublic());
    if (extension != null) {
      var extensions = new ExtensionsGenerator();
      extensions.addExtension(extension, true, value);
      builder.addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate());
    }
    return builder
        .build(
            new JcaContentSignerBuilder(algorithm)
                .setProvider(new org.bouncycastle.jce.provider.BouncyCastleProvider())
                .build(signer.getPrivate()))
        .getEncoded();
  }
}
