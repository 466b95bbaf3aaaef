package dev.fieldcare.firmware.tuf;

import dev.fieldcare.base.Problem;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidParameterException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Keys in a PKCS#11 token, reached by the JDK's SunPKCS11: ECDSA on P-256, made in it and used in
 * it. A certificate of its own lies beside each key, because PKCS#11 as Java sees it finds a key by
 * its certificate; nobody trusts it for anything.
 */
public final class KeyToken {
  private static final String PROVIDER = "SunPKCS11";
  private static final String CURVE = "secp256r1";
  private static final Instant FOR_EVER = Instant.parse("9999-12-31T23:59:59Z");

  private final Path configuration;
  private final Provider provider;
  private final KeyStore store;

  private KeyToken(Path configuration, Provider provider, KeyStore store) {
    this.configuration = configuration;
    this.provider = provider;
    this.store = store;
  }

  /**
   * Signs in.
   *
   * @param configuration as SunPKCS11 reads it: {@code name}, {@code library}, {@code slot}
   * @throws Problem {@code keys.token}, {@code keys.pin}
   */
  public static KeyToken open(Path configuration, char[] pin) {
    if (!Files.isRegularFile(configuration)) {
      throw Problem.badInput(
          "keys.token", configuration + ": expected a configuration of SunPKCS11, found no file");
    }
    Provider plain = Security.getProvider(PROVIDER);
    if (plain == null) {
      throw Problem.badInput("keys.token", configuration + ": this Java has no " + PROVIDER);
    }
    try {
      Provider provider = plain.configure(configuration.toString());
      KeyStore store = KeyStore.getInstance("PKCS11", provider);
      store.load(null, pin);
      return new KeyToken(configuration, provider, store);
    } catch (IOException e) {
      throw new Problem(
          Problem.Kind.BAD_INPUT, "keys.pin", configuration + ": the PIN does not fit", e);
    } catch (GeneralSecurityException
        | InvalidParameterException
        | ProviderException
        | UnsupportedOperationException e) {
      throw bad(configuration, "the token cannot be opened: " + told(e), e);
    }
  }

  private static String told(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }

  /**
   * Makes a key in the token, which it never leaves.
   *
   * @throws Problem {@code keys.token} also when it has one of that label
   */
  public TufKey make(String label) {
    try {
      if (store.containsAlias(label)) {
        throw Problem.conflict(
            "keys.token", configuration + ": there is a key " + label + " already");
      }
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", provider);
      generator.initialize(new ECGenParameterSpec(CURVE));
      KeyPair pair = generator.generateKeyPair();
      if (pair.getPrivate().getEncoded() != null) {
        throw Problem.badInput(
            "keys.token",
            configuration
                + ": expected a token that keeps its keys, found one that gives them out");
      }
      store.setKeyEntry(
          label, pair.getPrivate(), null, new Certificate[] {certificate(label, pair)});
      return get(label).key();
    } catch (GeneralSecurityException | OperatorCreationException | ProviderException e) {
      throw bad(configuration, "no key " + label + " can be made: " + told(e), e);
    }
  }

  private Certificate certificate(String label, KeyPair pair)
      throws GeneralSecurityException, OperatorCreationException {
    var name = new X500Name("CN=" + label);
    X509CertificateHolder made =
        new JcaX509v3CertificateBuilder(
                name,
                BigInteger.ONE,
                Date.from(Instant.EPOCH),
                Date.from(FOR_EVER),
                name,
                pair.getPublic())
            .build(
                new JcaContentSignerBuilder(TufKey.Algorithm.ECDSA_P256.signature())
                    .setProvider(provider)
                    .build(pair.getPrivate()));
    return new JcaX509CertificateConverter().getCertificate(made);
  }

  /**
   * The key of this label.
   *
   * @throws Problem {@code keys.unknown}
   */
  public Signer get(String label) {
    try {
      Certificate certificate = store.getCertificate(label);
      if (certificate == null || !(store.getKey(label, null) instanceof PrivateKey secret)) {
        throw Problem.notFound(
            "keys.unknown",
            configuration + ": expected a key with a certificate, labelled " + label);
      }
      return new InToken(TufKey.of(certificate.getPublicKey()), secret);
    } catch (GeneralSecurityException | ProviderException e) {
      throw bad(configuration, "the key " + label + " cannot be had: " + told(e), e);
    }
  }

  /** All keys that can sign here. */
  public List<Signer> all() {
    try {
      var found = new ArrayList<Signer>();
      for (String label : Collections.list(store.aliases())) {
        boolean isOurs =
            store.isKeyEntry(label)
                && store.getCertificate(label).getPublicKey().getAlgorithm().equals("EC");
        if (isOurs) {
          found.add(get(label));
        }
      }
      return found;
    } catch (GeneralSecurityException | ProviderException e) {
      throw bad(configuration, "its keys cannot be listed: " + told(e), e);
    }
  }

  private static Problem bad(Path configuration, String message, Throwable cause) {
    return new Problem(Problem.Kind.BAD_INPUT, "keys.token", configuration + ": " + message, cause);
  }

  /** A key whose private half is only a handle. */
  private final class InToken implements Signer {
    private final TufKey key;
    private final PrivateKey secret;

    private InToken(TufKey key, PrivateKey secret) {
      this.key = key;
      this.secret = secret;
    }

    @Override
    public TufKey key() {
      return key;
    }

    @Override
    public byte[] sign(byte[] message) {
      try {
        Signature signature = Signature.getInstance(key.algorithm().signature(), provider);
        signature.initSign(secret);
        signature.update(message);
        return signature.sign();
      } catch (GeneralSecurityException | ProviderException e) {
        throw bad(configuration, "the key " + key + " does not sign: " + told(e), e);
      }
    }
  }
}
