package dev.fieldcare.firmware.tuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fieldcare.base.Json;
import dev.fieldcare.base.Problem;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A public key as TUF names it: Ed25519, or ECDSA on P-256. Its id is the SHA-256 of its canonical
 * JSON, so that nobody can give one key another's name.
 */
public final class TufKey {
  /** SubjectPublicKeyInfo of Ed25519 (RFC 8410) up to the 32 bytes of the key. */
  private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private static final String PEM_BEGIN = "-----BEGIN PUBLIC KEY-----";
  private static final String PEM_END = "-----END PUBLIC KEY-----";

  private final Algorithm algorithm;
  private final String value;
  private final PublicKey key;
  private final String id;

  private TufKey(Algorithm algorithm, String value, PublicKey key) {
    this.algorithm = algorithm;
    this.value = value;
    this.key = key;
    this.id = Json.sha256Hex(TufJson.canonical(json()));
  }

  /** How a key signs. */
  public enum Algorithm {
    ED25519("ed25519", "ed25519", "Ed25519", "Ed25519"),
    ECDSA_P256("ecdsa", "ecdsa-sha2-nistp256", "EC", "SHA256withECDSA");

    private final String keyType;
    private final String scheme;
    private final String factory;
    private final String signature;

    Algorithm(String keyType, String scheme, String factory, String signature) {
      this.keyType = keyType;
      this.scheme = scheme;
      this.factory = factory;
      this.signature = signature;
    }

    /** The name in the JDK's {@link Signature#getInstance(String)}. */
    String signature() {
      return signature;
    }
  }

  /**
   * Of a key as the JDK has it.
   *
   * @throws Problem {@code tuf.key} for other kinds and curves
   */
  public static TufKey of(PublicKey key) {
    byte[] encoded = key.getEncoded();
    if (key instanceof ECPublicKey ec) {
      if (ec.getParams().getCurve().getField().getFieldSize() != 256) {
        throw bad("an ECDSA key: expected the curve P-256, found another");
      }
      String pem =
          PEM_BEGIN + "\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
      return new TufKey(Algorithm.ECDSA_P256, pem + "\n" + PEM_END + "\n", key);
    }
    if (encoded.length != ED25519_PREFIX.length + 32
        || !Arrays.equals(encoded, 0, ED25519_PREFIX.length, ED25519_PREFIX, 0, 12)) {
      throw bad("a key: expected Ed25519 or ECDSA P-256, found " + key.getAlgorithm());
    }
    String hex = HexFormat.of().formatHex(encoded, ED25519_PREFIX.length, encoded.length);
    return new TufKey(Algorithm.ED25519, hex, key);
  }

  /**
   * Reads {@code {"keytype":…,"scheme":…,"keyval":{"public":…}}}.
   *
   * @throws Problem {@code tuf.key}
   */
  public static TufKey parse(JsonNode json) {
    String value = json.path("keyval").path("public").asText();
    for (Algorithm each : Algorithm.values()) {
      if (each.keyType.equals(json.path("keytype").asText())
          && each.scheme.equals(json.path("scheme").asText())) {
        return new TufKey(each, value, decoded(each, value));
      }
    }
    throw bad(
        "a key: expected ed25519 or ecdsa-sha2-nistp256, found "
            + json.path("keytype").asText()
            + " with "
            + json.path("scheme").asText());
  }

  private static PublicKey decoded(Algorithm algorithm, String value) {
    try {
      byte[] encoded = algorithm == Algorithm.ED25519 ? ofHex(value) : ofPem(value);
      PublicKey key =
          KeyFactory.getInstance(algorithm.factory).generatePublic(new X509EncodedKeySpec(encoded));
      if (key instanceof ECPublicKey ec
          && ec.getParams().getCurve().getField().getFieldSize() != 256) {
        throw bad("an ECDSA key: expected the curve P-256, found another");
      }
      return key;
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw bad("a key of " + algorithm.keyType + ": " + e.getMessage());
    }
  }

  private static byte[] ofHex(String hex) {
    byte[] raw = HexFormat.of().parseHex(hex);
    if (raw.length != 32) {
      throw bad("an Ed25519 key: expected 64 hex digits, found " + hex.length());
    }
    byte[] encoded = Arrays.copyOf(ED25519_PREFIX, ED25519_PREFIX.length + 32);
    System.arraycopy(raw, 0, encoded, ED25519_PREFIX.length, 32);
    return encoded;
  }

  private static byte[] ofPem(String pem) {
    String stripped = pem.strip();
    if (!stripped.startsWith(PEM_BEGIN) || !stripped.endsWith(PEM_END)) {
      throw bad("an ECDSA key: expected a public key as PEM");
    }
    return Base64.getMimeDecoder()
        .decode(stripped.substring(PEM_BEGIN.length(), stripped.length() - PEM_END.length()));
  }

  private static Problem bad(String message) {
    return Problem.badInput("tuf.key", message);
  }

  public String id() {
    return id;
  }

  public Algorithm algorithm() {
    return algorithm;
  }

  public ObjectNode json() {
    ObjectNode json = Json.mapper().createObjectNode();
    json.put("keytype", algorithm.keyType).put("scheme", algorithm.scheme);
    json.putObject("keyval").put("public", value);
    return json;
  }

  /** Whether the signature is this key's over these bytes; false, too, when it is no signature. */
  public boolean verifies(byte[] message, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance(algorithm.signature);
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (SignatureException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java verifies " + algorithm.signature, e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TufKey key && key.id.equals(id);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public String toString() {
    return algorithm.keyType + " " + id.substring(0, 12);
  }
}
