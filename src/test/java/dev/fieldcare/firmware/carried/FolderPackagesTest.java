package dev.fieldcare.firmware.carried;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Problem;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.firmware.ServerKeys;
import dev.fieldcare.firmware.Workshop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A package is made of files alone, and nothing is signed for files that others altered. */
class FolderPackagesTest {
  private static final String MODEL = "gateway-x1";
  private static final Duration MONTH = Duration.ofDays(30);

  @TempDir private Path directory;
  private Workshop workshop;
  private Path keys;

  @BeforeEach
  void open() {
    workshop = new Workshop(directory);
    workshop.published(MODEL, "1.4.0", bytes("the image before"));
    workshop.published(MODEL, "1.5.0", bytes("the image"));
    keys = directory.resolve("keys");
  }

  @AfterEach
  void close() {
    workshop.close();
  }

  @Test
  void the_newest_release_of_a_model_verifies_from_the_root_it_shipped_with() throws Exception {
    PackageCheck.Contents contents = export(null, null, Workshop.NOW);
    assertEquals("*", contents.device());
    assertEquals(MODEL, contents.hardwareId());
    assertEquals("1.5.0", contents.release());
  }

  @Test
  void one_for_a_device_names_it_and_the_release_that_was_asked_for() throws Exception {
    PackageCheck.Contents contents = export("d-17", "1.4.0", Workshop.NOW);
    assertEquals("d-17", contents.device());
    assertEquals("1.4.0", contents.release());
  }

  @Test
  void the_repository_it_is_made_of_stays_as_it_was() throws Exception {
    TreeMap<String, String> before = listing();
    export(null, null, Workshop.NOW);
    assertEquals(before, listing());
  }

  @Test
  void with_the_keys_of_snapshot_and_timestamp_it_holds_for_its_month() throws Exception {
    Instant late = Workshop.NOW.plus(Duration.ofDays(3)); // the timestamp in the folder has expired
    workshop.clock.move(Duration.ofDays(3));
    export(null, null, late.plus(MONTH).minusSeconds(2));
    assertRefused("package.expired", () -> export(null, null, late.plus(MONTH)));
  }

  @Test
  void without_those_it_holds_as_long_as_the_repositorys_own_timestamp() throws Exception {
    Files.delete(keys.resolve("timestamp.pem"));
    FolderPackages packages = packages();
    assertFalse(packages.renews());
    Instant end = packages.expiry();
    assertEquals("1.5.0", export(null, null, end.minusSeconds(1)).release());
    assertRefused("package.expired", () -> export(null, null, end));
    workshop.clock.move(Duration.ofDays(2));
    assertRefused("package.expired", () -> packages().make(null, MODEL, null));
  }

  @Test
  void without_the_directors_key_it_says_that_the_server_must_do_it() throws Exception {
    Files.delete(keys.resolve("director.pem"));
    Problem refused = assertThrows(Problem.class, this::packages);
    assertEquals("package.director", refused.code());
    assertTrue(refused.message().contains("have the server make it"), refused.message());
  }

  @Test
  void a_copy_as_clients_fetch_it_will_do_and_the_directors_roots_may_lie_beside_the_keys()
      throws Exception {
    Release release = workshop.releases.find(MODEL, "1.5.0").orElseThrow();
    Path named = workshop.firmware.resolve("targets").resolve(release.image().sha256());
    Path folder = Files.createDirectories(workshop.firmware.resolve("targets/" + MODEL + "/1.5.0"));
    Files.move(named, folder.resolve(release.image().sha256() + ".image.bin"));
    try (Stream<Path> roots = Files.list(workshop.firmware.resolve("director"))) {
      for (Path each : roots.toList()) {
        Files.delete(each);
      }
    }
    assertEquals("1.5.0", export(null, null, Workshop.NOW).release());
  }

  @Test
  void an_image_that_was_altered_is_found_out_when_the_package_is_verified() throws Exception {
    Release release = workshop.releases.find(MODEL, "1.5.0").orElseThrow();
    Path image = workshop.firmware.resolve("targets").resolve(release.image().sha256());
    Files.write(image, bytes("THE image"));
    assertRefused("package.hash", () -> export(null, null, Workshop.NOW));
    Files.write(image, bytes("the image and more"));
    assertRefused("image.altered", () -> export(null, null, Workshop.NOW));
    Files.delete(image);
    assertRefused("image.missing", () -> export(null, null, Workshop.NOW));
  }

  @Test
  void nothing_is_signed_for_metadata_that_was_altered() throws Exception {
    Path metadata = workshop.firmware.resolve("metadata");
    try (Stream<Path> files = Files.list(metadata)) {
      for (Path each : files.filter(file -> !named(file).endsWith("root.json")).toList()) {
        byte[] good = Files.readAllBytes(each);
        String text = new String(good, StandardCharsets.UTF_8);
        Files.writeString(each, text.replace("\"expires\":\"20", "\"expires\":\"21"));
        if (isNamedByTheTimestamp(each)) {
          assertThrows(Problem.class, () -> packages().make(null, MODEL, null), each.toString());
        }
        Files.write(each, good);
      }
    }
    export(null, null, Workshop.NOW);
  }

  /** Older files of the roles are not read. */
  private boolean isNamedByTheTimestamp(Path file) {
    return workshop.repositories.image().chain(MODEL).contains(named(file));
  }

  @Test
  void a_repository_that_begins_with_anothers_root_is_refused(@TempDir Path elsewhere)
      throws Exception {
    try (var other = new Workshop(elsewhere)) {
      other.published(MODEL, "6.6.6", bytes("theirs"));
      assertRefused(
          "firmware.roots",
          () ->
              FolderPackages.open(
                  other.firmware, ServerKeys.configured(keys, null), MONTH, workshop.clock));
    }
  }

  @Test
  void a_release_that_is_not_there_is_named_with_those_that_are() {
    Problem refused = assertThrows(Problem.class, () -> packages().make(null, MODEL, "9.9.9"));
    assertEquals("release.unknown", refused.code());
    assertTrue(refused.message().contains("[1.4.0, 1.5.0]"), refused.message());
    assertRefused("release.unknown", () -> packages().make(null, "pump-p2", null));
  }

  private FolderPackages packages() {
    return FolderPackages.open(
        workshop.firmware, ServerKeys.configured(keys, null), MONTH, workshop.clock);
  }

  private PackageCheck.Contents export(
      @Nullable String device, @Nullable String version, Instant now) throws IOException {
    FolderPackages packages = packages();
    Path file = directory.resolve("a.fcpkg");
    try (var out = Files.newOutputStream(file)) {
      packages.make(device, MODEL, version).writeTo(out);
    }
    return PackageCheck.verify(file, packages.roots(), now);
  }

  private interface Step {
    void run() throws IOException;
  }

  private static void assertRefused(String code, Step step) {
    Problem refused = assertThrows(Problem.class, step::run);
    assertEquals(code, refused.code(), refused.message());
  }

  private TreeMap<String, String> listing() throws IOException {
    var listing = new TreeMap<String, String>();
    try (Stream<Path> files = Files.walk(workshop.firmware)) {
      for (Path each : files.toList()) {
        listing.put(each.toString(), Files.getLastModifiedTime(each).toString());
      }
    }
    return listing;
  }

  private static String named(Path file) {
    return file.getFileName().toString();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
