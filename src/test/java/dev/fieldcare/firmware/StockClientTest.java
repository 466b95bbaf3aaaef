package dev.fieldcare.firmware;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fieldcare.base.Await;
import dev.fieldcare.firmware.tuf.KeyFiles;
import dev.fieldcare.firmware.tuf.KeySigner;
import dev.fieldcare.firmware.tuf.Metadata;
import dev.fieldcare.firmware.tuf.Signer;
import dev.fieldcare.firmware.tuf.TufKey;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * tuf-js, which knows nothing of us, reads both repositories and refuses what was tampered with.
 */
@Timeout(600)
class StockClientTest {
  private static final String MODEL = "gateway-x1";
  private static final String TARGET = MODEL + "/1.5.0/image.bin";
  private static final byte[] IMAGE = "the firmware of 1.5.0".getBytes(UTF_8);

  @TempDir static Path npm;
  private static TufJs client;

  @TempDir Path directory;
  private Vertx vertx;
  private Workshop workshop;
  private Offline offline;
  private Path trusted;

  @BeforeAll
  static void install() {
    client = TufJs.install(npm);
  }

  @BeforeEach
  @SuppressWarnings("NullAway.Init") // found() does the rest
  void open() {
    vertx = Vertx.vertx();
  }

  @AfterEach
  void close() {
    workshop.close();
    Await.get(vertx.close());
  }

  private void found(TufKey.Algorithm algorithm) throws IOException {
    var clock = new dev.fieldcare.base.MovableClock(Instant.now().truncatedTo(ChronoUnit.SECONDS));
    offline = new Offline(directory.resolve("safe"), clock, algorithm, MODEL);
    workshop = new Workshop(directory, offline.folder.online(), clock);
    trusted = trust(metadata().resolve("1.root.json"));
    offline.publish(workshop, workshop.draft(MODEL, "1.5.0", IMAGE));
  }

  private Path trust(Path root) throws IOException {
    Path folder = Files.createTempDirectory(directory, "trusted");
    Files.copy(root, folder.resolve("root.json"));
    return folder;
  }

  private Path metadata() {
    return workshop.firmware.resolve("metadata");
  }

  @ParameterizedTest
  @EnumSource
  void fetches_a_target_from_root_1_on_after_three_root_rotations(TufKey.Algorithm algorithm)
      throws IOException {
    found(algorithm);
    offline.revoke(Map.of(), "root-1");
    offline.revoke(Map.of(), "root-2", "timestamp-1");
    offline.revoke(Map.of(), "root-3", "snapshot-1", "targets-1");
    workshop.repositories.refresh();
    assertTrue(Files.exists(metadata().resolve("4.root.json")));

    JsonNode fetched = fetch(metadata());
    assertEquals("", fetched.path("refused").asText());
    assertEquals(
        new String(IMAGE, UTF_8), Files.readString(Path.of(fetched.path("file").asText())));
    assertEquals(MODEL, fetched.at("/custom/hardwareId").asText());
    assertEquals(1, fetched.at("/custom/counter").asInt());
  }

  @Test
  void fetches_a_target_whose_model_key_was_revoked_and_signed_anew() throws IOException {
    found(TufKey.Algorithm.ED25519);
    assertEquals("", fetch(metadata()).path("refused").asText());
    Metadata published = read(metadata().resolve("1." + MODEL + ".json"));
    offline.revoke(Map.of(MODEL, published), MODEL + "-1", MODEL + "-2");
    workshop.repositories.refresh();
    assertEquals("", fetch(metadata()).path("refused").asText());
  }

  @Test
  void reads_what_the_director_says_to_a_device() throws IOException {
    found(TufKey.Algorithm.ED25519);
    Release release = workshop.releases.find(MODEL, "1.5.0").orElseThrow();
    var director = workshop.repositories.director();
    DirectorMetadata signed =
        director.sign(new DirectorTarget("d-17", MODEL, release, "123", null));
    Path folder = Files.createDirectories(directory.resolve("director"));
    Files.write(folder.resolve("timestamp.json"), signed.timestamp());
    Files.write(folder.resolve(signed.snapshotName()), signed.snapshot());
    Files.write(folder.resolve(signed.targetsName()), signed.targets());
    trusted = trust(director.roots().getFirst());

    JsonNode found = client.fetch(trusted, serve(folder), "-", TARGET);
    assertEquals("", found.path("refused").asText());
    assertEquals(MODEL, found.at("/custom/ecus/d-17/hardwareId").asText());
    assertEquals(release.image().sha256(), found.at("/hashes/sha256").asText());
  }

