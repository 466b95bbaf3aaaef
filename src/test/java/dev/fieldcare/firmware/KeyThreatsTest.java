package dev.fieldcare.firmware;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Await;
import dev.fieldcare.base.MovableClock;
import dev.fieldcare.firmware.tuf.AtomicFiles;
import dev.fieldcare.firmware.tuf.KeyFolder;
import dev.fieldcare.firmware.tuf.Metadata;
import dev.fieldcare.firmware.tuf.Root;
import dev.fieldcare.firmware.tuf.TufKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a server does that holds only the online keys: nothing without those that are offline. */
@Timeout(300)
class KeyThreatsTest {
  private static final String MODEL = "gateway-x1";

  @TempDir Path directory;
  private final MovableClock clock = new MovableClock(Workshop.NOW);
  private Offline offline;
  private Workshop workshop;

  @BeforeEach
  void open() {
    offline = new Offline(directory.resolve("safe"), clock, TufKey.Algorithm.ED25519, MODEL);
    workshop = new Workshop(directory, offline.folder.online(), clock);
  }

  @AfterEach
  void close() {
    workshop.close();
  }

  @Test
  void THREAT_IMG_NON_AUTH_an_unsigned_release_is_neither_published_nor_a_target() {
    Release draft = workshop.draft(MODEL, "1.5.0", "unsigned".getBytes(UTF_8));
    assertEquals(ReleaseState.DRAFT, draft.state());
    for (ReleaseState to : new ReleaseState[] {ReleaseState.PUBLISHED, ReleaseState.SIGNED}) {
      Await.problem(workshop.releases.transition(draft.id(), to, "user:ann"));
      assertEquals(ReleaseState.DRAFT, workshop.releases.get(draft.id()).state());
    }
    assertTrue(target(draft).isEmpty());
  }

  @Test
  void THREAT_IMG_NON_AUTH_a_signature_of_another_key_is_refused() {
    Release draft = workshop.draft(MODEL, "1.5.0", "unsigned".getBytes(UTF_8));
    SigningRequest request = Await.get(workshop.releases.signingRequest(draft.id()));
    for (var each : offline.folder.open(Offline.PASSWORD)) {
      byte[] signature = each.sign(request.metadata().message());
      boolean isModels = request.role().keys().containsKey(each.key().id());
      if (!isModels) {
        var other = Map.of(each.key().id(), signature);
        assertEquals(
            "release.signature",
            Await.problem(workshop.releases.addSignatures(draft.id(), other, "user:ann")).code());
      } else {
        signature[0] ^= 1;
        var broken = Map.of(each.key().id(), signature);
        assertEquals(
            "release.signature",
            Await.problem(workshop.releases.addSignatures(draft.id(), broken, "user:ann")).code());
      }
    }
    assertEquals(ReleaseState.DRAFT, workshop.releases.get(draft.id()).state());
  }

  @Test
  void THREAT_KEY_EXPOSURE_no_key_on_the_server_signs_roots_or_releases() throws IOException {
    Set<String> online;
    try (var files = Files.walk(offline.folder.online())) {
      online =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".pem"))
              .map(name -> offline.folder.get(name.replace(".pem", "")).id())
              .collect(Collectors.toSet());
    }
    assertFalse(online.isEmpty());
    Root image = offline.folder.root(KeyFolder.IMAGE);
    Root director = offline.folder.root(KeyFolder.DIRECTOR);
    for (String role : new String[] {Root.ROOT, Root.TARGETS}) {
      assertNone(online, image.role(role).keys().keySet(), role);
    }
    assertNone(online, director.role(Root.ROOT).keys().keySet(), "the director's root");
    Release draft = workshop.draft(MODEL, "1.5.0", "unsigned".getBytes(UTF_8));
    SigningRequest request = Await.get(workshop.releases.signingRequest(draft.id()));
    assertNone(online, request.role().keys().keySet(), MODEL);
  }

  private static void assertNone(Set<String> online, Set<String> keys, String role) {
    assertFalse(keys.isEmpty(), role);
    assertTrue(keys.stream().noneMatch(online::contains), role);
  }

  @Test
  void THREAT_KEY_EXPOSURE_a_revoked_models_key_signs_no_release_any_more() {
    Release first = offline.publish(workshop, workshop.draft(MODEL, "1.5.0", bytes("first")));
    assertTrue(target(first).isPresent());
    var stolen = offline.folder.open(Offline.PASSWORD);
    Set<String> before =
        Await.get(
                workshop.releases.signingRequest(
                    workshop.draft(MODEL, "1.6.0", bytes("second")).id()))
            .role()
            .keys()
            .keySet();
    offline.revoke(Map.of(MODEL, published()), MODEL + "-1", MODEL + "-2");
    workshop.repositories.refresh();

    Release evil = workshop.draft(MODEL, "1.7.0", bytes("evil"));
    SigningRequest request = Await.get(workshop.releases.signingRequest(evil.id()));
    stolen.stream()
        .filter(each -> before.contains(each.key().id()))
        .forEach(
            each -> {
              var signed = Map.of(each.key().id(), each.sign(request.metadata().message()));
              assertEquals(
                  "release.signature",
                  Await.problem(workshop.releases.addSignatures(evil.id(), signed, "x")).code());
            });
    assertTrue(target(evil).isEmpty());
  }

  private Metadata published() {
    Path file = workshop.repositories.image().metadata("1." + MODEL + ".json").orElseThrow();
    return Metadata.parse(AtomicFiles.find(file).orElseThrow(), file.toString());
  }

  private Optional<PublishedTarget> target(Release release) {
    return workshop
        .repositories
        .image()
        .target(MODEL + "/" + release.version() + "/" + release.image().sha256() + ".image.bin");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
