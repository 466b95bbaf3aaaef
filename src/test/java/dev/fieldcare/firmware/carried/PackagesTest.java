package dev.fieldcare.firmware.carried;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Await;
import dev.fieldcare.base.Problem;
import dev.fieldcare.firmware.DirectorTarget;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.firmware.Workshop;
import dev.fieldcare.firmware.tuf.Metadata;
import dev.fieldcare.firmware.tuf.Root;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A package holds the whole chain, and whoever changes any of it is found out. */
class PackagesTest {
  private static final String MODEL = "gateway-x1";
  private static final Duration MONTH = Duration.ofDays(30);

  @TempDir private Path directory;
  private Workshop workshop;
  private Release release;

  @BeforeEach
  void open() {
    workshop = new Workshop(directory);
    release = workshop.published(MODEL, "1.5.0", bytes("the image"));
  }

  @AfterEach
  void close() {
    workshop.close();
  }

  @Test
  void a_package_for_a_device_verifies_from_the_root_it_shipped_with() throws Exception {
    PackageCheck.Contents contents = verify(write("d-17"), root("image"), Workshop.NOW);
    assertEquals("d-17", contents.device());
    assertEquals(MODEL, contents.hardwareId());
    assertEquals("1.5.0", contents.release());
    assertEquals(release.image().sha256(), contents.sha256());
  }

  @Test
  void a_package_for_a_model_names_every_device() throws Exception {
    assertEquals("*", verify(write(null), root("director"), Workshop.NOW).device());
  }

