package dev.fieldcare.simulator.update.stick;

import dev.fieldcare.simulator.Failure;
import dev.fieldcare.simulator.update.Hash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What a device signs its receipts with: its token, or the key of its certificate. */
public sealed interface ReceiptKey {

  /** As RFC 7518 calls it. */
  String algorithm();

  byte[] sign(byte[] message);

  /** The SHA-256 of the token, which the server keeps in place of the token. */
  static ReceiptKey ofToken(String token) {
    return new Token(Hash.sha256().digest(token.getBytes(StandardCharsets.UTF_8)));
  }

  /** A private key in PKCS#8 (PEM): Ed25519, or EC on P-256. */
  static ReceiptKey read(Path pem) {
    try {
      String body = Files.readString(pem).replaceAll("-----[A-Z ]+-----", "");
      var encoded = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(body));
      try {
        return new Certified(
            "EdDSA", "Ed25519", KeyFactory.getInstance("Ed25519").generatePrivate(encoded));
      } catch (GeneralSecurityException e) {
        return new Certified(
            "ES256",
            "SHA256withECDSAinP1363Format",
            KeyFactory.getInstance("EC").generatePrivate(encoded));
      }
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new Failure(
          "expected a private key in PKCS#8 (PEM), Ed25519 or P-256, in "
              + pem
              + ": "
              + e.getMessage());
    }
  }

  /** HMAC with SHA-256. */
  record Token(byte[] secret) implements ReceiptKey {
    @Override
    public String algorithm() {
      return "HS256";
    }

    @Override
    public byte[] sign(byte[] message) {
      try {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        return mac.doFinal(message);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java has HmacSHA256", e);
      }
    }
  }

  /** The key that belongs to the device's certificate. */
  record Certified(String algorithm, String javaName, PrivateKey key) implements ReceiptKey {
    @Override
    public byte[] sign(byte[] message) {
      try {
        Signature signature = Signature.getInstance(javaName);
        signature.initSign(key);
        signature.update(message);
        return signature.sign();
      } catch (GeneralSecurityException e) {
        throw new Failure("the device's key cannot sign: " + e.getMessage());
      }
    }
  }
}
