package dev.fieldcare.firmware.carried;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/**
 * An upgrade package that is ready to be written: what comes before the image, the image's file,
 * what comes behind it. The image is never in memory.
 *
 * @param filename to save it as
 * @param expires when the first of its parts does
 */
public record CarriedPackage(
    String filename, Instant expires, byte[] head, Path image, long imageSize, byte[] tail) {

  /**
   * @param small the files before the image, in their order
   */
  static CarriedPackage of(
      String filename,
      Instant expires,
      Map<String, byte[]> small,
      String imageName,
      Path image,
      long imageSize) {
    var head = new ByteArrayOutputStream();
    small.forEach(
        (name, bytes) -> {
          head.writeBytes(Ustar.header(name, bytes.length));
          head.writeBytes(bytes);
          head.writeBytes(new byte[Ustar.padding(bytes.length)]);
        });
    head.writeBytes(Ustar.header(imageName, imageSize));
    byte[] tail = new byte[Ustar.padding(imageSize) + 2 * Ustar.BLOCK];
    return new CarriedPackage(filename, expires, head.toByteArray(), image, imageSize, tail);
  }

  public long size() {
    return head.length + imageSize + tail.length;
  }

  /** Blocks. */
  public void writeTo(OutputStream out) throws IOException {
    out.write(head);
    Files.copy(image, out);
    out.write(tail);
  }
}
