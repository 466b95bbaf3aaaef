package dev.fieldcare.simulator.update.stick;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fieldcare.simulator.update.Hash;
import dev.fieldcare.simulator.update.boot.DeviceStore;
import dev.fieldcare.simulator.update.boot.Outcome;
import dev.fieldcare.simulator.update.boot.SelfTest;
import dev.fieldcare.simulator.update.disk.Durable;
import dev.fieldcare.simulator.update.disk.FolderDisk;
import dev.fieldcare.simulator.update.trust.Rule;
import dev.fieldcare.simulator.update.trust.Vendor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packages on a stick, good ones and bad ones, and what the device says of them. */
class StickTest {
  private static final byte[] FORMER = "image 1.4.0".getBytes(StandardCharsets.UTF_8);
  private static final byte[] NEXT = "image 1.5.0".repeat(9_000).getBytes(StandardCharsets.UTF_8);

  private final Vendor vendor = new Vendor();
  @TempDir @Nullable Path folder;
  private @Nullable DeviceStore made;

  @BeforeEach
  void makeDevice() throws IOException {
    made = new DeviceStore(new FolderDisk(folder().resolve("disk")));
    var who = new DeviceStore.Who(Vendor.DEVICE, Vendor.MODEL, "B", "2.1");
    made.provision(who, FORMER, "1.4.0", 6, vendor.shipped());
    vendor.release("1.5.0", 7, NEXT);
    vendor.assign(Vendor.DEVICE, "1.5.0", "123");
    vendor.write();
  }

  private Path folder() {
    return Objects.requireNonNull(folder);
  }

  private DeviceStore device() {
    return Objects.requireNonNull(made);
  }

  private Outcome plugIn(byte[] bytes, Instant now) throws IOException {
    Path file = Files.write(folder().resolve("update.fcpkg"), bytes);
    return new Stick(device(), SelfTest.BY_CONTENT, Clock.fixed(now, ZoneOffset.UTC))
        .install(file, (state, progress) -> {});
  }

  private Outcome plugIn(Map<String, byte[]> files) throws IOException {
    return plugIn(PackageWriter.tar(files), Vendor.NOW);
  }

  private void refuses(Rule rule, Outcome outcome) throws IOException {
    assertEquals(rule, outcome.rule(), outcome.detail());
    assertEquals("1.4.0", device().boot().image().release());
    assertArrayEquals(FORMER, Durable.read(device().disk(), "slot-a").orElseThrow());
  }

  @Test
  void a_package_is_verified_installed_booted_and_confirmed_without_a_network() throws IOException {
    Outcome outcome = plugIn(PackageWriter.files(vendor));
    assertEquals(Outcome.Result.CONFIRMED, outcome.result(), outcome.detail());
    assertEquals("1.5.0", device().boot().image().release());
    assertEquals("slot-b", device().boot().good().file());
    assertArrayEquals(NEXT, Durable.read(device().disk(), "slot-b").orElseThrow());
  }

  @Test
  void the_same_package_again_gives_the_same_answer() throws IOException {
    Outcome first = plugIn(PackageWriter.files(vendor));
    assertEquals(first, plugIn(PackageWriter.files(vendor)));
  }

  @Test
  void a_package_for_the_whole_model_is_taken() throws IOException {
    vendor.assign("*", "1.5.0", "124");
    vendor.write();
    assertEquals(Outcome.Result.CONFIRMED, plugIn(PackageWriter.files(vendor)).result());
  }

  @Test
  void an_expired_package_is_refused() throws IOException {
    byte[] tar = PackageWriter.tar(PackageWriter.files(vendor));
    refuses(Rule.EXPIRED, plugIn(tar, Vendor.NOW.plus(Duration.ofDays(400))));
  }

  @Test
  void a_package_with_an_older_release_is_refused() throws IOException {
    vendor.release("1.3.0", 5, "image 1.3.0".getBytes(StandardCharsets.UTF_8));
    vendor.assign(Vendor.DEVICE, "1.3.0", "123");
    vendor.write();
    refuses(Rule.ROLLBACK, plugIn(PackageWriter.files(vendor)));
  }

  @Test
  void a_package_for_another_device_is_refused() throws IOException {
    vendor.assign("d-18", "1.5.0", "123");
    vendor.write();
    refuses(Rule.WRONG_DEVICE, plugIn(PackageWriter.files(vendor)));
  }

  @Test
  void an_altered_image_is_refused() throws IOException {
    Map<String, byte[]> files = PackageWriter.files(vendor);
    files.replaceAll(
        (name, bytes) -> {
          byte[] copy = bytes.clone();
          if (name.startsWith("image/targets/")) {
            copy[NEXT.length - 1] ^= 1;
          }
          return copy;
        });
    refuses(Rule.HASH, plugIn(files));
  }

  @Test
  void THREAT_IMG_EXTRA_a_byte_after_the_image_is_refused() throws IOException {
    Map<String, byte[]> files = PackageWriter.files(vendor);
    files.replaceAll(
        (name, bytes) ->
            name.startsWith("image/targets/") ? Arrays.copyOf(bytes, bytes.length + 1) : bytes);
    refuses(Rule.ENDLESS, plugIn(files));
  }

