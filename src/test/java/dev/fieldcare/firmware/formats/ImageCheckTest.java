package dev.fieldcare.firmware.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fieldcare.base.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What we pack the real swupdate installs; what others signed is recognised and checked. */
class ImageCheckTest {
  @TempDir private Path directory;
  private Path payload;
  private Path installed;

  @BeforeEach
  void write() throws Exception {
    assumeTrue(isThere("openssl"), "openssl is needed (Debian package openssl)");
    byte[] bytes = new byte[300_001];
    new SplittableRandom(7).nextBytes(bytes);
    payload = Files.write(directory.resolve("payload.bin"), bytes);
    installed = directory.resolve("installed.bin");
    certificate("signer", "ec -pkeyopt ec_paramgen_curve:P-256");
    certificate("stranger", "ec -pkeyopt ec_paramgen_curve:P-256");
  }

  @Test
  void the_real_swupdate_installs_what_we_pack_signed_by_ec_rsa_and_pss() throws Exception {
    assumeTrue(isThere("swupdate"), "swupdate is needed (Debian package swupdate)");
    certificate("rsa", "rsa:2048");
    for (String[] each : new String[][] {{"signer", "no"}, {"rsa", "no"}, {"rsa", "pss"}}) {
      Files.deleteIfExists(installed);
      Path swu = pack(each[0], each[1].equals("pss"));
      assertEquals(0, swupdate(swu, each[0]), () -> read("log"));
      assertEquals(-1, Files.mismatch(payload, installed));
    }
  }

  @Test
  void the_real_swupdate_refuses_another_signer_and_an_altered_payload() throws Exception {
    assumeTrue(isThere("swupdate"), "swupdate is needed (Debian package swupdate)");
    Path swu = pack("signer", false);
    assertNotEquals(0, swupdate(swu, "stranger"));
    alter(swu, Files.size(swu) - 2_000);
    assertNotEquals(0, swupdate(swu, "signer"));
  }

  @Test
  void a_swu_is_recognised_and_its_signature_checked() throws Exception {
    Path swu = pack("signer", false);
    assertEquals(ImageFormat.SWU, check("signer", null).examine(swu, "an image"));
    assertEquals(ImageFormat.SWU, check(null, null).examine(swu, "an image"));
    assertRefused("image.signature", "stranger", null, swu);
    byte[] whole = Files.readAllBytes(swu);
    alter(swu, whole.length - 2_000);
    assertRefused("image.cpio", "signer", null, swu);
    Files.write(swu, Arrays.copyOf(whole, whole.length / 2));
    assertRefused("image.cpio", "signer", null, swu);
  }

  @Test
  void a_file_that_the_description_does_not_name_is_refused() throws Exception {
    Path swu = pack("signer", false);
    byte[] description =
        "software = { version = \"1\"; }".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    CmsSigner signer = signer("signer", false);
    try (var out = Files.newOutputStream(swu)) {
      var archive = new CpioWriter(out);
      archive.add(SwuPacker.DESCRIPTION, description);
      archive.add(SwuPacker.SIGNATURE, signer.sign(description));
      archive.add("payload.bin", payload);
      archive.end();
    }
    assertRefused("image.signature", "signer", null, swu);
  }

  @Test
  void real_rauc_bundles_are_recognised_and_checked() throws Exception {
    assumeTrue(isThere("rauc"), "rauc is needed (Debian package rauc)");
    assumeTrue(isThere("mksquashfs"), "mksquashfs is needed (Debian package squashfs-tools)");
    for (String format : List.of("plain", "verity")) {
      Path bundle = rauc(format);
      assertEquals(ImageFormat.RAUC, check(null, "signer").examine(bundle, "an image"), format);
      assertRefused("image.signature", null, "stranger", bundle);
      alter(bundle, 5_000);
      assertRefused("image.signature", null, "signer", bundle);
    }
  }

  @Test
  void anything_else_is_raw() throws Exception {
    assertEquals(ImageFormat.RAW, check("signer", "signer").examine(payload, "an image"));
    assertEquals(
        ImageFormat.RAW,
        check(null, null)
            .examine(Files.write(directory.resolve("empty"), new byte[0]), "an image"));
  }

  private Path rauc(String format) throws Exception {
    Path content = Files.createDirectories(directory.resolve("content-" + format));
    Files.copy(payload, content.resolve("rootfs.img"));
    Files.writeString(
        content.resolve("manifest.raucm"),
        "[update]\ncompatible=gateway-x1\nversion=1.5.0\n[bundle]\nformat="
            + format
            + "\n[image.rootfs]\nfilename=rootfs.img\n");
    Path bundle = directory.resolve(format + ".raucb");
    run(
        "rauc --cert=signer.pem --key=signer.key bundle content-"
            + format
            + " "
            + bundle.getFileName());
    return bundle;
  }

  private Path pack(String signer, boolean isPss) {
    Path swu = directory.resolve("update.swu");
    SwuPacker.pack(
        new SwuPacker.Order(payload, "1.5.0", installed.toString(), List.of("1.0")),
        signer(signer, isPss),
        swu);
    return swu;
  }

  private CmsSigner signer(String name, boolean isPss) {
    return CmsSigner.read(
        directory.resolve(name + ".pem"), directory.resolve(name + ".key"), isPss);
  }

  private ImageCheck check(@Nullable String swu, @Nullable String rauc) {
    return ImageCheck.with(
        swu == null ? null : directory.resolve(swu + ".pem"),
        rauc == null ? null : directory.resolve(rauc + ".pem"),
        null);
  }

  private void assertRefused(String code, @Nullable String swu, @Nullable String rauc, Path image) {
    Problem refused =
        assertThrows(Problem.class, () -> check(swu, rauc).examine(image, "an image"));
    assertEquals(code, refused.code(), refused.message());
  }

  private static void alter(Path file, long at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[(int) at] ^= 1;
    Files.write(file, bytes);
  }

  private int swupdate(Path swu, String signer) throws Exception {
    Path temporary = Files.createDirectories(directory.resolve("tmp"));
    var builder =
        new ProcessBuilder(
                "swupdate",
                "-v",
                "-k",
                signer + ".pem",
                "-H",
                "board:1.0",
                "-M",
                "-m",
                "-i",
                swu.toString())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile());
    builder.environment().put("TMPDIR", temporary.toString());
    Process process = builder.start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), () -> read("log"));
    return process.exitValue();
  }

  private void certificate(String name, String key) throws Exception {
    run(
        "openssl req -x509 -newkey "
            + key
            + " -nodes -days 10 -subj /CN="
            + name
            + " -addext extendedKeyUsage=emailProtection -addext keyUsage=digitalSignature -keyout "
            + name
            + ".key -out "
            + name
            + ".pem");
  }

  private void run(String command) throws Exception {
    Process process =
        new ProcessBuilder("sh", "-c", command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), command);
    assertEquals(0, process.exitValue(), () -> command + "\n" + read("log"));
  }

  private String read(String name) {
    try {
      return Files.readString(
          directory.resolve(name), java.nio.charset.StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static boolean isThere(String program) throws Exception {
    return new ProcessBuilder("sh", "-c", "command -v " + program).start().waitFor() == 0;
  }
}
