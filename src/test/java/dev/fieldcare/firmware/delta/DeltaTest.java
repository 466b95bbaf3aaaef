package dev.fieldcare.firmware.delta;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fieldcare.base.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deltas are small, lead where they should, and only from where they should. */
class DeltaTest {
  private static final int SIZE = 16 << 20;

  @TempDir private Path directory;
  private Path base;
  private Path target;
  private Path delta;

  @BeforeEach
  void write() throws IOException {
    base = directory.resolve("base");
    target = directory.resolve("target");
    delta = directory.resolve("delta.zst");
    byte[] old = ImagePair.old(SIZE, 1);
    Files.write(base, old);
    Files.write(target, ImagePair.next(old, 2));
  }

  @Test
  void sixteen_megabytes_that_differ_a_little_make_a_delta_of_one_percent() throws Exception {
    long size = Delta.make(base, target, delta, SIZE);
    assertEquals(Files.size(delta), size);
    assertTrue(size <= SIZE / 100, size + " bytes");
    assertArrayEquals(Files.readAllBytes(target), applied(base, SIZE + (1 << 20)));
  }

  @Test
  void the_stock_zstd_applies_it() throws Exception {
    assumeTrue(hasZstd(), "zstd is needed (Debian package zstd)");
    Delta.make(base, target, delta, SIZE);
    Path made = directory.resolve("made");
    Process zstd =
        new ProcessBuilder(
                "zstd", "-q", "-d", "--patch-from=" + base, delta.toString(), "-o", made.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(zstd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(zstd.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, zstd.exitValue(), said);
    assertEquals(-1, Files.mismatch(target, made));
  }

  @Test
  void from_another_base_it_is_refused() throws Exception {
    Delta.make(base, target, delta, SIZE);
    Path other = Files.write(directory.resolve("other"), ImagePair.old(SIZE, 3));
    Problem refused = assertThrows(Problem.class, () -> applied(other, 2L * SIZE));
    assertEquals("delta.broken", refused.code());
  }

  @Test
  void one_that_makes_more_than_it_says_is_refused() {
    Delta.make(base, target, delta, SIZE);
    Problem refused = assertThrows(Problem.class, () -> applied(base, SIZE / 2));
    assertEquals("delta.broken", refused.code());
  }

  @Test
  void a_cut_one_is_refused() throws Exception {
    long size = Delta.make(base, target, delta, SIZE);
    Files.write(delta, Arrays.copyOf(Files.readAllBytes(delta), (int) size / 2));
    Problem refused = assertThrows(Problem.class, () -> applied(base, 2L * SIZE));
    assertEquals("delta.broken", refused.code());
  }

  @Test
  void images_that_have_nothing_in_common_make_none() throws Exception {
    byte[] noise = new byte[1 << 20];
    new SplittableRandom(5).nextBytes(noise);
    Files.write(target, noise);
    Problem refused =
        assertThrows(Problem.class, () -> Delta.make(base, target, delta, noise.length / 2));
    assertEquals("delta.useless", refused.code());
    assertFalse(Files.exists(delta));
  }

  @Test
  void a_base_that_looks_like_a_dictionary_is_refused() throws Exception {
    Files.write(base, new byte[] {0x37, (byte) 0xA4, 0x30, (byte) 0xEC, 0, 0, 0, 0, 0});
    Problem refused = assertThrows(Problem.class, () -> Delta.make(base, target, delta, SIZE));
    assertEquals("delta.base", refused.code());
  }

  private byte[] applied(Path from, long most) throws IOException {
    var made = new ByteArrayOutputStream();
    Delta.apply(from, delta, made, most);
    return made.toByteArray();
  }

  private static boolean hasZstd() throws IOException, InterruptedException {
    return new ProcessBuilder("sh", "-c", "command -v zstd").start().waitFor() == 0;
  }
}
