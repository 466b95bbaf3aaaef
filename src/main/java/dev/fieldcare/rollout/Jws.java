package dev.fieldcare.rollout;

import dev.fieldcare.base.Json;
import dev.fieldcare.base.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A JWS in compact form (RFC 7515) with one of the three algorithms we take. */
record Jws(String algorithm, byte[] signed, byte[] payload, byte[] signature) {
  private static final int LONGEST = 16 * 1024;

  /**
   * @throws Problem {@code receipt.malformed}
   */
  static Jws read(String text) {
    String compact = text.strip();
    String[] parts = compact.split("\\.", -1);
    if (compact.length() > LONGEST || parts.length != 3) {
      throw malformed(
          "expected three parts with a point between, at most " + LONGEST + " characters");
    }
    try {
      var decoder = Base64.getUrlDecoder();
      var header = Json.mapper().readTree(decoder.decode(parts[0]));
      if (header.has("crit")) {
        throw malformed("its header has extensions that must be understood");
      }
      return new Jws(
          header.path("alg").asText(""),
          (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII),
          decoder.decode(parts[1]),
          decoder.decode(parts[2]));
    } catch (IOException | IllegalArgumentException e) {
      throw malformed("its parts are not base64url of what they should be");
    }
  }

  static Problem malformed(String words) {
    return Problem.badInput("receipt.malformed", "the receipt is no JWS in compact form: " + words);
  }

  /** Whether one of the device's secrets or keys signed it; an algorithm we do not take: no. */
  boolean isSignedBy(List<byte[]> secrets, List<PublicKey> keys) {
    return switch (algorithm) {
      case "HS256" -> secrets.stream().anyMatch(this::isMac);
      case "EdDSA" -> keys.stream().anyMatch(key -> verifies("Ed25519", key));
      case "ES256" -> keys.stream().anyMatch(key -> verifies("SHA256withECDSAinP1363Format", key));
      default -> false;
    };
  }

  private boolean isMac(byte[] secret) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return MessageDigest.isEqual(mac.doFinal(signed), signature);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HMAC-SHA-256", e);
    }
  }

  private boolean verifies(String how, PublicKey key) {
    try {
      Signature verifier = Signature.getInstance(how);
      verifier.initVerify(key);
      verifier.update(signed);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      // A key of another kind, or a signature that is none: not signed by it.
      return false;
    }
  }
}
