package dev.fieldcare.firmware.formats;

import dev.fieldcare.base.Problem;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes a .swu for SWUpdate: one image, what to do with it, and the signature over that. */
public final class SwuPacker {
  static final String DESCRIPTION = "sw-description";
  static final String SIGNATURE = "sw-description.sig";

  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+:-]{0,63}");
  private static final Pattern PLACE = Pattern.compile("/[A-Za-z0-9._/+:@=-]{1,255}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,99}");

  /**
   * What is packed.
   *
   * @param place where it goes: a block device below {@code /dev}, or the path of a file
   * @param hardware the revisions it fits, as {@code swupdate -H board:revision} names them
   */
  public record Order(Path image, String version, String place, List<String> hardware) {
    public Order {
      hardware = List.copyOf(hardware);
      require("version", WORD, version);
      require("place", PLACE, place);
      hardware.forEach(each -> require("hardware revision", WORD, each));
      if (hardware.isEmpty()) {
        throw Problem.badInput("swu.hardware", "expected a hardware revision or more, found none");
      }
      require("file name", NAME, String.valueOf(image.getFileName()));
    }

    private static void require(String what, Pattern form, String found) {
      if (!form.matcher(found).matches()) {
        throw Problem.badInput("swu.text", what + ": expected " + form + ", found " + found);
      }
    }
  }

  private SwuPacker() {}

  /** Writes the .swu, replacing what was there; a failure leaves no part of one. Blocks. */
  public static void pack(Order order, CmsSigner signer, Path swu) {
    Path part = swu.resolveSibling(swu.getFileName() + ".part");
    try {
      String name = String.valueOf(order.image().getFileName());
      if (Files.size(order.image()) > CpioWriter.LARGEST) {
        throw Problem.badInput(
            "swu.size", order.image() + ": expected at most 4 GB, as cpio can hold, found more");
      }
      byte[] description =
          description(order, name, sha256(order.image())).getBytes(StandardCharsets.UTF_8);
      try (var out = new BufferedOutputStream(Files.newOutputStream(part))) {
        var archive = new CpioWriter(out);
        archive.add(DESCRIPTION, description);
        archive.add(SIGNATURE, signer.sign(description));
        archive.add(name, order.image());
        archive.end();
      }
      Files.move(part, swu, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new Problem(Problem.Kind.INTERNAL, "swu.file", swu + " cannot be written: " + e, e);
    } finally {
      try {
        Files.deleteIfExists(part);
      } catch (IOException e) {
        part.toFile().deleteOnExit();
      }
    }
  }

  private static String description(Order order, String name, String sha256) {
    boolean isDevice = order.place().startsWith("/dev/");
    String hardware =
        order.hardware().stream().map(each -> '"' + each + '"').collect(Collectors.joining(", "));
    return """
        software =
        {
            version = "%s";
            description = "packed by Fieldcare";
            hardware-compatibility: [ %s ];
            %s: (
                {
                    filename = "%s";
                    %s = "%s";
                    sha256 = "%s";
                }
            );
        }
        """
        .formatted(
            order.version(),
            hardware,
            isDevice ? "images" : "files",
            name,
            isDevice ? "device" : "path",
            order.place(),
            sha256);
  }

  private static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file);
        var digesting = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
      digesting.transferTo(java.io.OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digesting.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
