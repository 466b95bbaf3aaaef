package dev.fieldcare.firmware.delta;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Await;
import dev.fieldcare.firmware.DirectorTarget;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.firmware.Workshop;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deltas appear by themselves among the signed targets, for whoever runs the precursor. */
class DeltasTest {
  private static final String MODEL = "gateway-x1";
  private static final byte[] OLD = ImagePair.old(1 << 20, 1);
  private static final byte[] NEXT = ImagePair.next(OLD, 2);

  @TempDir private Path directory;
  private Workshop workshop;
  private Deltas deltas;

  @BeforeEach
  void open() {
    workshop = new Workshop(directory);
    deltas = started();
  }

  private Deltas started() {
    var made =
        new Deltas(
            workshop.vertx,
            workshop.images,
            workshop.releases,
            workshop.repositories.image(),
            directory.resolve("deltas"));
    made.start();
    return made;
  }

  @AfterEach
  void close() {
    Await.get(deltas.settled());
    workshop.close();
  }

  @Test
  void publishing_a_release_makes_a_signed_delta_from_the_one_before() throws Exception {
    Release old = workshop.published(MODEL, "1.4.0", OLD);
    Release next = workshop.published(MODEL, "1.5.0", NEXT);
    Await.get(deltas.settled());
    DirectorTarget.Delta delta = deltas.find(next, old.image().sha256()).orElseThrow();
    assertEquals(
        MODEL + "/1.5.0/image.bin." + old.image().sha256().substring(0, 16) + ".zst", delta.path());
    assertTrue(delta.length() < NEXT.length / 10, delta.length() + " bytes");
    var made = new ByteArrayOutputStream();
    Delta.apply(
        workshop.images.file(old.image()),
        workshop.images.file(workshop.images.get(delta.sha256())),
        made,
        NEXT.length);
    assertArrayEquals(NEXT, made.toByteArray());
    String role =
        Files.readString(
            workshop
                .repositories
                .image()
                .metadata(workshop.repositories.image().chain(MODEL).getLast())
                .orElseThrow(),
            StandardCharsets.UTF_8);
    assertTrue(role.contains("\"format\":\"zstd-patch\""), role);
    assertTrue(role.contains(delta.path()), role);
  }

  @Test
  void a_device_that_runs_something_else_or_says_nothing_is_offered_none() {
    Release old = workshop.published(MODEL, "1.4.0", OLD);
    Release next = workshop.published(MODEL, "1.5.0", NEXT);
    Await.get(deltas.settled());
    assertTrue(deltas.find(next, null).isEmpty());
    assertTrue(deltas.find(next, next.image().sha256()).isEmpty());
    String similar = old.image().sha256().substring(0, 16) + "0".repeat(48);
    assertTrue(deltas.find(next, similar).isEmpty());
    assertTrue(deltas.find(old, old.image().sha256()).isEmpty());
  }

  @Test
  void images_that_have_nothing_in_common_get_none() {
    Release old = workshop.published(MODEL, "1.4.0", OLD);
    Release next = workshop.published(MODEL, "1.5.0", ImagePair.old(1 << 20, 9));
    Await.get(deltas.settled());
    assertTrue(deltas.find(next, old.image().sha256()).isEmpty());
    assertTrue(workshop.releases.extrasOf(next).isEmpty());
  }

  @Test
  void after_a_restart_they_are_there_and_missing_ones_are_made() {
    Release old = workshop.published(MODEL, "1.4.0", OLD);
    Release next = workshop.published(MODEL, "1.5.0", NEXT);
    Await.get(deltas.settled());
    workshop.reopen();
    deltas = started();
    Await.get(deltas.settled());
    assertTrue(deltas.find(workshop.releases.get(next.id()), old.image().sha256()).isPresent());
    assertEquals(1, workshop.releases.extrasOf(next).size());
  }
}
