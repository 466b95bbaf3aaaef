package dev.fieldcare.firmware.formats;

import java.io.InputStream;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataParser;
import org.bouncycastle.cms.CMSTypedStream;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/** Whether a detached CMS signature over some content is by one of the certificates we trust. */
final class CmsCheck {
  private CmsCheck() {}

  /** Only a signer whose very certificate is among these counts; a chain is not followed. */
  static boolean isSigned(byte[] signature, InputStream content, List<X509Certificate> trusted)
      throws java.io.IOException {
    try {
      var parser =
          new CMSSignedDataParser(
              new JcaDigestCalculatorProviderBuilder().build(),
              new CMSTypedStream(content),
              signature);
      parser.getSignedContent().drain();
      for (SignerInformation signer : parser.getSignerInfos().getSigners()) {
        for (X509Certificate each : trusted) {
          if (isBy(signer, each)) {
            return true;
          }
        }
      }
      return false;
    } catch (CMSException | OperatorCreationException e) {
      return false;
    } catch (IllegalArgumentException | IllegalStateException | ClassCastException e) {
      // how the ASN.1 reader says that this is no CMS
      return false;
    }
  }

  /** The same for a signature that encloses its content. */
  static boolean isSignedWithin(byte[] signature, List<X509Certificate> trusted) {
    try {
      for (SignerInformation signer : new CMSSignedData(signature).getSignerInfos().getSigners()) {
        for (X509Certificate each : trusted) {
          if (isBy(signer, each)) {
            return true;
          }
        }
      }
      return false;
    } catch (CMSException e) {
      return false;
    } catch (IllegalArgumentException | IllegalStateException | ClassCastException e) {
      return false;
    }
  }

  private static boolean isBy(SignerInformation signer, X509Certificate certificate) {
    try {
      return signer.verify(
          new JcaSimpleSignerInfoVerifierBuilder()
              .setProvider(CmsSigner.PROVIDER)
              .build(certificate.getPublicKey()));
    } catch (CMSException | OperatorCreationException e) {
      return false;
    }
  }
}
