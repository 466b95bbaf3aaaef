package dev.fieldcare.simulator.update.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fieldcare.simulator.update.trust.FullVerification.Route;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The attack classes of TUF and Uptane, one by one, against the device. */
class AttackTest {
  private final Field field = new Field();
  private final RepositoryWriter director = field.vendor.director;
  private final RepositoryWriter image = field.vendor.image;

  private RepositoryWriter repository(String name) {
    return name.equals("director") ? director : image;
  }

  @Test
  void what_is_as_it_should_be_is_accepted() {
    Assignment assigned = field.accepts();
    assertEquals("1.5.0", assigned.release());
    assertEquals("123", assigned.action());
    assertTrue(assigned.file().matches("gateway-x1/1.5.0/[0-9a-f]{64}\\.image\\.bin"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"director", "image"})
  void TUF_ARBITRARY_INSTALLATION_a_strangers_signature_is_refused(String which) {
    repository(which).keys.put("timestamp", List.of(SigningKey.ed25519()));
    field.publish();
    field.refuses(Rule.SIGNATURE);
  }

  @Test
  void TUF_ARBITRARY_INSTALLATION_the_top_role_cannot_be_spoken_for_by_the_models() {
    image.keys.put("targets", Objects.requireNonNull(image.keys.get(Vendor.MODEL)));
    field.publish();
    field.refuses(Rule.SIGNATURE);
  }

  @Test
  void TUF_WRONG_SOFTWARE_a_role_speaks_only_for_the_paths_it_was_given() {
    ObjectNode foreign = image.delegate("pump-p2", SigningKey.ed25519());
    foreign.setAll(field.vendor.releases);
    field.vendor.releases.removeAll();
    field.publish();
    field.refuses(Rule.DISAGREE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.root.json", "timestamp.json"})
  void TUF_ENDLESS_DATA_files_without_a_listed_length_are_bounded(String file) {
    byte[] endless = new byte[600_000];
    Arrays.fill(endless, (byte) ' ');
    director.files.put(file.equals("1.root.json") ? "2.root.json" : file, endless);
    field.refuses(Rule.ENDLESS);
  }

  @Test
  void TUF_ENDLESS_DATA_files_with_a_listed_length_are_bounded_by_it() {
    String name = director.versions.get("snapshot") + ".snapshot.json";
    byte[] bytes = Objects.requireNonNull(director.files.get(name));
    director.files.put(name, Arrays.copyOf(bytes, bytes.length + 1));
    field.refuses(Rule.ENDLESS);
  }

  @Test
  void TUF_ENDLESS_DATA_a_listed_length_is_bounded_itself() {
    image.before.put(
        "timestamp",
        body -> ((ObjectNode) body.path("meta").path("snapshot.json")).put("length", 1L << 40));
    field.publish();
    field.refuses(Rule.ENDLESS);
  }

  @Test
  void TUF_EXTRANEOUS_DEPENDENCIES_nothing_is_installed_that_the_director_did_not_name() {
    field.vendor.release("9.9.9", 99, "extra".getBytes(StandardCharsets.UTF_8));
    field.publish();
    assertEquals("1.5.0", field.accepts().release());
  }

  @ParameterizedTest
  @ValueSource(strings = {"director", "image"})
  void TUF_FAST_FORWARD_is_recovered_from_by_changing_the_keys(String which) {
    RepositoryWriter attacked = repository(which);
    attacked.versions.put("timestamp", 1_000_000L);
    attacked.versions.put("snapshot", 1_000_000L);
    field.publish();
    field.accepts();
    attacked.versions.put("timestamp", 5L);
    attacked.versions.put("snapshot", 5L);
    field.publish();
    field.refuses(Rule.ROLLBACK);
    attacked.keys.put("timestamp", List.of(SigningKey.ed25519()));
    attacked.keys.put("snapshot", List.of(SigningKey.ed25519()));
    attacked.writeRoot();
    field.publish();
    field.accepts();
  }

  @ParameterizedTest
  @ValueSource(strings = {"root", "timestamp", "snapshot", "targets"})
  void TUF_FREEZE_every_role_of_the_director_expires(String role) {
    director.expiries.put(role, Vendor.NOW);
    if (role.equals("root")) {
      director.writeRoot();
    }
    field.publish();
    field.refuses(Rule.EXPIRED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"root", "timestamp", "snapshot", "targets", Vendor.MODEL})
  void TUF_FREEZE_every_role_of_the_image_repository_expires(String role) {
    image.expiries.put(role, Vendor.NOW.minusSeconds(1));
    if (role.equals("root")) {
      image.writeRoot();
    }
    field.publish();
    field.refuses(Rule.EXPIRED);
  }

  @Test
  void TUF_FREEZE_a_clock_put_back_does_not_revive_what_expired() {
    field.accepts();
    director.expiries.put("timestamp", Vendor.NOW.minusSeconds(60));
    field.publish();
    field.clock = Vendor.NOW.minus(Duration.ofDays(400));
    field.refuses(Rule.EXPIRED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"director", "image"})
  void TUF_MIX_AND_MATCH_a_snapshot_that_the_timestamp_does_not_name_is_refused(String which) {
    RepositoryWriter attacked = repository(which);
    long named = Objects.requireNonNull(attacked.versions.get("snapshot"));
    attacked.writeSnapshot();
    byte[] other = Objects.requireNonNull(attacked.files.get(named + 1 + ".snapshot.json"));
    attacked.before.put(
        "timestamp",
        body -> {
          ObjectNode meta = (ObjectNode) body.path("meta").path("snapshot.json");
          meta.put("version", named).remove(List.of("length", "hashes"));
        });
    attacked.writeTimestamp();
    attacked.files.put(named + ".snapshot.json", other);
    field.refuses(Rule.MIXED);
  }

  @Test
  void TUF_MIX_AND_MATCH_targets_of_another_snapshot_are_refused_by_their_hash() {
    String name = image.versions.get(Vendor.MODEL) + "." + Vendor.MODEL + ".json";
    byte[] older = Objects.requireNonNull(image.files.get("1." + Vendor.MODEL + ".json"));
    image.files.put(name, older);
    field.refuses(Rule.MIXED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"timestamp", "snapshot", "targets"})
  void TUF_ROLLBACK_of_a_role_of_the_director_is_refused(String role) {
    field.accepts();
    director.versions.merge(role, -2L, Long::sum);
    field.publish();
    field.refuses(Rule.ROLLBACK);
  }

  @ParameterizedTest
  @ValueSource(strings = {"timestamp", "snapshot", "targets", Vendor.MODEL})
  void TUF_ROLLBACK_of_a_role_of_the_image_repository_is_refused(String role) {
    field.accepts();
    image.versions.merge(role, -2L, Long::sum);
    field.publish();
    field.refuses(Rule.ROLLBACK);
  }

  @Test
  void TUF_ROLLBACK_no_targets_file_may_vanish_from_the_snapshot() {
    image.delegate("pump-p2", SigningKey.ed25519());
    field.publish();
    field.accepts();
    image.delegated.remove("pump-p2");
    field.publish();
    assertTrue(field.refuses(Rule.ROLLBACK).detail().contains("pump-p2.json has vanished"));
  }

  @Test
  void TUF_KEY_COMPROMISE_one_of_two_root_keys_is_not_enough() {
    List<SigningKey> keys = Objects.requireNonNull(image.keys.get("root"));
    image.writeRoot();
    image.files.put("2.root.json", signedRoot(image.root(2), List.of(keys.getFirst())));
    field.refuses(Rule.ROOT);
  }

  @Test
  void TUF_KEY_COMPROMISE_one_key_under_two_ids_counts_once() {
    SigningKey key = SigningKey.ecdsa();
    image.keys.put("timestamp", List.of(key, key.respelled()));
    image.thresholds.put("timestamp", 2);
    image.writeRoot();
    field.publish();
    assertTrue(field.refuses(Rule.SIGNATURE).detail().contains("1 valid signatures"));
  }

  @Test
  void TUF_KEY_COMPROMISE_a_revoked_key_signs_nothing_any_more() {
    List<SigningKey> stolen = Objects.requireNonNull(director.keys.get("targets"));
    director.keys.put("targets", List.of(SigningKey.ed25519()));
    director.writeRoot();
    director.keys.put("targets", stolen);
    field.publish();
    field.refuses(Rule.SIGNATURE);
  }

  @Test
  void TUF_KEY_COMPROMISE_a_revocation_once_seen_is_not_forgotten_when_the_rest_fails() {
    byte[] timestamp = Objects.requireNonNull(director.files.remove("timestamp.json"));
    director.keys.put("timestamp", List.of(SigningKey.ed25519()));
    director.writeRoot();
    field.refuses(Rule.MISSING);
    director.files.remove("2.root.json"); // whoever has the old key hides the new root
    director.files.put("timestamp.json", timestamp);
    field.refuses(Rule.SIGNATURE);
  }

  @Test
  void a_device_that_slept_through_three_root_rotations_follows_them_all() {
    for (int i = 0; i < 3; i++) {
      image.keys.put("root", List.of(SigningKey.ed25519(), SigningKey.ecdsa()));
      image.writeRoot();
      director.keys.put("root", List.of(SigningKey.ecdsa()));
      director.writeRoot();
    }
    field.publish();
    field.accepts();
  }

  @Test
  void a_root_must_be_the_next_one_and_signed_by_the_one_before() {
    image.writeRoot();
    image.writeRoot();
    image.files.put("2.root.json", image.root(3));
    field.refuses(Rule.ROOT);
    List<SigningKey> strangers = List.of(SigningKey.ed25519(), SigningKey.ed25519());
    image.files.put("2.root.json", signedRoot(image.root(2), strangers));
    field.refuses(Rule.ROOT);
  }

  private static byte[] signedRoot(byte[] root, List<SigningKey> keys) {
    ObjectNode body = (ObjectNode) Fields.parse(root, "root").path("signed");
    return RepositoryWriter.signed(body, keys);
  }

  @Test
  void UPTANE_ECU_LISTED_TWICE_is_refused() {
    ObjectNode again = field.vendor.director.targets.putObject("gateway-x1/1.6.0/image.bin");
    again.setAll((ObjectNode) director.targets.path(Vendor.path("1.5.0")).deepCopy());
    field.publish();
    field.refuses(Rule.WRONG_DEVICE);
  }

  @Test
  void UPTANE_UNKNOWN_ECU_is_refused() {
    ((ObjectNode) field.directed.path("ecus")).putObject("d-18").put("hardwareId", Vendor.MODEL);
    field.publish();
    field.refuses(Rule.WRONG_DEVICE);
  }

  @Test
  void UPTANE_UNKNOWN_ECU_another_devices_metadata_is_refused() {
    field.vendor.assign("d-18", "1.5.0", "123");
    field.publish();
    field.refuses(Rule.WRONG_DEVICE);
  }

  @Test
  void UPTANE_DISAGREE_on_the_length() {
    ((ObjectNode) director.targets.path(Vendor.path("1.5.0"))).put("length", 12);
    field.publish();
    field.refuses(Rule.DISAGREE);
  }

  @Test
  void UPTANE_DISAGREE_on_the_hash() {
    ObjectNode entry = (ObjectNode) director.targets.path(Vendor.path("1.5.0"));
    entry.putObject("hashes").put("sha256", "0".repeat(64));
    field.publish();
    field.refuses(Rule.DISAGREE);
  }

  @Test
  void UPTANE_DISAGREE_on_hardware_release_and_counter() {
    for (Map.Entry<String, String> each :
        Map.of("hardwareId", "pump-p2", "release", "1.5.1").entrySet()) {
      var other = new Field();
      other.released.put(each.getKey(), each.getValue());
      other.publish();
      assertTrue(other.refuses(Rule.DISAGREE).detail().contains(each.getKey()));
    }
    field.released.put("counter", 8);
    field.publish();
    field.refuses(Rule.DISAGREE);
  }

  @Test
  void UPTANE_DISAGREE_an_image_the_image_repository_never_had_is_refused() {
    field.vendor.releases.removeAll();
    field.publish();
    field.refuses(Rule.DISAGREE);
  }

  @Test
  void UPTANE_DIRECTOR_delegates_nothing() {
    director.delegate("other", SigningKey.ed25519());
    field.publish();
    field.refuses(Rule.FORMAT);
  }

  @Test
  void UPTANE_DROP_REQUEST_a_missing_file_is_named() {
    director.files.remove("timestamp.json");
    assertTrue(field.refuses(Rule.MISSING).detail().contains("timestamp.json"));
  }

  @Test
  void UPTANE_PARTIAL_BUNDLE_nothing_is_believed_before_all_of_it_is() {
    image.files.remove("timestamp.json");
    Trusted before = field.trusted;
    field.refuses(Rule.MISSING);
    assertEquals(before.director().timestamp(), field.trusted.director().timestamp());
    assertEquals(before.time(), field.trusted.time());
  }

  @Test
  void nothing_is_to_be_done_when_no_image_or_the_running_one_is_named() {
    director.targets.removeAll();
    field.publish();
    assertInstanceOf(Verdict.Nothing.class, field.verdict());
    var other = new Field();
    other.device = Vendor.device(Field.NEXT);
    Verdict.Nothing nothing = assertInstanceOf(Verdict.Nothing.class, other.verdict());
    assertEquals("123", nothing.running().orElseThrow().action());
  }

  @Test
  void an_entry_for_the_whole_model_is_taken_from_a_package_only() {
    field.vendor.assign("*", "1.5.0", "123");
    field.publish();
    field.refuses(Rule.WRONG_DEVICE);
    field.route = Route.PACKAGE;
    field.accepts();
  }

  @Test
  void versions_in_a_package_are_neither_compared_nor_remembered() {
    field.accepts();
    Trusted before = field.trusted;
    director.versions.replaceAll((role, version) -> role.equals("root") ? version : 1L);
    image.versions.replaceAll((role, version) -> role.equals("root") ? version : 1L);
    field.publish();
    field.route = Route.PACKAGE;
    field.accepts();
    assertEquals(before.director().timestamp(), field.trusted.director().timestamp());
    assertEquals(before.image().targets(), field.trusted.image().targets());
  }
}
