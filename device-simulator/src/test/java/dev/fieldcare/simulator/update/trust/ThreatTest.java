package dev.fieldcare.simulator.update.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fieldcare.simulator.update.Hash;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The threats of RFC 9124 that verification answers; those to bytes and slots are in
 * ImageThreatTest.
 */
class ThreatTest {
  private final Field field = new Field();

  private DeviceFacts running(String release, long counter) {
    return new DeviceFacts(
        Vendor.DEVICE, Vendor.MODEL, "B", "2.1", release, Hash.hex(Field.FORMER), 11, counter);
  }

  @Test
  void THREAT_IMG_EXPIRED_an_older_signed_release_is_refused() {
    field.device = running("1.6.0", 8);
    assertTrue(field.refuses(Rule.ROLLBACK).detail().contains("counter 7"));
  }

  @Test
  void THREAT_IMG_EXPIRED_old_bytes_as_a_new_release_are_accepted() {
    field.device = running("1.6.0", 8);
    field.vendor.release("1.5.0", 9, Field.NEXT);
    field.vendor.assign(Vendor.DEVICE, "1.5.0", "123");
    field.publish();
    assertEquals(9, field.accepts().counter());
  }

  @Test
  void THREAT_IMG_EXPIRED_OFFLINE_a_device_long_off_line_refuses_what_expired_meanwhile() {
    field.clock = Vendor.NOW.plus(Duration.ofDays(400));
    field.refuses(Rule.EXPIRED);
  }

  @Test
  void THREAT_IMG_INCOMPATIBLE_an_image_for_other_hardware_is_refused() {
    ((ObjectNode) field.directed.path("ecus").path(Vendor.DEVICE)).put("hardwareId", "pump-p2");
    field.released.put("hardwareId", "pump-p2");
    field.publish();
    field.refuses(Rule.INCOMPATIBLE);
  }

  @ParameterizedTest
  @CsvSource({"A, 2.1, 1.4.0", "B, 2.0.9, 1.4.0", "B, 2.1, 1.3.10"})
  void THREAT_IMG_INCOMPATIBLE_revision_bootloader_and_stepping_stone_must_fit(
      String revision, String bootloader, String release) {
    field.released.putArray("hardwareRevisions").add("B").add("C");
    field.released.put("minimumBootloader", "2.1");
    field.released.putArray("steppingStones").add("1.4.0");
    field.publish();
    field.device =
        new DeviceFacts(
            Vendor.DEVICE,
            Vendor.MODEL,
            revision,
            bootloader,
            release,
            Hash.hex(Field.FORMER),
            11,
            6);
    field.refuses(Rule.INCOMPATIBLE);
    field.device = running("1.4.0", 6);
    field.accepts();
  }

  @Test
  void THREAT_IMG_FORMAT_only_the_signed_format_counts_and_a_patch_is_no_image() {
    field.released.put("format", "zstd-patch");
    field.publish();
    field.refuses(Rule.INCOMPATIBLE);
  }

  @Test
  void THREAT_IMG_LOCATION_an_image_for_another_place_is_refused() {
    field.released.put("component", "bootloader");
    field.publish();
    field.refuses(Rule.INCOMPATIBLE);
  }

  @Test
  void THREAT_IMG_NON_AUTH_an_empty_list_of_signatures_is_refused() {
    resign(List.of());
    field.refuses(Rule.SIGNATURE);
  }

  @ParameterizedTest
  @CsvSource({"0, FORMAT", "2, FORMAT"})
  void THREAT_IMG_NON_AUTH_a_threshold_of_none_or_more_than_the_keys_is_refused(
      int threshold, Rule rule) {
    field.vendor.director.thresholds.put("targets", threshold);
    field.vendor.director.writeRoot();
    field.publish();
    field.refuses(rule);
  }

  @Test
  void THREAT_IMG_NON_AUTH_a_truncated_signature_is_refused() {
    var director = field.vendor.director;
    String text =
        new String(
            Objects.requireNonNull(director.files.get("timestamp.json")), StandardCharsets.UTF_8);
    String cut = text.replaceFirst("\"sig\":\"[0-9a-f]{8}", "\"sig\":\"");
    director.files.put("timestamp.json", cut.getBytes(StandardCharsets.UTF_8));
    field.refuses(Rule.SIGNATURE);
  }