  @Test
  void a_package_cut_short_anywhere_is_refused() throws IOException {
    byte[] tar = PackageWriter.tar(PackageWriter.files(vendor));
    for (int length = 0; length < tar.length - 1_024; length += tar.length / 23) {
      Outcome outcome = plugIn(Arrays.copyOf(tar, length), Vendor.NOW);
      refuses(Rule.FORMAT, outcome);
    }
  }

  @Test
  void a_package_without_its_image_is_refused() throws IOException {
    Map<String, byte[]> files = PackageWriter.files(vendor);
    files.keySet().removeIf(name -> name.startsWith("image/targets/"));
    refuses(Rule.MISSING, plugIn(files));
  }

  @Test
  void names_twice_links_and_wrong_checksums_are_refused() throws IOException {
    byte[] once = PackageWriter.tar(Map.of("a", new byte[3]));
    byte[] twice = new byte[1_024 + once.length];
    System.arraycopy(once, 0, twice, 0, 1_024);
    System.arraycopy(once, 0, twice, 1_024, once.length);
    refuses(Rule.FORMAT, plugIn(twice, Vendor.NOW));
    byte[] link = once.clone();
    System.arraycopy(PackageWriter.header("a", 3, '2'), 0, link, 0, 512);
    refuses(Rule.FORMAT, plugIn(link, Vendor.NOW));
    byte[] damaged = once.clone();
    damaged[3] = 'x';
    refuses(Rule.FORMAT, plugIn(damaged, Vendor.NOW));
  }

  @Test
  void an_image_that_is_not_well_is_rolled_back_and_said_so() throws IOException {
    vendor.release("1.6.0", 8, "fieldcare-self-test: fail".getBytes(StandardCharsets.UTF_8));
    vendor.assign(Vendor.DEVICE, "1.6.0", "123");
    vendor.write();
    Outcome outcome = plugIn(PackageWriter.files(vendor));
    assertEquals(Outcome.Result.ROLLED_BACK, outcome.result());
    refuses(Rule.SELF_TEST, outcome);
    assertEquals(6, device().boot().counter());
  }

  @Test
  void the_receipt_names_device_action_package_and_result_and_is_signed_by_the_token()
      throws IOException, GeneralSecurityException {
    Outcome outcome = plugIn(PackageWriter.files(vendor));
    String[] parts =
        Receipt.of(Vendor.DEVICE, outcome, ReceiptKey.ofToken("secret")).split("\\.", -1);
    assertEquals("HS256", json(parts[0]).path("alg").asText());
    JsonNode payload = json(parts[1]);
    assertEquals(Vendor.DEVICE, payload.path("device").asText());
    assertEquals("123", payload.path("action").asText());
    assertEquals("1.5.0", payload.path("release").asText());
    assertEquals(7, payload.path("counter").asInt());
    assertEquals(Hash.hex(NEXT), payload.path("sha256").asText());
    assertEquals("confirmed", payload.path("result").asText());
    assertEquals(Vendor.NOW.toEpochMilli(), payload.path("at").asLong());
    byte[] file = Files.readAllBytes(folder().resolve("update.fcpkg"));
    assertEquals(Hash.hex(file), payload.path("package").asText());
    assertFalse(payload.has("error"));
    Mac mac = Mac.getInstance("HmacSHA256");
    byte[] key = Hash.sha256().digest("secret".getBytes(StandardCharsets.UTF_8));
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    byte[] expected = mac.doFinal((parts[0] + "." + parts[1]).getBytes(StandardCharsets.UTF_8));
    assertArrayEquals(expected, Base64.getUrlDecoder().decode(parts[2]));
  }

  @Test
  void the_receipt_of_a_refusal_names_the_rule() throws IOException {
    byte[] tar = PackageWriter.tar(PackageWriter.files(vendor));
    Outcome outcome = plugIn(tar, Vendor.NOW.plus(Duration.ofDays(400)));
    String receipt = Receipt.of(Vendor.DEVICE, outcome, ReceiptKey.ofToken("secret"));
    JsonNode payload = json(receipt.split("\\.", -1)[1]);
    assertEquals("failed", payload.path("result").asText());
    assertEquals("EXPIRED", payload.path("error").path("code").asText());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Ed25519", "EC"})
  void the_receipt_can_be_signed_by_the_certificates_key(String type)
      throws IOException, GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(type);
    if (type.equals("EC")) {
      generator.initialize(256);
    }
    KeyPair pair = generator.generateKeyPair();
    String body = Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded());
    Path pem =
        Files.writeString(
            folder().resolve("key.pem"),
            "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n");
    Outcome outcome = plugIn(PackageWriter.files(vendor));
    String[] parts = Receipt.of(Vendor.DEVICE, outcome, ReceiptKey.read(pem)).split("\\.", -1);
    boolean ec = type.equals("EC");
    assertEquals(ec ? "ES256" : "EdDSA", json(parts[0]).path("alg").asText());
    Signature signature = Signature.getInstance(ec ? "SHA256withECDSAinP1363Format" : "Ed25519");
    signature.initVerify(pair.getPublic());
    signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.UTF_8));
    assertTrue(signature.verify(Base64.getUrlDecoder().decode(parts[2])));
  }

  private static JsonNode json(String part) throws IOException {
    return new ObjectMapper().readTree(Base64.getUrlDecoder().decode(part));
  }
}