  @Test
  void refuses_a_frozen_repository_whose_timestamp_has_expired() throws IOException {
    found(TufKey.Algorithm.ED25519);
    Path hostile = copy();
    resign(hostile.resolve("timestamp.json"), expired(), "timestamp-1");
    assertRefused("ExpiredMetadataError", hostile);
  }

  @Test
  void refuses_expired_targets_of_a_model() throws IOException {
    found(TufKey.Algorithm.ED25519);
    workshop.clock.move(Duration.ofDays(-400));
    Release old = workshop.draft(MODEL, "1.6.0", IMAGE);
    offline.publish(workshop, old);
    workshop.clock.move(Duration.ofDays(400));
    workshop.repositories.refresh();
    assertRefused("is expired", metadata());
  }

  @Test
  void refuses_a_repository_that_was_rolled_back() throws IOException {
    found(TufKey.Algorithm.ED25519);
    Path old = copy();
    offline.publish(workshop, workshop.draft(MODEL, "1.6.0", "newer".getBytes(UTF_8)));
    assertEquals("", fetch(metadata()).path("refused").asText());
    assertRefused("BadVersionError", old);
  }

  @Test
  void refuses_a_mix_of_an_old_and_a_new_repository() throws IOException {
    found(TufKey.Algorithm.ED25519);
    byte[] old = Files.readAllBytes(metadata().resolve("1." + MODEL + ".json"));
    offline.publish(workshop, workshop.draft(MODEL, "1.6.0", "newer".getBytes(UTF_8)));
    Path hostile = copy();
    Files.write(hostile.resolve("2." + MODEL + ".json"), old);
    assertRefused("", hostile);
  }

  @Test
  void refuses_a_snapshot_that_has_lost_a_file() throws IOException {
    found(TufKey.Algorithm.ED25519);
    assertEquals("", fetch(metadata()).path("refused").asText());
    Path hostile = copy();
    Metadata timestamp = read(hostile.resolve("timestamp.json"));
    long version = timestamp.signed().at("/meta/snapshot.json/version").asLong();
    Metadata snapshot = read(hostile.resolve(version + ".snapshot.json"));
    ObjectNode poor = snapshot.signed();
    ((ObjectNode) poor.path("meta")).remove(MODEL + ".json");
    poor.put("version", version + 1);
    byte[] file = Metadata.unsigned(poor).signedBy(List.of(online("snapshot-1"))).bytes();
    Files.write(hostile.resolve((version + 1) + ".snapshot.json"), file);
    ObjectNode next = timestamp.signed().put("version", timestamp.version() + 1);
    ((ObjectNode) next.path("meta")).set("snapshot.json", Metadata.meta(version + 1, file));
    Files.write(
        hostile.resolve("timestamp.json"),
        Metadata.unsigned(next).signedBy(List.of(online("timestamp-1"))).bytes());
    assertRefused("", hostile);
  }

  @Test
  void refuses_every_metadata_file_that_was_altered() throws IOException {
    found(TufKey.Algorithm.ED25519);
    offline.revoke(Map.of(), "root-1");
    workshop.repositories.refresh();
    try (var files = Files.list(metadata())) {
      for (Path each : files.sorted().toList()) {
        String name = each.getFileName().toString();
        boolean isAskedFor =
            !name.startsWith("1.root") && !name.matches("[0-9]+\\.snapshot\\.json")
                || name.equals(newestSnapshot());
        if (isAskedFor) {
          Path hostile = copy();
          Metadata altered = read(each);
          ObjectNode signed = altered.signed().put("expires", "2099-01-01T00:00:00Z");
          ObjectNode json = altered.json();
          json.set("signed", signed);
          Files.write(hostile.resolve(name), dev.fieldcare.firmware.tuf.TufJson.write(json));
          trusted = trust(metadata().resolve("1.root.json"));
          assertRefused("", hostile);
        }
      }
    }
  }

