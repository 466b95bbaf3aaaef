package dev.fieldcare.firmware.formats;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;

/**
 * A bare signature in Base64: RSA with PKCS #1 1.5, or ECDSA as {@code r} and {@code s} of equal
 * length one behind the other, both over SHA-256.
 */
final class RawSignature {
  private static final int LONGEST = 4_096;

  private RawSignature() {}

  static boolean isBy(byte[] base64, byte[] content, List<PublicKey> trusted) {
    byte[] signature;
    try {
      String text = new String(base64, StandardCharsets.US_ASCII).strip();
      signature = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return false;
    }
    return signature.length > 0
        && signature.length <= LONGEST
        && trusted.stream().anyMatch(key -> isBy(signature, content, key));
  }

  private static boolean isBy(byte[] signature, byte[] content, PublicKey key) {
    boolean isCurve = key instanceof ECPublicKey;
    try {
      Signature verifier = Signature.getInstance(isCurve ? "SHA256withECDSA" : "SHA256withRSA");
      verifier.initVerify(key);
      verifier.update(content);
      return verifier.verify(isCurve ? der(signature) : signature);
    } catch (GeneralSecurityException | java.io.IOException e) {
      return false;
    }
  }

  private static byte[] der(byte[] pair) throws java.io.IOException {
    int half = pair.length / 2;
    var both =
        new ASN1Integer[] {
          new ASN1Integer(new BigInteger(1, Arrays.copyOf(pair, half))),
          new ASN1Integer(new BigInteger(1, Arrays.copyOfRange(pair, half, pair.length)))
        };
    return new DERSequence(both).getEncoded();
  }
}
