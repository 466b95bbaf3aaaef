package dev.fieldcare.simulator.update.trust;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fieldcare.simulator.update.Hash;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A private key of a repository under test. */
public record SigningKey(String id, ObjectNode json, KeyPair pair) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  public static SigningKey ed25519() {
    KeyPair pair = generate("Ed25519", null);
    byte[] encoded = pair.getPublic().getEncoded();
    byte[] raw = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
    return of("ed25519", "ed25519", HexFormat.of().formatHex(raw), pair);
  }

  public static SigningKey ecdsa() {
    return ecdsaOn("secp256r1");
  }

  public static SigningKey ecdsaOn(String curve) {
    KeyPair pair = generate("EC", curve);
    String body =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
            .encodeToString(pair.getPublic().getEncoded());
    String pem = "-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n";
    return of("ecdsa", "ecdsa-sha2-nistp256", pem, pair);
  }

  /** The same key under another id, by another spelling of it. */
  public SigningKey respelled() {
    String pem = json.path("keyval").path("public").asText() + "\n";
    return of(json.path("keytype").asText(), json.path("scheme").asText(), pem, pair);
  }

  private static SigningKey of(String type, String scheme, String text, KeyPair pair) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("keytype", type).put("scheme", scheme).putObject("keyval").put("public", text);
    return new SigningKey(Hash.hex(CanonicalJson.bytes(json)), json, pair);
  }

  private static KeyPair generate(String algorithm, @Nullable String curve) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      if (curve != null) {
        generator.initialize(new ECGenParameterSpec(curve));
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** In hex. */
  public String sign(byte[] message) {
    try {
      boolean ec = pair.getPrivate().getAlgorithm().equals("EC");
      Signature signer = Signature.getInstance(ec ? "SHA256withECDSA" : "Ed25519");
      signer.initSign(pair.getPrivate());
      signer.update(message);
      return HexFormat.of().formatHex(signer.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