  private String newestSnapshot() throws IOException {
    return read(metadata().resolve("timestamp.json"))
            .signed()
            .at("/meta/snapshot.json/version")
            .asLong()
        + ".snapshot.json";
  }

  @Test
  void refuses_a_timestamp_signed_by_somebody_else() throws IOException {
    found(TufKey.Algorithm.ED25519);
    Path hostile = copy();
    ObjectNode next = read(hostile.resolve("timestamp.json")).signed();
    Files.write(
        hostile.resolve("timestamp.json"),
        Metadata.unsigned(next.put("version", 99))
            .signedBy(List.of(KeySigner.generate(TufKey.Algorithm.ED25519)))
            .bytes());
    assertRefused("", hostile);
  }

  @Test
  void refuses_a_root_signed_by_one_old_root_key_alone() throws IOException {
    found(TufKey.Algorithm.ED25519);
    Path hostile = copy();
    KeySigner stolen =
        KeyFiles.read(offline.folder.offline().resolve("root-1.pem"), Offline.PASSWORD);
    ObjectNode next = read(hostile.resolve("1.root.json")).signed().put("version", 2);
    Files.write(
        hostile.resolve("2.root.json"), Metadata.unsigned(next).signedBy(List.of(stolen)).bytes());
    assertRefused("", hostile);
  }

  @Test
  void refuses_an_image_that_was_altered() throws IOException {
    found(TufKey.Algorithm.ED25519);
    Image image = workshop.releases.find(MODEL, "1.5.0").orElseThrow().image();
    Path file = workshop.firmware.resolve("targets").resolve(image.sha256());
    Files.writeString(file, "the firmware of 6.6.6");
    assertRefused("", metadata());
  }

  private ObjectNode expired() throws IOException {
    ObjectNode timestamp = read(metadata().resolve("timestamp.json")).signed();
    return timestamp
        .put("version", timestamp.path("version").asLong() + 1)
        .put(
            "expires",
            Instant.now().minus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS).toString());
  }

  private void resign(Path file, ObjectNode signed, String key) throws IOException {
    Files.write(file, Metadata.unsigned(signed).signedBy(List.of(online(key))).bytes());
  }

  private Signer online(String name) {
    return KeyFiles.read(offline.folder.online().resolve(name + ".pem"), null);
  }

  private void assertRefused(String expected, Path folder) {
    String refused = fetch(folder).path("refused").asText();
    System.out.println("tuf-js refuses: " + refused);
    assertTrue(!refused.isEmpty() && refused.contains(expected), refused);
    assertTrue(!refused.contains("ECONNREFUSED"), refused);
  }

  private JsonNode fetch(Path folder) {
    String url = serve(folder);
    return client.fetch(trusted, url, url + "targets/", TARGET);
  }

  private static Metadata read(Path file) throws IOException {
    return Metadata.parse(Files.readAllBytes(file), file.toString());
  }

  private Path copy() throws IOException {
    Path copy = Files.createTempDirectory(directory, "hostile");
    try (var files = Files.list(metadata())) {
      for (Path each : files.toList()) {
        Files.copy(each, copy.resolve(each.getFileName()));
      }
    }
    return copy;
  }

  /** Metadata from this folder, targets from the workshop's, as the gateway serves them. */
  private String serve(Path folder) {
    HttpServer server =
        Await.get(
            vertx
                .createHttpServer()
                .requestHandler(
                    request -> {
                      String path = request.path().substring(1);
                      Path file = folder.resolve(path);
                      if (path.startsWith("targets/")) {
                        file =
                            workshop
                                .repositories
                                .image()
                                .target(path.substring("targets/".length()))
                                .map(
                                    target ->
                                        workshop
                                            .firmware
                                            .resolve("targets")
                                            .resolve(target.sha256()))
                                .orElse(directory.resolve("none"));
                      }
                      if (Files.isRegularFile(file)) {
                        request.response().sendFile(file.toString());
                      } else {
                        request.response().setStatusCode(404).end();
                      }
                    })
                .listen(0, "127.0.0.1"));
    return "http://127.0.0.1:" + server.actualPort() + "/";
  }
}
