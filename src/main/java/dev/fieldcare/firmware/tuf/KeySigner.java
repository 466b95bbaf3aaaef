package dev.fieldcare.firmware.tuf;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;

/** Signs with a private key in memory. */
public final class KeySigner implements Signer {
  private final TufKey key;
  private final PrivateKey secret;

  public KeySigner(KeyPair pair) {
    this.key = TufKey.of(pair.getPublic());
    this.secret = pair.getPrivate();
  }

  /** With a new key. */
  public static KeySigner generate(TufKey.Algorithm algorithm) {
    return new KeySigner(generatePair(algorithm));
  }

  static KeyPair generatePair(TufKey.Algorithm algorithm) {
    try {
      if (algorithm == TufKey.Algorithm.ED25519) {
        return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      }
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java makes keys of " + algorithm, e);
    }
  }

  @Override
  public TufKey key() {
    return key;
  }

  PrivateKey secret() {
    return secret;
  }

  @Override
  public byte[] sign(byte[] message) {
    try {
      Signature signature = Signature.getInstance(key.algorithm().signature());
      signature.initSign(secret);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the key " + key + " does not sign: " + e.getMessage(), e);
    }
  }
}
