package dev.fieldcare.simulator.update.trust;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fieldcare.simulator.update.Hash;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whoever releases images and directs devices to them: both repositories, and the images. */
public final class Vendor {
  public static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
  public static final String DEVICE = "d-17";
  public static final String MODEL = "gateway-x1";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  public final RepositoryWriter director;
  public final RepositoryWriter image;

  /** Entries of the model's role. */
  public final ObjectNode releases;

  /** The bytes by their name below {@code targets/}. */
  public final Map<String, byte[]> targets = new HashMap<>();

  public Vendor() {
    this(NOW);
  }

  /** All that is signed expires a day, or a month, after {@code now}. */
  public Vendor(Instant now) {
    director = new RepositoryWriter(now.plusSeconds(86_400));
    image = new RepositoryWriter(now.plusSeconds(30 * 86_400));
    image.keys.put("root", List.of(SigningKey.ed25519(), SigningKey.ecdsa(), SigningKey.ed25519()));
    image.thresholds.put("root", 2);
    releases = image.delegate(MODEL, SigningKey.ecdsa());
    director.writeRoot();
    image.writeRoot();
    director.write();
    image.write();
  }

  /** Publishes an image; returns its custom part, for tests to change before {@link #write}. */
  public ObjectNode release(String version, long counter, byte[] bytes) {
    String path = path(version);
    ObjectNode entry = releases.putObject(path).put("length", bytes.length);
    entry.putObject("hashes").put("sha256", Hash.hex(bytes));
    targets.put(MODEL + "/" + version + "/" + Hash.hex(bytes) + ".image.bin", bytes);
    return entry
        .putObject("custom")
        .put("release", version)
        .put("counter", counter)
        .put("hardwareId", MODEL)
        .put("format", "raw")
        .put("component", "main");
  }

  /** Publishes a patch as a target of its own and hints at it in the director's entry. */
  public void delta(String version, long counter, byte[] precursor, byte[] result, byte[] patch) {
    String path = path(version) + "." + Hash.hex(precursor).substring(0, 16) + ".zst";
    ObjectNode entry = releases.putObject(path).put("length", patch.length);
    entry.putObject("hashes").put("sha256", Hash.hex(patch));
    ObjectNode custom =
        entry
            .putObject("custom")
            .put("release", version)
            .put("counter", counter)
            .put("hardwareId", MODEL)
            .put("format", "zstd-patch");
    custom
        .putObject("precursor")
        .put("sha256", Hash.hex(precursor))
        .put("length", precursor.length);
    custom.putObject("result").put("sha256", Hash.hex(result)).put("length", result.length);
    int slash = path.lastIndexOf('/') + 1;
    targets.put(path.substring(0, slash) + Hash.hex(patch) + "." + path.substring(slash), patch);
    ((ObjectNode) director.targets.path(path(version)).path("custom"))
        .putObject("delta")
        .put("path", path)
        .put("length", patch.length)
        .put("sha256", Hash.hex(patch))
        .put("precursor", Hash.hex(precursor));
  }

  /** Directs the device to a published image; returns the entry's custom part. */
  public ObjectNode assign(String device, String version, String action) {
    director.targets.removeAll();
    ObjectNode released = (ObjectNode) releases.path(path(version));
    ObjectNode entry = director.targets.putObject(path(version));
    entry.set("length", released.path("length"));
    entry.set("hashes", released.path("hashes").deepCopy());
    ObjectNode custom = entry.putObject("custom");
    custom.putObject("ecus").putObject(device).put("hardwareId", MODEL);
    return custom
        .put("release", version)
        .put("counter", released.path("custom").path("counter").asLong())
        .put("action", action);
  }

  public static String path(String version) {
    return MODEL + "/" + version + "/image.bin";
  }

  /** Signs everything anew. */
  public void write() {
    image.write();
    director.write();
  }

  /** What the device leaves the factory with. */
  public Trusted shipped() {
    return new Trusted(
        RepositoryTrust.shipped(director.root(1)),
        RepositoryTrust.shipped(image.root(1)),
        Instant.EPOCH);
  }

  /** A device that runs 1.4.0. */
  public static DeviceFacts device(byte[] running) {
    return new DeviceFacts(
        DEVICE, MODEL, "B", "2.1", "1.4.0", Hash.hex(running), running.length, 6);
  }

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }
}
