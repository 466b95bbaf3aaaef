package dev.fieldcare.simulator.update.trust;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fieldcare.simulator.update.Hash;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/** A public key of a role: Ed25519, or ECDSA on P-256 with SHA-256. */
final class TrustedKey {
  private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");
  private static final String BEGIN = "-----BEGIN PUBLIC KEY-----";
  private static final String END = "-----END PUBLIC KEY-----";

  private final PublicKey key;
  private final String algorithm;

  private TrustedKey(PublicKey key, String algorithm) {
    this.key = key;
    this.algorithm = algorithm;
  }

  /**
   * The key as metadata names it; empty if it is of a type this device does not know, so that no
   * signature by it counts.
   */
  static Optional<TrustedKey> parse(String id, JsonNode node, String file) {
    String found = Hash.hex(CanonicalJson.bytes(Fields.object(node, file + " key " + id)));
    if (!found.equals(id)) {
      // else one key could be listed under two ids and reach a threshold of two alone
      throw Refusal.malformed(file, "key id " + found, id);
    }
    String type = Fields.text(node, "keytype", file) + " with " + Fields.text(node, "scheme", file);
    String text = Fields.text(Fields.object(node.path("keyval"), file + " keyval"), "public", file);
    try {
      return switch (type) {
        case "ed25519 with ed25519" -> Optional.of(ed25519(text));
        case "ecdsa with ecdsa-sha2-nistp256" -> Optional.of(ecdsa(text));
        default -> Optional.empty();
      };
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw Refusal.malformed(file, "a public key, " + type, "key " + id + ": " + e.getMessage());
    }
  }

  private static TrustedKey ed25519(String hex) throws GeneralSecurityException {
    byte[] raw = HexFormat.of().parseHex(hex);
    if (raw.length != 32) {
      throw new IllegalArgumentException("64 hex digits expected, found " + hex.length());
    }
    byte[] encoded = Arrays.copyOf(ED25519_PREFIX, ED25519_PREFIX.length + raw.length);
    System.arraycopy(raw, 0, encoded, ED25519_PREFIX.length, raw.length);
    PublicKey key =
        KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    return new TrustedKey(key, "Ed25519");
  }

  private static TrustedKey ecdsa(String pem) throws GeneralSecurityException {
    String body = pem.strip();
    if (!body.startsWith(BEGIN) || !body.endsWith(END)) {
      throw new IllegalArgumentException("no PEM public key");
    }
    byte[] encoded =
        Base64.getMimeDecoder()
            .decode(body.substring(BEGIN.length(), body.length() - END.length()));
    PublicKey key = KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(encoded));
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec("secp256r1"));
    ECParameterSpec wanted = parameters.getParameterSpec(ECParameterSpec.class);
    if (!(key instanceof ECPublicKey point)
        || !point.getParams().getCurve().equals(wanted.getCurve())
        || !point.getParams().getOrder().equals(wanted.getOrder())) {
      throw new IllegalArgumentException("not on P-256");
    }
    return new TrustedKey(key, "SHA256withECDSA");
  }

  boolean signed(byte[] message, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance(algorithm);
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false; // a signature that is none is not valid
    }
  }

  /** The same for two spellings of one key. */
  String fingerprint() {
    return Hash.hex(key.getEncoded());
  }
}
