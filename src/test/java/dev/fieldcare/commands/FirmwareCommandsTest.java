package dev.fieldcare.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.fieldcare.firmware.formats.TestSigner;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From an image to a verified package, by the commands, against a server in its own process. */
@Timeout(600)
class FirmwareCommandsTest {
  private static final String MODEL = "gateway-x1";
  private static ScratchServer server;

  @TempDir private static Path directory;
  private static Path token;

  @BeforeAll
  static void start() throws Exception {
    server = ScratchServer.start(Path.of(System.getProperty("fieldcare.home", ".")), Map.of());
    token = Files.writeString(directory.resolve("token"), ScratchServer.TOKEN + "\n");
    server.register("d-17", MODEL);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private static int firmware(String... arguments) {
    var all = new ArrayList<>(List.of("firmware"));
    all.addAll(List.of(arguments));
    return CommandLines.run(all.toArray(String[]::new));
  }

  /** A command that talks to the server. */
  private static int remote(String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--server", server.url(), "--token-file", token.toString()));
    return firmware(all.toArray(String[]::new));
  }

  private static Path image(String name, int seed) throws Exception {
    byte[] bytes = new byte[300_001];
    new SplittableRandom(seed).nextBytes(bytes);
    return Files.write(directory.resolve(name), bytes);
  }

  private static int verify(Path file) {
    String root = server.directory().resolve("data/keys/director/1.root.json").toString();
    return firmware("verify", file.toString(), "--root", root);
  }

  private static JsonObject release(String version) throws Exception {
    return server.get("/api/v1/releases").getJsonArray("items").stream()
        .map(JsonObject.class::cast)
        .filter(each -> each.getString("version").equals(version))
        .findFirst()
        .orElse(new JsonObject());
  }

  @Test
  void an_image_is_uploaded_published_exported_and_verified() throws Exception {
    Path image = image("image.bin", 1);
    assertEquals(
        0,
        remote(
            "upload",
            image.toString(),
            "--model",
            MODEL,
            "--version",
            "1.5.0",
            "--fixes",
            "temperature.high",
            "--note",
            "en=Runs cooler",
            "--publish"));
    assertEquals("PUBLISHED", release("1.5.0").getString("state"));
    Path carried = directory.resolve("d-17.fcpkg");
    assertEquals(0, remote("export", "--device", "d-17", "--out", carried.toString()));
    assertEquals(0, verify(carried));
    byte[] bytes = Files.readAllBytes(carried);
    bytes[bytes.length - 100_000] ^= 1;
    assertEquals(1, verify(Files.write(directory.resolve("altered.fcpkg"), bytes)));
  }

  @Test
  void what_pack_makes_is_recognised_whatever_it_is_claimed_to_be() throws Exception {
    TestSigner signer = TestSigner.make(directory, "signer");
    Path swu = directory.resolve("update.swu");
    assertEquals(
        0,
        firmware(
            "pack",
            image("payload.bin", 2).toString(),
            "--version",
            "2.0.0",
            "--to",
            "/dev/mmcblk0p2",
            "--hardware",
            "1.0",
            "--cert",
            signer.certificate().toString(),
            "--key",
            signer.key().toString(),
            "--out",
            swu.toString()));
    String[] upload = {"upload", swu.toString(), "--model", "pump-p2", "--version", "2.0.0"};
    var claiming = new ArrayList<>(List.of(upload));
    claiming.addAll(List.of("--format", "raw"));
    assertEquals(1, remote(claiming.toArray(String[]::new)));
    assertEquals(0, remote(upload));
    assertEquals("swu", release("2.0.0").getString("format"));
    assertEquals("SIGNED", release("2.0.0").getString("state"));
  }

  @Test
  void what_cannot_be_exported_leaves_no_file() {
    Path out = directory.resolve("none.fcpkg");
    assertEquals(1, remote("export", "--device", "d-99", "--out", out.toString()));
    assertFalse(Files.exists(out));
    assertFalse(Files.exists(directory.resolve("none.fcpkg.part")));
  }
}
