package dev.fieldcare.firmware.tuf;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.jspecify.annotations.Nullable;

/**
 * Signs with a private key in memory: Ed25519 by BouncyCastle, which takes a twelfth of the JDK's
 * time for it, ECDSA by the JDK.
 */
public final class KeySigner implements Signer {
  private final TufKey key;
  private final PrivateKey secret;
  private final @Nullable AsymmetricKeyParameter ed25519;

  public KeySigner(KeyPair pair) {
    this.key = TufKey.of(pair.getPublic());
    this.secret = pair.getPrivate();
    this.ed25519 = key.algorithm() == TufKey.Algorithm.ED25519 ? parameters(secret) : null;
  }

  private static AsymmetricKeyParameter parameters(PrivateKey secret) {
    try {
      return PrivateKeyFactory.createKey(secret.getEncoded());
    } catch (IOException e) {
      throw new IllegalStateException("a key in memory cannot be read", e);
    }
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
    if (ed25519 != null) {
      var signer = new Ed25519Signer();
      signer.init(true, ed25519);
      signer.update(message, 0, message.length);
      return signer.generateSignature();
    }
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
