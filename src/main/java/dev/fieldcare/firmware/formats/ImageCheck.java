package dev.fieldcare.firmware.formats;

import dev.fieldcare.base.Problem;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks at an image when it is uploaded: says what it is, and refuses one whose own signature is
 * not by a configured signer, where one is configured for its format.
 */
public final class ImageCheck {
  private final List<X509Certificate> swu;
  private final List<X509Certificate> rauc;
  private final List<PublicKey> mender;

  private ImageCheck(
      List<X509Certificate> swu, List<X509Certificate> rauc, List<PublicKey> mender) {
    this.swu = List.copyOf(swu);
    this.rauc = List.copyOf(rauc);
    this.mender = List.copyOf(mender);
  }

  /** Of a server that was told no signers: recognises, and refuses what is not whole. */
  public static ImageCheck withoutSigners() {
    return with(null, null, null);
  }

  /**
   * Reads the signers' certificates. Blocks.
   *
   * @param swu a PEM file with those of .swu archives; null: their signatures are not checked
   * @param rauc the same for RAUC bundles
   * @param mender a PEM file with certificates or public keys of who signs Mender artifacts
   * @throws Problem {@code firmware.signers}
   */
  public static ImageCheck with(@Nullable Path swu, @Nullable Path rauc, @Nullable Path mender) {
    return new ImageCheck(
        read(swu), read(rauc), mender == null ? List.of() : SignerKeys.read(mender));
  }

  private static List<X509Certificate> read(@Nullable Path file) {
    if (file == null) {
      return List.of();
    }
    var found = new ArrayList<X509Certificate>();
    try (InputStream in = Files.newInputStream(file)) {
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        found.add((X509Certificate) each);
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new Problem(
          Problem.Kind.BAD_INPUT,
          "firmware.signers",
          file + ": expected certificates in PEM: " + e.getMessage(),
          e);
    }
    if (found.isEmpty()) {
      throw Problem.badInput(
          "firmware.signers", file + ": expected certificates in PEM, found none");
    }
    return found;
  }

  /**
   * What the image is. Reads it to its end where there is something to check. Blocks.
   *
   * @param name what people call it, for messages
   * @throws Problem {@code image.signature}, {@code image.cpio}
   */
  public ImageFormat examine(Path image, String name) {
    ImageFormat format = ImageFormat.of(image);
    try {
      if (format == ImageFormat.SWU) {
        try (InputStream in = Files.newInputStream(image)) {
          SwuFile.check(in, name, swu);
        }
      } else if (format == ImageFormat.RAUC && !rauc.isEmpty()) {
        RaucBundle.check(image, name, rauc);
      } else if (format == ImageFormat.MENDER && !mender.isEmpty()) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(image), 1 << 16)) {
          MenderArtifact.check(in, name, mender);
        }
      }
      return format;
    } catch (IOException e) {
      throw new Problem(Problem.Kind.INTERNAL, "image.file", image + " cannot be read: " + e, e);
    }
  }
}
