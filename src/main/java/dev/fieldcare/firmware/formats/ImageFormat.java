package dev.fieldcare.firmware.formats;

import dev.fieldcare.base.Problem;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/** What an image is, by its first bytes, whatever its name says. */
public enum ImageFormat {
  /** Anything else: written as it is. */
  RAW,
  /** A cpio archive that begins with {@code sw-description}, for SWUpdate. */
  SWU,
  /** A squashfs with a CMS signature behind it, for RAUC. */
  RAUC,
  /** A tar archive that begins with {@code version}, for Mender. */
  MENDER;

  private static final int HEAD = 512;
  private static final int TAR_MAGIC_AT = 257;

  /** As a release says it: {@code raw}, {@code swu}, {@code rauc}, {@code mender}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads a few bytes at the beginning and the end. Blocks. */
  public static ImageFormat of(Path image) {
    try (var file = new RandomAccessFile(image.toFile(), "r")) {
      byte[] bytes = new byte[(int) Math.min(HEAD, file.length())];
      file.readFully(bytes);
      String head = new String(bytes, StandardCharsets.ISO_8859_1);
      if ((head.startsWith("070701") || head.startsWith("070702"))
          && head.startsWith(SwuPacker.DESCRIPTION + '\0', CpioWriter.HEADER)) {
        return SWU;
      }
      if (head.startsWith("version\0") && head.startsWith("ustar", TAR_MAGIC_AT)) {
        return MENDER;
      }
      return head.startsWith("hsqs") && RaucBundle.hasSignature(file) ? RAUC : RAW;
    } catch (IOException e) {
      throw new Problem(Problem.Kind.INTERNAL, "image.file", image + " cannot be read: " + e, e);
    }
  }
}
