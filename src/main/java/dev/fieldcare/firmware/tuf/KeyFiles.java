package dev.fieldcare.firmware.tuf;

import dev.fieldcare.base.Problem;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.jspecify.annotations.Nullable;

/**
 * Private keys as PEM files of PKCS#8, encrypted (PBES2: PBKDF2 with HMAC-SHA-256, AES-256) where
 * there is a password; readable by their owner alone.
 */
public final class KeyFiles {
  private static final BouncyCastleProvider BOUNCY_CASTLE = new BouncyCastleProvider();
  private static final int ITERATIONS = 600_000;

  private KeyFiles() {}

  /**
   * Writes a new file.
   *
   * @param password null: not encrypted
   * @throws Problem {@code keys.file}, also when it exists
   */
  public static void write(Path file, KeySigner signer, char @Nullable [] password) {
    try {
      var text = new StringWriter();
      try (var pem = new JcaPEMWriter(text)) {
        OutputEncryptor encryptor = password == null ? null : encryptor(password);
        pem.writeObject(new JcaPKCS8Generator(signer.secret(), encryptor));
      }
      Files.createDirectories(java.util.Objects.requireNonNull(file.toAbsolutePath().getParent()));
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, text.toString(), StandardOpenOption.TRUNCATE_EXISTING);
    } catch (IOException | OperatorCreationException e) {
      throw bad(file, "cannot be written: " + e);
    }
  }

  private static OutputEncryptor encryptor(char[] password) throws OperatorCreationException {
    return new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
        .setProvider(BOUNCY_CASTLE)
        .setPRF(PKCS8Generator.PRF_HMACSHA256)
        .setIterationCount(ITERATIONS)
        .setPassword(password)
        .build();
  }

  /**
   * Reads one file.
   *
   * @param password null: none is known
   * @throws Problem {@code keys.file}, {@code keys.password}
   */
  public static KeySigner read(Path file, char @Nullable [] password) {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw bad(file, "cannot be read: " + e);
    }
    return new KeySigner(pair(info(text, file, password), file));
  }

  /** Every {@code *.pem} of a directory, by name. */
  public static List<KeySigner> readAll(Path directory, char @Nullable [] password) {
    try (Stream<Path> files = Files.list(directory)) {
      var keys = new ArrayList<KeySigner>();
      for (Path file : files.filter(each -> each.toString().endsWith(".pem")).sorted().toList()) {
        keys.add(read(file, password));
      }
      return keys;
    } catch (IOException e) {
      throw bad(directory, "cannot be read: " + e);
    }
  }

  private static PrivateKeyInfo info(String text, Path file, char @Nullable [] password) {
    try (var parser = new PEMParser(new StringReader(text))) {
      Object found = parser.readObject();
      if (found instanceof PrivateKeyInfo open) {
        return open;
      }
      if (found instanceof PKCS8EncryptedPrivateKeyInfo closed) {
        if (password == null) {
          throw Problem.badInput("keys.password", file + ": expected a password, found none");
        }
        return closed.decryptPrivateKeyInfo(
            new JceOpenSSLPKCS8DecryptorProviderBuilder()
                .setProvider(BOUNCY_CASTLE)
                .build(password));
      }
      throw bad(file, "expected a private key in PKCS#8");
    } catch (PKCSException e) {
      throw new Problem(
          Problem.Kind.BAD_INPUT, "keys.password", file + ": the password does not fit", e);
    } catch (IOException | OperatorCreationException | IllegalArgumentException e) {
      throw bad(file, "expected a private key in PKCS#8: " + e.getMessage());
    }
  }

  private static KeyPair pair(PrivateKeyInfo info, Path file) {
    try {
      AsymmetricKeyParameter secret = PrivateKeyFactory.createKey(info);
      String algorithm = secret instanceof ECPrivateKeyParameters ? "EC" : "Ed25519";
      KeyFactory factory = KeyFactory.getInstance(algorithm);
      PublicKey shown =
          factory.generatePublic(
              new X509EncodedKeySpec(
                  SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(publicOf(secret, file))
                      .getEncoded()));
      PrivateKey hidden =
          factory.generatePrivate(
              new PKCS8EncodedKeySpec(
                  new PrivateKeyInfo(info.getPrivateKeyAlgorithm(), info.parsePrivateKey())
                      .getEncoded()));
      return new KeyPair(shown, hidden);
    } catch (IOException | GeneralSecurityException e) {
      throw bad(file, "expected a key of Ed25519 or ECDSA P-256: " + e.getMessage());
    }
  }

  private static AsymmetricKeyParameter publicOf(AsymmetricKeyParameter secret, Path file) {
    if (secret instanceof Ed25519PrivateKeyParameters ed25519) {
      return ed25519.generatePublicKey();
    }
    if (secret instanceof ECPrivateKeyParameters ec
        && ec.getParameters() instanceof ECNamedDomainParameters curve) {
      return new ECPublicKeyParameters(curve.getG().multiply(ec.getD()).normalize(), curve);
    }
    throw bad(file, "expected a key of Ed25519 or ECDSA P-256");
  }

  private static Problem bad(Path file, String message) {
    return Problem.badInput("keys.file", file + ": " + message);
  }
}