  @Test
  void it_is_a_plain_tar_in_the_order_that_was_agreed() throws Exception {
    Path file = Files.write(directory.resolve("a.fcpkg"), write("d-17"));
    Process tar = new ProcessBuilder("tar", "-tf", file.toString()).start();
    List<String> names =
        new String(tar.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    assertTrue(tar.waitFor(30, TimeUnit.SECONDS));
    assertEquals(0, tar.exitValue());
    assertEquals("fieldcare-package.json", names.getFirst());
    assertEquals("director/metadata/1.root.json", names.get(1));
    assertEquals(
        "image/targets/" + MODEL + "/1.5.0/" + release.image().sha256() + ".image.bin",
        names.getLast());
    assertTrue(
        names.indexOf("image/metadata/1.root.json")
            > names.indexOf("director/metadata/timestamp.json"));
  }

  /**
   * The attack: a package's timestamps, which hold for a month, are served to a device on line, to
   * keep newer ones from it. Uptane's rule against rollback refuses them if their versions are
   * lower than those the device saw.
   */
  @Test
  void TUF_FREEZE_what_a_package_carries_is_older_than_anything_on_line() throws Exception {
    Map<String, byte[]> files = files(write("d-17"));
    workshop.clock.move(Duration.ofDays(-1)); // whatever the server's clock did in between
    var online =
        workshop
            .repositories
            .director()
            .sign(new DirectorTarget("d-17", MODEL, release, "123", null));
    long image = version(Files.readAllBytes(workshop.firmware.resolve("metadata/timestamp.json")));
    assertTrue(version(file(files, "director/metadata/timestamp.json")) < online.version());
    assertTrue(version(file(files, "image/metadata/timestamp.json")) < image);
    assertTrue(files.containsKey("image/metadata/1.snapshot.json"));
    assertTrue(files.containsKey("director/metadata/1.snapshot.json"));
    assertTrue(files.containsKey("director/metadata/1.targets.json"));
  }

  private static long version(byte[] file) {
    return Metadata.parse(file, "timestamp.json").version();
  }

  @Test
  void it_holds_for_its_month_and_not_longer() throws Exception {
    byte[] made = write("d-17");
    verify(made, root("image"), Workshop.NOW.plus(MONTH).minusSeconds(2));
    assertRefused("package.expired", made, Workshop.NOW.plus(MONTH));
  }

  @Test
  void one_of_another_vendor_is_refused(@TempDir Path elsewhere) throws Exception {
    try (var other = new Workshop(elsewhere)) {
      Problem refused =
          assertThrows(
              Problem.class,
              () ->
                  verify(
                      write("d-17"),
                      Root.parse(
                          Files.readAllBytes(other.firmware.resolve("metadata/1.root.json")),
                          "root"),
                      Workshop.NOW));
      assertEquals("package.root", refused.code());
    }
  }

  @Test
  void a_change_of_any_single_file_is_found_out() throws Exception {
    Map<String, byte[]> files = files(write("d-17"));
    for (String name : files.keySet()) {
      if (name.equals(Packing.ABOUT)) {
        continue;
      }
      var changed = new LinkedHashMap<>(files);
      byte[] bytes = files.get(name).clone();
      int at = bytes.length / 2;
      bytes[at] ^= 1;
      changed.put(name, bytes);
      assertThrows(Problem.class, () -> verify(tar(changed), root("image"), Workshop.NOW), name);
      changed.remove(name);
      assertThrows(
          Problem.class,
          () -> verify(tar(changed), root("image"), Workshop.NOW),
          "without " + name);
    }
    verify(tar(files), root("image"), Workshop.NOW);
  }

  @Test
  void the_director_of_one_device_with_the_image_of_another_release_is_refused() throws Exception {
    Map<String, byte[]> old = files(write("d-17"));
    release = workshop.published(MODEL, "1.6.0", bytes("another image"));
    Map<String, byte[]> mixed = files(write("d-17"));
    old.forEach(
        (name, bytes) -> {
          if (name.startsWith("image/")) {
            mixed.put(name, bytes);
          }
        });
    mixed.keySet().removeIf(name -> name.startsWith("image/") && !old.containsKey(name));
    assertRefused("package.disagree", tar(mixed), Workshop.NOW);
  }

  @Test
  void an_image_that_is_longer_or_another_is_refused() throws Exception {
    Map<String, byte[]> files = files(write("d-17"));
    String image = List.copyOf(files.keySet()).getLast();
    files.put(image, bytes("the image and more"));
    assertRefused("package.endless", tar(files), Workshop.NOW);
    files.put(image, bytes("THE image"));
    assertRefused("package.hash", tar(files), Workshop.NOW);
  }

  @Test
  void a_cut_package_and_one_with_something_behind_it_are_refused() throws Exception {
    byte[] made = write("d-17");
    for (int cut : new int[] {0, 100, 512, made.length / 2, made.length - 1_100}) {
      assertRefused("package.tar", Arrays.copyOf(made, cut), Workshop.NOW);
    }
    byte[] longer = Arrays.copyOf(made, made.length + 512);
    longer[made.length + 7] = 1;
    assertRefused("package.tar", longer, Workshop.NOW);
  }

  @Test
  void what_is_not_published_is_not_packed() {
    Release draft = workshop.draft(MODEL, "1.7.0", bytes("draft"));
    Problem refused =
        assertThrows(Problem.class, () -> packages().make("d-17", MODEL, draft, null));
    assertEquals("package.unpublished", refused.code());
  }

  private Packages packages() {
    return new Packages(
        workshop.vertx,
        workshop.images,
        workshop.releases,
        workshop.repositories.image(),
        workshop.repositories.director(),
        MONTH,
        workshop.clock);
  }

  private byte[] write(@Nullable String device) throws IOException {
    CarriedPackage made = Await.get(packages().make(device, MODEL, release, "123"));
    var out = new ByteArrayOutputStream();
    made.writeTo(out);
    assertEquals(made.size(), out.size());
    return out.toByteArray();
  }

  private Root root(String repository) throws IOException {
    Path file = workshop.directory.resolve("keys").resolve(repository).resolve("1.root.json");
    return Root.parse(Files.readAllBytes(file), file.toString());
  }

  private static PackageCheck.Contents verify(byte[] made, Root root, Instant now)
      throws IOException {
    return PackageCheck.verify(new ByteArrayInputStream(made), List.of(root), now);
  }

  private void assertRefused(String code, byte[] made, Instant now) throws IOException {
    Root root = root("image");
    Problem refused = assertThrows(Problem.class, () -> verify(made, root, now));
    assertEquals(code, refused.code(), refused.message());
  }

  private static Map<String, byte[]> files(byte[] made) throws IOException {
    var files = new LinkedHashMap<String, byte[]>();
    var reader = new PackageReader(new ByteArrayInputStream(made));
    for (var next = reader.next(); next.isPresent(); next = reader.next()) {
      files.put(next.get().name(), reader.bytes(next.get(), 1 << 20));
    }
    return files;
  }

  private static byte[] tar(Map<String, byte[]> files) {
    var out = new ByteArrayOutputStream();
    files.forEach(
        (name, bytes) -> {
          out.writeBytes(Ustar.header(name, bytes.length));
          out.writeBytes(bytes);
          out.writeBytes(new byte[Ustar.padding(bytes.length)]);
        });
    out.writeBytes(new byte[2 * Ustar.BLOCK]);
    return out.toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] file(Map<String, byte[]> files, String name) {
    return Objects.requireNonNull(files.get(name), name);
  }
}
