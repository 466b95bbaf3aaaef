package dev.fieldcare.simulator.update.trust;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Makes the folders below {@code src/test/resources/hostile}: run it once after adding a case. The
 * files stay as they were signed, so that what is refused today is refused after every change.
 */
final class HostileFolders {
  private static final Instant SIGNED = Vendor.NOW;

  private HostileFolders() {}

  /**
   * @param arguments the folder to write into, then the cases to make; none for all
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    make(folder, "accepted", "Nothing is wrong with it: INSTALL.", field -> {});
    make(folder, "no-signature", "A timestamp nobody signed: SIGNATURE.", HostileFolders::unsigned);
    make(
        folder,
        "strangers-key",
        "A timestamp signed by a key no root names: SIGNATURE.",
        field -> {
          director(field).keys.put("timestamp", List.of(SigningKey.ed25519()));
          field.publish();
        });
    make(
        folder,
        "one-key-two-ids",
        "One key under two ids cannot be two signatures: SIGNATURE.",
        field -> {
          SigningKey key = SigningKey.ecdsa();
          director(field).keys.put("targets", List.of(key, key.respelled()));
          director(field).thresholds.put("targets", 2);
          director(field).writeRoot();
          field.publish();
        });
    make(
        folder,
        "root-by-one-of-two",
        "A second root that one of two needed keys signed: ROOT.",
        field -> {
          SigningKey one = Objects.requireNonNull(image(field).keys.get("root")).getFirst();
          image(field).writeRoot();
          ObjectNode body = (ObjectNode) Fields.parse(image(field).root(2), "root").path("signed");
          image(field).files.put("2.root.json", RepositoryWriter.signed(body, List.of(one)));
        });
    make(
        folder,
        "expired-model-role",
        "The model's role expired before it was read: EXPIRED.",
        field -> {
          image(field).expiries.put(Vendor.MODEL, SIGNED.minusSeconds(1));
          field.publish();
        });
    make(
        folder,
        "mixed-targets",
        "Targets of an older snapshot under the newer one's name: MIXED.",
        field -> {
          byte[] older = Objects.requireNonNull(director(field).files.get("1.targets.json"));
          director(field).files.put("2.targets.json", older);
        });
    make(
        folder,
        "endless-timestamp",
        "A timestamp that is larger than a timestamp may be: ENDLESS.",
        field -> {
          byte[] endless = new byte[20_000];
          Arrays.fill(endless, (byte) ' ');
          director(field).files.put("timestamp.json", endless);
        });
    make(
        folder,
        "another-device",
        "Everything is signed, for the device next door: WRONG_DEVICE.",
        field -> {
          field.vendor.assign("d-18", "1.5.0", "123");
          field.publish();
        });
    make(
        folder,
        "two-devices",
        "An entry that names this device and another: WRONG_DEVICE.",
        field -> {
          ((ObjectNode) field.directed.path("ecus")).putObject("d-18").put("hardwareId", "x");
          field.publish();
        });
    make(
        folder,
        "other-hardware",
        "Both repositories mean a pump: INCOMPATIBLE.",
        field -> {
          ObjectNode ecu = (ObjectNode) field.directed.path("ecus").path(Vendor.DEVICE);
          ecu.put("hardwareId", "pump-p2");
          field.released.put("hardwareId", "pump-p2");
          field.publish();
        });
    make(
        folder,
        "directors-own-image",
        "The director names bytes the image repository never had: DISAGREE.",
        field -> {
          ObjectNode entry = (ObjectNode) director(field).targets.path(Vendor.path("1.5.0"));
          entry.putObject("hashes").put("sha256", "0".repeat(64));
          field.publish();
        });
    make(
        folder,
        "lower-counter",
        "A release older than what was confirmed here: ROLLBACK.",
        field -> {
          field.vendor.release("1.3.0", 5, "image 1.3.0".getBytes(StandardCharsets.UTF_8));
          field.vendor.assign(Vendor.DEVICE, "1.3.0", "123");
          field.publish();
        });
    make(
        folder,
        "name-twice",
        "A timestamp that says its version twice: FORMAT.",
        field -> edit(field, "\"version\":2", "\"version\":2,\"version\":9"));
    make(
        folder,
        "deep-nesting",
        "Brackets to the bottom of the stack: FORMAT.",
        field ->
            director(field)
                .files
                .put("timestamp.json", "[".repeat(16_000).getBytes(StandardCharsets.UTF_8)));
    make(
        folder,
        "vanished",
        "The timestamp is withheld: MISSING.",
        field -> director(field).files.remove("timestamp.json"));
  }

  private static RepositoryWriter director(Field field) {
    return field.vendor.director;
  }

  private static RepositoryWriter image(Field field) {
    return field.vendor.image;
  }

  private static void unsigned(Field field) {
    byte[] bytes = Objects.requireNonNull(director(field).files.get("timestamp.json"));
    ObjectNode body = (ObjectNode) Fields.parse(bytes, "timestamp").path("signed");
    director(field).files.put("timestamp.json", RepositoryWriter.signed(body, List.of()));
  }

  private static void edit(Field field, String from, String to) {
    byte[] bytes = Objects.requireNonNull(director(field).files.get("timestamp.json"));
    String text = new String(bytes, StandardCharsets.UTF_8).replaceFirst(from, to);
    director(field).files.put("timestamp.json", text.getBytes(StandardCharsets.UTF_8));
  }

  private static void make(Path folder, String name, String readme, Consumer<Field> wrong)
      throws IOException {
    var field = new Field();
    byte[] directorRoot = field.vendor.director.root(1);
    byte[] imageRoot = field.vendor.image.root(1);
    wrong.accept(field);
    Path own = folder.resolve(name);
    write(own.resolve("README.md"), (readme + "\n").getBytes(StandardCharsets.UTF_8));
    write(own.resolve("shipped/director.json"), directorRoot);
    write(own.resolve("shipped/image.json"), imageRoot);
    Map<String, byte[]> all = new HashMap<>();
    field.vendor.director.files.forEach((file, bytes) -> all.put("director/" + file, bytes));
    field.vendor.image.files.forEach((file, bytes) -> all.put("image/" + file, bytes));
    all.forEach((file, bytes) -> write(own.resolve(file), bytes));
  }

  private static void write(Path file, byte[] bytes) {
    try {
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
