package dev.fieldcare.firmware.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Problem;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.SplittableRandom;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MenderArtifactTest {
  @TempDir private Path directory;
  private final byte[] image = image();
  private final KeyPair signer = curve();

  private static byte[] image() {
    byte[] image = new byte[100_001];
    new SplittableRandom(7).nextBytes(image);
    return image;
  }

  private static KeyPair curve() {
    try {
      return MadeMender.curve();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private Path pem(KeyPair pair) throws Exception {
    var text = new StringWriter();
    try (var pem = new JcaPEMWriter(text)) {
      pem.writeObject(pair.getPublic());
    }
    return Files.writeString(directory.resolve("signer.pem"), text.toString());
  }

  private ImageFormat examine(byte[] artifact, KeyPair trusted) throws Exception {
    Path file = Files.write(directory.resolve("image.mender"), artifact);
    return ImageCheck.with(null, null, pem(trusted)).examine(file, "image.mender");
  }

  private void refused(String found, byte[] artifact) {
    Problem problem = assertThrows(Problem.class, () -> examine(artifact, signer));
    assertEquals("image.signature", problem.code());
    assertTrue(problem.message().contains(found), problem.message());
  }

  @Test
  void an_artifact_that_a_configured_signer_signed_comes_in_however_it_is_packed()
      throws Exception {
    for (KeyPair each : new KeyPair[] {signer, MadeMender.rsa()}) {
      for (String packing : new String[] {"gz", "zst", ""}) {
        byte[] artifact = MadeMender.signedBy(each, image, packing).bytes();
        assertEquals(ImageFormat.MENDER, examine(artifact, each));
      }
    }
  }

  @Test
  void the_certificate_of_another_does_not_let_it_in() throws Exception {
    TestSigner someone = TestSigner.make(directory, "someone");
    Path file =
        Files.write(
            directory.resolve("image.mender"), MadeMender.signedBy(signer, image, "gz").bytes());
    var check = ImageCheck.with(null, null, someone.certificate());
    assertThrows(Problem.class, () -> check.examine(file, "image.mender"));
  }

  @Test
  void another_signer_or_none_is_refused() throws Exception {
    refused("another", MadeMender.signedBy(MadeMender.curve(), image, "gz").bytes());
    refused("another", MadeMender.signedBy(MadeMender.rsa(), image, "gz").bytes());
    MadeMender unsigned = MadeMender.signedBy(signer, image, "gz");
    unsigned.parts.remove("manifest.sig");
    refused("no signature", unsigned.bytes());
    MadeMender bare = MadeMender.signedBy(signer, image, "gz");
    bare.parts.remove("manifest");
    refused("no manifest", bare.bytes());
    for (String nonsense : new String[] {"", "!", "AAAA", "AA==", "MAYCAQECAQE="}) {
      MadeMender made = MadeMender.signedBy(signer, image, "gz");
      made.parts.put("manifest.sig", nonsense.getBytes(StandardCharsets.UTF_8));
      refused("another", made.bytes());
    }
    MadeMender zero = MadeMender.signedBy(signer, image, "gz");
    zero.parts.put("manifest.sig", Base64.getEncoder().encode(new byte[64]));
    refused("another", zero.bytes());
  }

  @Test
  void what_is_not_as_it_was_signed_is_refused() throws Exception {
    byte[] other = image.clone();
    other[50_000] ^= 1;
    MadeMender altered = MadeMender.signedBy(signer, image, "gz");
    altered.parts.put(
        "data/0000.tar.gz", MadeMender.packed("gz", MadeMender.tar(Map.of("image.ext4", other))));
    refused("another data/0000/image.ext4", altered.bytes());
    MadeMender header = MadeMender.signedBy(signer, image, "gz");
    header.parts.put("header.tar.gz", new byte[20]);
    refused("another header.tar.gz", header.bytes());
    MadeMender version = MadeMender.signedBy(signer, image, "gz");
    version.parts.put(
        "version", "{\"format\":\"mender\",\"version\":2}".getBytes(StandardCharsets.UTF_8));
    refused("another version", version.bytes());
  }

  @Test
  void what_the_manifest_does_not_name_or_names_in_vain_is_refused() throws Exception {
    MadeMender more = MadeMender.signedBy(signer, image, "gz");
    more.parts.put(
        "data/0001.tar.gz", MadeMender.packed("gz", MadeMender.tar(Map.of("evil", image))));
    refused("another data/0001/evil", more.bytes());
    MadeMender augmented = MadeMender.signedBy(signer, image, "gz");
    augmented.parts.put("header-augment.tar.gz", new byte[20]);
    refused("header-augment.tar.gz", augmented.bytes());
    MadeMender less = MadeMender.signedBy(signer, image, "gz");
    less.parts.remove("data/0000.tar.gz");
    refused("no data/0000/image.ext4", less.bytes());
    MadeMender packed = MadeMender.signedBy(signer, image, "gz");
    packed.parts.put("data/0000.tar.xz", new byte[20]);
    refused("xz", packed.bytes());
  }

  @Test
  void an_archive_that_is_cut_off_or_no_archive_is_refused() throws Exception {
    byte[] whole = MadeMender.signedBy(signer, image, "gz").bytes();
    for (int length : new int[] {600, 1_024, 5_000, whole.length - 2_000}) {
      Path file = directory.resolve("cut.mender");
      Files.write(file, Arrays.copyOf(whole, length));
      var check = ImageCheck.with(null, null, pem(signer));
      Problem problem = assertThrows(Problem.class, () -> check.examine(file, "cut.mender"));
      assertEquals("image.signature", problem.code(), "cut at " + length);
    }
    byte[] twice = Arrays.copyOf(whole, whole.length + whole.length - 1_024);
    System.arraycopy(whole, 0, twice, whole.length - 1_024, whole.length);
    refused("version twice", twice);
    MadeMender bad = MadeMender.signedBy(signer, image, "gz");
    bad.parts.put("data/0000.tar.gz", new byte[] {1, 2, 3});
    refused("Not in GZIP format", bad.bytes());
  }

  @Test
  void where_no_signer_is_named_nobody_is_asked() throws Exception {
    Path file =
        Files.write(
            directory.resolve("image.mender"),
            MadeMender.signedBy(MadeMender.curve(), image, "gz").bytes());
    assertEquals(ImageFormat.MENDER, ImageCheck.withoutSigners().examine(file, "image.mender"));
  }

  @Test
  void a_signer_file_without_a_good_key_is_refused() throws Exception {
    Path empty = Files.writeString(directory.resolve("empty.pem"), "nothing");
    assertEquals(
        "firmware.signers",
        assertThrows(Problem.class, () -> ImageCheck.with(null, null, empty)).code());
  }
}