  @Test
  void THREAT_IMG_NON_AUTH_an_algorithm_nobody_agreed_on_counts_for_nothing() {
    SigningKey key = SigningKey.ed25519();
    ObjectNode json = key.json().deepCopy().put("scheme", "none");
    var odd = new SigningKey(Hash.hex(CanonicalJson.bytes(json)), json, key.pair());
    field.vendor.director.keys.put("timestamp", List.of(odd));
    field.vendor.director.writeRoot();
    field.publish();
    field.refuses(Rule.SIGNATURE);
  }

  @Test
  void THREAT_IMG_NON_AUTH_a_weaker_curve_is_refused() {
    field.vendor.director.keys.put("timestamp", List.of(SigningKey.ecdsaOn("secp384r1")));
    field.vendor.director.writeRoot();
    field.publish();
    field.refuses(Rule.FORMAT);
  }

  private void resign(List<SigningKey> keys) {
    var director = field.vendor.director;
    byte[] bytes = Objects.requireNonNull(director.files.get("timestamp.json"));
    ObjectNode body = (ObjectNode) Fields.parse(bytes, "timestamp").path("signed");
    director.files.put("timestamp.json", RepositoryWriter.signed(body, keys));
  }

  @Test
  void THREAT_UPD_WRONG_PRECURSOR_a_patch_for_another_base_is_not_used() {
    byte[] other = "image 1.3.0".getBytes(StandardCharsets.UTF_8);
    field.vendor.delta("1.5.0", 7, other, Field.NEXT, new byte[] {1});
    field.publish();
    assertFalse(field.accepts().delta().isPresent());
  }

  @Test
  void THREAT_UPD_WRONG_PRECURSOR_a_patch_the_image_repository_does_not_know_is_not_used() {
    field.vendor.delta("1.5.0", 7, Field.FORMER, Field.NEXT, new byte[] {1});
    field.vendor.releases.remove(
        List.copyOf(field.vendor.releases.properties()).stream()
            .map(each -> each.getKey())
            .filter(each -> each.endsWith(".zst"))
            .toList());
    field.publish();
    assertFalse(field.accepts().delta().isPresent());
  }

  @Test
  void THREAT_UPD_UNAPPROVED_the_author_alone_cannot_install() {
    field.vendor.director.targets.removeAll();
    field.publish();
    assertEquals(Verdict.Nothing.class, field.verdict().getClass());
  }

  @Test
  void THREAT_UPD_UNAPPROVED_the_operator_alone_cannot_install() {
    field.vendor.releases.removeAll();
    field.publish();
    field.refuses(Rule.DISAGREE);
  }

  @Test
  void THREAT_MFST_OVERRIDE_the_operator_cannot_override_the_authors_digest() {
    ObjectNode entry = (ObjectNode) field.vendor.director.targets.path(Vendor.path("1.5.0"));
    entry.putObject("hashes").put("sha256", Hash.hex("evil".getBytes(StandardCharsets.UTF_8)));
    field.publish();
    field.refuses(Rule.DISAGREE);
  }

  @Test
  void THREAT_KEY_EXPOSURE_all_online_keys_together_install_nothing_new() {
    // director and image snapshot and timestamp keys sign anything; the model's key does not
    field.vendor.image.keys.put(Vendor.MODEL, List.of(SigningKey.ecdsa()));
    byte[] top =
        Objects.requireNonNull(
            field.vendor.image.files.get(
                field.vendor.image.versions.get("targets") + ".targets.json"));
    field.vendor.release("6.6.6", 66, "evil".getBytes(StandardCharsets.UTF_8));
    field.vendor.assign(Vendor.DEVICE, "6.6.6", "123");
    field.vendor.image.writeTargets();
    field.vendor.image.files.put(field.vendor.image.versions.get("targets") + ".targets.json", top);
    // the honest top targets, as they were signed, under the version they have
    long version = Fields.number(Fields.parse(top, "top").path("signed"), "version", "top");
    field.vendor.image.versions.put("targets", version);
    field.vendor.image.files.put(version + ".targets.json", top);
    field.vendor.image.writeSnapshot();
    field.vendor.image.writeTimestamp();
    field.vendor.director.write();
    assertTrue(field.refuses(Rule.SIGNATURE).detail().contains(Vendor.MODEL));
  }

  @Test
  void THREAT_MFST_MODIFICATION_one_altered_digit_breaks_the_signature() {
    var director = field.vendor.director;
    String text =
        new String(
            Objects.requireNonNull(director.files.get("timestamp.json")), StandardCharsets.UTF_8);
    director.files.put(
        "timestamp.json",
        text.replace("2026-11-27", "2036-11-27").getBytes(StandardCharsets.UTF_8));
    field.refuses(Rule.SIGNATURE);
  }
}
