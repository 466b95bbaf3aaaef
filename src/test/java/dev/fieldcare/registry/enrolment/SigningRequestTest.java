package dev.fieldcare.registry.enrolment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.fieldcare.base.Problem;
import java.security.KeyPair;
import java.util.Arrays;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;

/** What a device may ask a certificate for, and what strangers try. */
class SigningRequestTest {

  @Test
  void every_kind_of_key_we_take_is_taken() throws Exception {
    for (KeyPair keys :
        new KeyPair[] {
          Requests.ec("secp256r1"),
          Requests.ec("secp384r1"),
          Requests.rsa(2_048),
          Requests.ed25519()
        }) {
      SigningRequest read = SigningRequest.read(Requests.of("CN=d-17,O=Acme", keys));
      assertEquals("d-17", read.commonName());
      assertEquals(keys.getPublic(), read.key());
    }
  }

  @Test
  void rsa_may_sign_by_pss() throws Exception {
    KeyPair keys = Requests.rsa(2_048);
    byte[] der = Requests.der("CN=d-17", keys, keys, "SHA256withRSAandMGF1", null, null);
    assertEquals("d-17", SigningRequest.read(der).commonName());
  }

  @Test
  void der_and_pem_are_read_too() throws Exception {
    KeyPair keys = Requests.ec("secp256r1");
    byte[] der = Requests.der("CN=d-17", keys, keys, "SHA256withECDSA", null, null);
    assertEquals("d-17", SigningRequest.read(der).commonName());
    String pem =
        "-----BEGIN CERTIFICATE REQUEST-----\n"
            + new String(Requests.base64(der), java.nio.charset.StandardCharsets.US_ASCII)
            + "\n-----END CERTIFICATE REQUEST-----\n";
    assertEquals(
        "d-17",
        SigningRequest.read(pem.getBytes(java.nio.charset.StandardCharsets.US_ASCII)).commonName());
  }

  @Test
  void weak_keys_and_other_curves_are_refused() throws Exception {
    assertRefused("csr.key", Requests.of("CN=d-17", Requests.rsa(1_024)));
    assertRefused("csr.key", Requests.of("CN=d-17", Requests.ec("secp521r1")));
  }

  @Test
  void a_signature_of_another_key_is_refused() throws Exception {
    KeyPair asked = Requests.ec("secp256r1");
    KeyPair other = Requests.ec("secp256r1");
    assertRefused(
        "csr.signature", Requests.der("CN=d-17", asked, other, "SHA256withECDSA", null, null));
  }

  @Test
  void an_altered_request_is_refused() throws Exception {
    KeyPair keys = Requests.ec("secp256r1");
    byte[] der = Requests.der("CN=d-17", keys, keys, "SHA256withECDSA", null, null);
    der[indexOf(der, (byte) '7')] = '8';
    assertRefused("csr.signature", der);
  }

  private static int indexOf(byte[] bytes, byte wanted) {
    for (int i = 2; i < bytes.length; i++) {
      if (bytes[i] == wanted && bytes[i - 1] == '1' && bytes[i - 2] == '-') {
        return i;
      }
    }
    throw new AssertionError("no d-17 in the request");
  }

  @Test
  void a_signature_over_sha1_is_refused() throws Exception {
    KeyPair keys = Requests.ec("secp256r1");
    assertRefused(
        "csr.algorithm", Requests.der("CN=d-17", keys, keys, "SHA1withECDSA", null, null));
  }

  @Test
  void asking_to_sign_others_is_refused() throws Exception {
    KeyPair keys = Requests.ec("secp256r1");
    assertRefused(
        "csr.ca",
        Requests.der(
            "CN=d-17",
            keys,
            keys,
            "SHA256withECDSA",
            Extension.basicConstraints,
            new BasicConstraints(true)));
    assertRefused(
        "csr.usage",
        Requests.der(
            "CN=d-17",
            keys,
            keys,
            "SHA256withECDSA",
            Extension.keyUsage,
            new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyCertSign)));
  }

  @Test
  void a_subject_without_one_common_name_is_refused() throws Exception {
    KeyPair keys = Requests.ec("secp256r1");
    assertRefused("csr.commonName", Requests.of("O=Acme", keys));
    assertRefused("csr.commonName", Requests.of("CN=d-17,CN=d-18", keys));
    assertRefused("csr.commonName", Requests.of("CN=d-17+CN=d-18", keys));
  }

  @Test
  void what_is_no_request_is_refused() throws Exception {
    byte[] der = Requests.der("CN=d-17", keysOf(), keysOf(), "SHA256withECDSA", null, null);
    for (int cut : new int[] {0, 1, 2, 10, der.length / 2, der.length - 1}) {
      assertRefused("csr.malformed", Arrays.copyOf(der, cut));
    }
    assertRefused(
        "csr.malformed", "no request at all".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertRefused("csr.tooLarge", new byte[SigningRequest.LONGEST + 1]);
  }

  private static KeyPair keysOf() throws Exception {
    return Requests.ec("secp256r1");
  }

  private static void assertRefused(String code, byte[] request) {
    Problem refused = assertThrows(Problem.class, () -> SigningRequest.read(request));
    assertEquals(code, refused.code(), refused.message());
  }
}
