package dev.fieldcare.firmware.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fieldcare.base.Problem;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Artifacts that Mender's own tool wrote, as a customer's build would. */
@Timeout(120)
class RealMenderTest {
  private static final Path TOOL = Path.of("/usr/bin/mender-artifact");

  @TempDir private Path directory;

  @BeforeEach
  void makeImage() throws Exception {
    assumeTrue(
        Files.isExecutable(TOOL) && Files.isExecutable(Path.of("/usr/bin/openssl")),
        "mender-artifact is not installed; what would run it: apt-get install mender-artifact");
    byte[] image = new byte[300_001];
    new SplittableRandom(7).nextBytes(image);
    Files.write(directory.resolve("image.bin"), image);
  }

  @Test
  void what_a_configured_signer_signed_comes_in_by_either_kind_of_key() throws Exception {
    for (String kind : List.of("ec", "rsa")) {
      Path signer = signer(kind, kind);
      for (String packing : List.of("gzip", "none")) {
        Path artifact = write("single-file", packing, kind);
        assertEquals(ImageFormat.MENDER, ImageFormat.of(artifact));
        assertEquals(ImageFormat.MENDER, examine(artifact, signer), kind + ", " + packing);
      }
      Path whole = write("rootfs-image", "gzip", kind);
      assertEquals(ImageFormat.MENDER, examine(whole, signer), "a root file system");
    }
  }

  @Test
  void what_nobody_signed_is_refused_where_a_signer_is_configured_and_else_carried()
      throws Exception {
    Path artifact = write("single-file", "gzip", null);
    assertRefused("no signature", artifact, signer("ec", "ours"));
    assertEquals(ImageFormat.MENDER, ImageCheck.withoutSigners().examine(artifact, "image.mender"));
  }

  @Test
  void what_somebody_else_signed_is_refused() throws Exception {
    signer("ec", "theirs");
    assertRefused("another", write("single-file", "gzip", "theirs"), signer("ec", "ours"));
  }

  @Test
  void one_byte_altered_in_the_payload_is_found_out() throws Exception {
    Path signer = signer("ec", "ours");
    Path artifact = write("single-file", "none", "ours");
    try (var file = new RandomAccessFile(artifact.toFile(), "rw")) {
      long at = file.length() - 100_000;
      file.seek(at);
      int old = file.read();
      file.seek(at);
      file.write(old ^ 1);
    }
    assertRefused("data/0000/image.bin", artifact, signer);
  }

  @Test
  void a_packing_we_cannot_read_is_named() throws Exception {
    Path signer = signer("ec", "ours");
    assertRefused(".xz", write("single-file", "lzma", "ours"), signer);
  }

  private static ImageFormat examine(Path artifact, Path signer) {
    return ImageCheck.with(null, null, signer).examine(artifact, "image.mender");
  }

  private static void assertRefused(String found, Path artifact, Path signer) {
    Problem refused = assertThrows(Problem.class, () -> examine(artifact, signer));
    assertEquals("image.signature", refused.code());
    assertTrue(refused.message().contains(found), refused.message());
  }

  /** Makes a key as Mender's documentation has it; the public half. */
  private Path signer(String kind, String name) throws Exception {
    String key = directory.resolve(name + ".key").toString();
    if (kind.equals("ec")) {
      run("openssl", "ecparam", "-genkey", "-name", "prime256v1", "-noout", "-out", key);
    } else {
      run("openssl", "genrsa", "-traditional", "-out", key, "3072");
    }
    Path shown = directory.resolve(name + ".pem");
    run("openssl", "pkey", "-in", key, "-pubout", "-out", shown.toString());
    return shown;
  }

  private Path write(String type, String packing, @org.jspecify.annotations.Nullable String key)
      throws Exception {
    Path artifact = directory.resolve("artifact.mender");
    boolean isModule = type.equals("single-file");
    var command = new ArrayList<>(List.of(TOOL.toString(), "--compression", packing, "write"));
    command.addAll(isModule ? List.of("module-image", "-T", type) : List.of(type));
    command.addAll(List.of("-t", "gateway-x1", "-n", "release-1"));
    command.addAll(List.of("-f", directory.resolve("image.bin").toString()));
    command.addAll(List.of("-o", artifact.toString()));
    if (key != null) {
      command.addAll(List.of("-k", directory.resolve(key + ".key").toString()));
    }
    run(command.toArray(String[]::new));
    return artifact;
  }

  private void run(String... command) throws Exception {
    Path log = directory.resolve("log");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), () -> String.join(" ", command));
    assertEquals(0, process.exitValue(), Files.readString(log));
  }
}
