package dev.fieldcare.registry.enrolment;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.util.PublicKeyFactory;

/** Which public keys a device may have: EC P-256 and P-384, RSA from 2048 bits, Ed25519. */
final class DeviceKeys {
  private static final String EXPECTED = "a key of EC P-256, EC P-384, RSA 2048 to 8192 or Ed25519";
  private static final int LEAST_RSA = 2_048;
  private static final int MOST_RSA = 8_192;

  private DeviceKeys() {}

  /**
   * The key, if it is of a kind we take, on its curve, and of enough bits.
   *
   * @throws dev.fieldcare.base.Problem {@code csr.key}
   */
  static PublicKey read(SubjectPublicKeyInfo info) throws IOException {
    ASN1ObjectIdentifier algorithm = info.getAlgorithm().getAlgorithm();
    if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      ASN1Encodable curve = info.getAlgorithm().getParameters();
      if (!SECObjectIdentifiers.secp256r1.equals(curve)
          && !SECObjectIdentifiers.secp384r1.equals(curve)) {
        throw refused("another curve");
      }
      return decode("EC", info);
    }
    if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
      return rsa(info);
    }
    if (algorithm.equals(EdECObjectIdentifiers.id_Ed25519)) {
      return decode("Ed25519", info);
    }
    throw refused("the algorithm " + algorithm.getId());
  }

  private static PublicKey rsa(SubjectPublicKeyInfo info) throws IOException {
    var modulus = org.bouncycastle.asn1.pkcs.RSAPublicKey.getInstance(info.parsePublicKey());
    int bits = modulus.getModulus().bitLength();
    if (bits < LEAST_RSA || bits > MOST_RSA) {
      throw refused("RSA of " + bits + " bits");
    }
    PublicKey key = decode("RSA", info);
    BigInteger exponent = ((RSAPublicKey) key).getPublicExponent();
    if (exponent.compareTo(BigInteger.valueOf(65_537)) < 0 || exponent.bitLength() > 64) {
      throw refused("RSA with a public exponent of " + exponent.bitLength() + " bits");
    }
    return key;
  }

  private static PublicKey decode(String algorithm, SubjectPublicKeyInfo info) throws IOException {
    try {
      // The JDK takes points that are not on the curve; this does not.
      PublicKeyFactory.createKey(info);
      return KeyFactory.getInstance(algorithm)
          .generatePublic(new X509EncodedKeySpec(info.getEncoded()));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw refused("a broken one");
    }
  }

  private static dev.fieldcare.base.Problem refused(String found) {
    return SigningRequest.refused("csr.key", EXPECTED, found);
  }
}
