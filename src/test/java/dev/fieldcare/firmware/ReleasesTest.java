package dev.fieldcare.firmware;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fieldcare.base.Await;
import dev.fieldcare.base.Json;
import dev.fieldcare.firmware.tuf.AtomicFiles;
import dev.fieldcare.firmware.tuf.Metadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class ReleasesTest {
  private static final String MODEL = "gateway-x1";

  @TempDir Path directory;
  private Workshop workshop;

  @BeforeEach
  void open() {
    workshop = new Workshop(directory);
  }

  @AfterEach
  void close() {
    workshop.close();
  }

  @Test
  void with_development_keys_a_release_is_signed_at_once_and_published_by_one_step() {
    var heard = new ArrayList<ReleaseState>();
    workshop.releases.onChange(release -> heard.add(release.state()));

    Release draft = workshop.draft(MODEL, "1.5.0", bytes("new"));
    assertEquals(ReleaseState.SIGNED, draft.state());
    Release published =
        Await.get(workshop.releases.transition(draft.id(), ReleaseState.PUBLISHED, "user:ann"));

    assertEquals(ReleaseState.PUBLISHED, published.state());
    assertEquals(List.of(ReleaseState.DRAFT, ReleaseState.SIGNED, ReleaseState.PUBLISHED), heard);
    var journal =
        Await.get(
            workshop.journal.list(workshop.database.pool(), null, 10, "release:" + published.id()));
    assertEquals(
        List.of("release.created", "release.signed", "release.published"),
        journal.items().stream().map(line -> line.type()).toList());
    assertTrue(
        workshop
            .repositories
            .image()
            .target(MODEL + "/1.5.0/" + published.image().sha256() + ".image.bin")
            .isPresent());
  }

  @Test
  void the_release_counter_of_a_model_only_grows() {
    assertEquals(1, workshop.published(MODEL, "1.0.0", bytes("a")).counter());
    assertEquals(2, workshop.published(MODEL, "1.1.0", bytes("b")).counter());
    assertEquals(1, workshop.published("pump-p2", "1.0.0", bytes("c")).counter());
    Image image = workshop.image("image.bin", bytes("d"));
    ReleaseDraft low = withCounter(ReleaseDraft.of(MODEL, "1.2.0", image.sha256()), 7);
    Await.get(workshop.releases.create(low, "user:test"));
    ReleaseDraft lower = withCounter(ReleaseDraft.of(MODEL, "1.3.0", image.sha256()), 5);
    assertEquals(
        "release.counter", Await.problem(workshop.releases.create(lower, "user:test")).code());
  }

  private static ReleaseDraft withCounter(ReleaseDraft draft, long counter) {
    return new ReleaseDraft(
        draft.model(),
        draft.version(),
        counter,
        draft.kind(),
        draft.image(),
        draft.format(),
        draft.hardwareRevisions(),
        draft.fixes(),
        draft.notes(),
        draft.steppingStones(),
        draft.minimumBootloader(),
        draft.sbom());
  }

  @Test
  void no_way_leads_back() {
    Release release = workshop.published(MODEL, "1.0.0", bytes("a"));
    Await.get(workshop.releases.transition(release.id(), ReleaseState.WITHDRAWN, "user:test"));
    for (ReleaseState to : ReleaseState.values()) {
      assertEquals(
          "release.transition",
          Await.problem(workshop.releases.transition(release.id(), to, "user:test")).code());
    }
  }

  @Test
  void a_withdrawn_release_leaves_the_repository_when_its_keys_are_here() {
    Release release = workshop.published(MODEL, "1.0.0", bytes("a"));
    String path = MODEL + "/1.0.0/" + release.image().sha256() + ".image.bin";
    assertTrue(workshop.repositories.image().target(path).isPresent());
    Await.get(workshop.releases.transition(release.id(), ReleaseState.WITHDRAWN, "user:test"));
    assertFalse(workshop.repositories.image().target(path).isPresent());
  }

  @Test
  void what_was_published_is_known_after_a_restart_even_without_the_files() throws IOException {
    Release release = workshop.published(MODEL, "1.0.0", bytes("a"));
    String path = MODEL + "/1.0.0/" + release.image().sha256() + ".image.bin";
    workshop.reopen();
    assertEquals(release, workshop.releases.get(release.id()));
    assertTrue(workshop.repositories.image().target(path).isPresent());

    Metadata before = timestamp();
    try (var files = Files.list(workshop.firmware.resolve("metadata"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    workshop.clock.move(Duration.ofMinutes(1));
    workshop.reopen();
    assertTrue(workshop.repositories.image().target(path).isPresent());
    assertTrue(timestamp().version() > before.version(), "or devices refuse it as rolled back");
  }

  @Test
  void a_delta_joins_the_targets_of_a_published_release() {
    Release release = workshop.published(MODEL, "1.0.0", bytes("a"));
    Image delta = workshop.image("image.bin.0123456789abcdef.zst", bytes("delta"));
    ObjectNode custom = Json.mapper().createObjectNode().put("format", "zstd-patch");
    String path = MODEL + "/1.0.0/" + delta.filename();
    Await.get(workshop.releases.addTarget(release.id(), new ExtraTarget(path, delta, custom)));
    assertTrue(
        workshop
            .repositories
            .image()
            .target(MODEL + "/1.0.0/" + delta.sha256() + "." + delta.filename())
            .isPresent());
  }

  @Test
  void the_director_names_the_one_image_and_signs_for_a_short_time() {
    Release release = workshop.published(MODEL, "1.5.0", bytes("new"));
    var target =
        new DirectorTarget(
            "d-17",
            MODEL,
            release,
            "123",
            new DirectorTarget.Delta(MODEL + "/1.5.0/image.bin.0.zst", 9, "aa", "bb"));
    DirectorMetadata signed = workshop.repositories.director().sign(target);
    ObjectNode targets = Metadata.parse(signed.targets(), "targets").signed();
    var entry = targets.path("targets").path(MODEL + "/1.5.0/image.bin");
    assertEquals(release.image().sha256(), entry.at("/hashes/sha256").asText());
    assertEquals(MODEL, entry.at("/custom/ecus/d-17/hardwareId").asText());
    assertEquals("123", entry.at("/custom/action").asText());
    assertEquals(Workshop.NOW.plus(Duration.ofDays(1)), signed.expires());
    assertEquals(
        signed.snapshot(),
        workshop.repositories.director().find("d-17", signed.snapshotName()).orElseThrow());
    DirectorMetadata later = workshop.repositories.director().sign(target);
    assertTrue(later.version() > signed.version());
  }

  @Test
  void the_timestamp_is_renewed_before_it_expires() {
    Metadata before = timestamp();
    workshop.clock.move(Duration.ofHours(13));
    workshop.repositories.refresh();
    Metadata after = timestamp();
    assertEquals(workshop.clock.millis(), after.version());
    assertEquals(before.expires().plus(Duration.ofHours(13)), after.expires());
  }

  private Metadata timestamp() {
    Path file = workshop.repositories.image().metadata("timestamp.json").orElseThrow();
    return Metadata.parse(AtomicFiles.find(file).orElseThrow(), "timestamp.json");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
