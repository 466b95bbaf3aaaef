package dev.fieldcare.firmware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Await;
import dev.fieldcare.base.Json;
import dev.fieldcare.base.Problem;
import dev.fieldcare.firmware.formats.CmsSigner;
import dev.fieldcare.firmware.formats.ImageCheck;
import dev.fieldcare.firmware.formats.SwuPacker;
import dev.fieldcare.firmware.formats.TestSigner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an image is decides its bytes, not who uploads it; a bad signature stays outside. */
class ImageDoorTest {
  private static final String MODEL = "gateway-x1";
  private static final String BY = "user:test";

  @TempDir private Path directory;
  private Workshop workshop;
  private TestSigner signer;
  private TestSigner stranger;

  @BeforeEach
  void open() throws Exception {
    workshop = new Workshop(directory);
    signer = TestSigner.make(directory, "signer");
    stranger = TestSigner.make(directory, "stranger");
  }

  @AfterEach
  void close() {
    workshop.close();
  }

  private Path swu(TestSigner by) throws Exception {
    Path payload = Files.write(directory.resolve("payload"), new byte[5_000]);
    Path swu = directory.resolve("update.swu");
    SwuPacker.pack(
        new SwuPacker.Order(payload, "1.5.0", "/dev/mmcblk0p2", List.of("1.0")),
        CmsSigner.read(by.certificate(), by.key(), false),
        swu);
    return swu;
  }

  private Uploads uploads() {
    Images images =
        new Images(
            workshop.vertx,
            workshop.database,
            workshop.journal,
            workshop.clock,
            workshop.firmware,
            ImageCheck.with(signer.certificate(), null, null));
    return new Uploads(workshop.vertx, workshop.database, workshop.clock, images, 1 << 20);
  }

  private io.vertx.core.Future<Image> upload(Uploads uploads, Path file) throws Exception {
    byte[] bytes = Files.readAllBytes(file);
    Uploads.Upload begun =
        Await.get(uploads.begin("update.swu", bytes.length, Json.sha256Hex(bytes), BY));
    var stream =
        Await.get(
            workshop
                .vertx
                .fileSystem()
                .open(file.toString(), new io.vertx.core.file.OpenOptions()));
    stream.pause();
    Await.get(uploads.append(begun.id(), 0, stream));
    return uploads.complete(begun.id(), BY);
  }

  @Test
  void an_image_that_a_stranger_signed_is_refused_and_its_upload_forgotten() throws Exception {
    Uploads uploads = uploads();
    Problem refused = Await.problem(upload(uploads, swu(stranger)));
    assertEquals("image.signature", refused.code());
    assertTrue(refused.message().contains("update.swu"), refused.message());
    try (var left = Files.list(workshop.firmware.resolve("uploads"))) {
      assertEquals(0, left.count());
    }
    assertEquals("image.unknown", problemOf(Json.sha256Hex(Files.readAllBytes(swu(signer)))));
  }

  private String problemOf(String sha256) {
    return org.junit.jupiter.api.Assertions.assertThrows(
            Problem.class, () -> workshop.images.get(sha256))
        .code();
  }

  @Test
  void an_image_of_a_configured_signer_comes_in() throws Exception {
    Image image = Await.get(upload(uploads(), swu(signer)));
    assertEquals("update.swu", image.filename());
  }

  @Test
  void a_release_has_the_format_of_its_image_and_no_other() throws Exception {
    Image image = workshop.image("update.swu", Files.readAllBytes(swu(signer)));
    ReleaseDraft draft = ReleaseDraft.of(MODEL, "1.5.0", image.sha256());
    Problem refused = Await.problem(workshop.releases.create(claiming(draft, "raw"), BY));
    assertEquals("release.format", refused.code());
    assertTrue(refused.message().contains("expected swu"), refused.message());
    assertEquals("swu", Await.get(workshop.releases.create(draft, BY)).format());
    Image raw = workshop.image("image.bin", new byte[] {1, 2, 3});
    ReleaseDraft other = ReleaseDraft.of(MODEL, "1.6.0", raw.sha256());
    assertEquals(
        "release.format",
        Await.problem(workshop.releases.create(claiming(other, "rauc"), BY)).code());
    assertEquals("raw", Await.get(workshop.releases.create(claiming(other, "raw"), BY)).format());
  }

  private static ReleaseDraft claiming(ReleaseDraft draft, String format) {
    return new ReleaseDraft(
        draft.model(),
        draft.version(),
        null,
        draft.kind(),
        draft.image(),
        format,
        List.of(),
        List.of(),
        draft.notes(),
        List.of(),
        null,
        null);
  }
}
