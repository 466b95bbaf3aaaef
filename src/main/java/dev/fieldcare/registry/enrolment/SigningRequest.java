package dev.fieldcare.registry.enrolment;

import dev.fieldcare.base.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.Provider;
import java.security.PublicKey;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;

/**
 * A PKCS#10 request that was signed with the key it asks a certificate for, and asks for nothing a
 * device may not have.
 *
 * @param commonName the only one its subject has
 */
public record SigningRequest(String commonName, PublicKey key) {
  /** Bytes as they come; an RSA key of 8192 bits needs less than a fifth of it. */
  public static final int LONGEST = 16_384;

  /** The JDK calls PSS otherwise than BouncyCastle asks for it. */
  private static final Provider PROVIDER = new BouncyCastleProvider();

  private static final Pattern ARMOUR = Pattern.compile("-----(BEGIN|END)[A-Z ]+-----");
  private static final Pattern SPACE = Pattern.compile("\\s+");

  /** What a request may be signed with; nothing that rests on SHA-1 or MD5. */
  private static final Map<String, String> SIGNATURES =
      Map.of(
          "1.2.840.113549.1.1.11", "SHA256withRSA",
          "1.2.840.113549.1.1.12", "SHA384withRSA",
          "1.2.840.113549.1.1.13", "SHA512withRSA",
          "1.2.840.113549.1.1.10", "RSASSA-PSS",
          "1.2.840.10045.4.3.2", "SHA256withECDSA",
          "1.2.840.10045.4.3.3", "SHA384withECDSA",
          "1.2.840.10045.4.3.4", "SHA512withECDSA",
          "1.3.101.112", "Ed25519");

  /**
   * Reads base64 as EST wants it, with or without PEM's first and last line, or DER.
   *
   * @throws Problem {@code csr.…} naming what was wrong
   */
  public static SigningRequest read(byte[] bytes) {
    if (bytes.length > LONGEST) {
      throw new Problem(
          Problem.Kind.TOO_LARGE,
          "csr.tooLarge",
          "request: expected at most " + LONGEST + " bytes, found " + bytes.length);
    }
    try {
      var request = new PKCS10CertificationRequest(der(bytes));
      refuseWishes(request);
      String name = commonName(request);
      PublicKey key = DeviceKeys.read(request.getSubjectPublicKeyInfo());
      mustBeSigned(request, key);
      return new SigningRequest(name, key);
    } catch (IOException | PKCSException | OperatorCreationException e) {
      throw malformed(e);
    } catch (IllegalArgumentException | IllegalStateException | ClassCastException e) {
      // how the ASN.1 reader says that a structure is not what its place calls for
      throw malformed(e);
    }
  }

  private static byte[] der(byte[] bytes) {
    boolean isDer = bytes.length > 1 && bytes[0] == 0x30 && (bytes[1] & 0x80) != 0;
    if (isDer) {
      return bytes;
    }
    String text = new String(bytes, StandardCharsets.US_ASCII);
    String bare = SPACE.matcher(ARMOUR.matcher(text).replaceAll("")).replaceAll("");
    return Base64.getDecoder().decode(bare);
  }

  private static String commonName(PKCS10CertificationRequest request) {
    String found = null;
    for (RDN part : request.getSubject().getRDNs()) {
      for (AttributeTypeAndValue each : part.getTypesAndValues()) {
        if (each.getType().equals(BCStyle.CN)) {
          if (found != null) {
            throw refused("csr.commonName", "one common name", "several");
          }
          ASN1Encodable value = each.getValue();
          found = value instanceof ASN1String text ? text.getString() : "";
        }
      }
    }
    if (found == null || found.isEmpty()) {
      throw refused("csr.commonName", "the device id as common name (CN)", "none");
    }
    return found;
  }

  private static void refuseWishes(PKCS10CertificationRequest request) {
    Extensions wished = request.getRequestedExtensions();
    if (wished == null) {
      return;
    }
    Extension constraints = wished.getExtension(Extension.basicConstraints);
    if (constraints != null && BasicConstraints.getInstance(constraints.getParsedValue()).isCA()) {
      throw refused("csr.ca", "a device's certificate", "one asked for that signs others (CA)");
    }
    Extension usage = wished.getExtension(Extension.keyUsage);
    int signsOthers = KeyUsage.keyCertSign | KeyUsage.cRLSign;
    if (usage != null) {
      KeyUsage asked = KeyUsage.getInstance(usage.getParsedValue());
      if (asked.hasUsages(KeyUsage.keyCertSign) || asked.hasUsages(signsOthers)) {
        throw refused("csr.usage", "a device's key usage", "keyCertSign asked for");
      }
    }
  }

  private static void mustBeSigned(PKCS10CertificationRequest request, PublicKey key)
      throws OperatorCreationException, PKCSException {
    String algorithm = request.getSignatureAlgorithm().getAlgorithm().getId();
    if (!SIGNATURES.containsKey(algorithm)) {
      throw refused(
          "csr.algorithm",
          "a signature by one of "
              + String.join(", ", SIGNATURES.values().stream().sorted().toList()),
          "the algorithm " + algorithm);
    }
    if (!request.isSignatureValid(
        new JcaContentVerifierProviderBuilder().setProvider(PROVIDER).build(key))) {
      throw refused("csr.signature", "a signature by the key that is asked for", "another");
    }
  }

  static Problem refused(String code, String expected, String found) {
    return Problem.badInput(code, "request: expected " + expected + ", found " + found);
  }

  private static Problem malformed(Exception cause) {
    return new Problem(
        Problem.Kind.BAD_INPUT,
        "csr.malformed",
        "request: expected a PKCS#10 request in base64, found something else: "
            + cause.getMessage(),
        cause);
  }
}
