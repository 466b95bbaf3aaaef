package dev.fieldcare.firmware.formats;

import dev.fieldcare.base.Problem;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** Public keys in PEM, bare or in certificates: RSA of 2048 bits at least, or on a curve. */
final class SignerKeys {
  private static final int LEAST_BITS = 2_048;

  private SignerKeys() {}

  /**
   * @throws Problem {@code firmware.signers}
   */
  static List<PublicKey> read(Path file) {
    var keys = new ArrayList<PublicKey>();
    try (Reader in = Files.newBufferedReader(file);
        var pem = new PEMParser(in)) {
      for (Object each = pem.readObject(); each != null; each = pem.readObject()) {
        keys.add(key(file, each));
      }
    } catch (IOException e) {
      throw refused(file, e.toString());
    }
    if (keys.isEmpty()) {
      throw refused(file, "none");
    }
    return keys;
  }

  private static PublicKey key(Path file, Object object) throws PEMException {
    SubjectPublicKeyInfo info =
        switch (object) {
          case X509CertificateHolder certificate -> certificate.getSubjectPublicKeyInfo();
          case SubjectPublicKeyInfo bare -> bare;
          default -> throw refused(file, object.getClass().getSimpleName());
        };
    PublicKey key = new JcaPEMKeyConverter().getPublicKey(info);
    boolean isGood =
        key instanceof ECPublicKey
            || key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() >= LEAST_BITS;
    if (!isGood) {
      throw refused(file, "a weaker or unknown key (" + key.getAlgorithm() + ")");
    }
    return key;
  }

  private static Problem refused(Path file, String found) {
    return Problem.badInput(
        "firmware.signers",
        file + ": expected certificates or public keys of RSA or ECDSA in PEM, found " + found);
  }
}
