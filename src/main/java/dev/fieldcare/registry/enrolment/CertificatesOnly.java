package dev.fieldcare.registry.enrolment;

import dev.fieldcare.base.Problem;
import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSAbsentContent;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedDataGenerator;

/** Certificates as EST carries them: a PKCS#7 structure that signs nothing, in base64. */
public final class CertificatesOnly {
  private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\r', '\n'});

  private CertificatesOnly() {}

  public static String base64(List<X509Certificate> certificates) {
    try {
      var generator = new CMSSignedDataGenerator();
      generator.addCertificates(new JcaCertStore(certificates));
      return LINES.encodeToString(generator.generate(new CMSAbsentContent()).getEncoded()) + "\r\n";
    } catch (CMSException | CertificateEncodingException | IOException e) {
      throw new Problem(
          Problem.Kind.INTERNAL, "enrolment.answer", "certificates cannot be packed: " + e, e);
    }
  }
}
