package dev.fieldcare.simulator.update.trust;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fieldcare.simulator.update.Hash;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Writes a small TUF repository into memory, and a wrong one if a test wants it: every number, key
 * and body can be changed before it is signed and every file after.
 */
public final class RepositoryWriter {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** By name as the device asks for it, such as {@code 1.root.json}. */
  public final Map<String, byte[]> files = new LinkedHashMap<>();

  /** By role. */
  public final Map<String, List<SigningKey>> keys = new HashMap<>();

  public final Map<String, Integer> thresholds = new HashMap<>();
  public final Map<String, Instant> expiries = new HashMap<>();

  /** The version each file was last written in. */
  public final Map<String, Long> versions = new HashMap<>();

  /** Entries of the top targets. */
  public final ObjectNode targets = MAPPER.createObjectNode();

  /** Entries by delegated role; its paths are {@code role/*}{@code /*}. */
  public final Map<String, ObjectNode> delegated = new LinkedHashMap<>();

  /** Changes what is about to be signed, by role. */
  public final Map<String, Consumer<ObjectNode>> before = new HashMap<>();

  private List<SigningKey> formerRootKeys = List.of();

  public RepositoryWriter(Instant expires) {
    for (String role : List.of("root", "targets", "snapshot", "timestamp")) {
      keys.put(role, List.of(SigningKey.ed25519()));
      expiries.put(role, expires);
    }
  }

  /** A role of its own for the targets of a model. */
  public ObjectNode delegate(String role, SigningKey key) {
    keys.put(role, List.of(key));
    expiries.put(role, Objects.requireNonNull(expiries.get("targets")));
    ObjectNode entries = MAPPER.createObjectNode();
    delegated.put(role, entries);
    return entries;
  }

  /** The next root, signed by the keys of the last and by its own. */
  public void writeRoot() {
    ObjectNode body = body("root");
    body.put("consistent_snapshot", true);
    ObjectNode all = body.putObject("keys");
    ObjectNode roles = body.putObject("roles");
    for (String role : List.of("root", "targets", "snapshot", "timestamp")) {
      describe(roles.putObject(role), all, role);
    }
    List<SigningKey> own = keysOf("root");
    var signers = new LinkedHashMap<String, SigningKey>();
    own.forEach(each -> signers.put(each.id(), each));
    formerRootKeys.forEach(each -> signers.put(each.id(), each));
    formerRootKeys = own;
    files.put(
        versions.get("root") + ".root.json", sign(body, "root", List.copyOf(signers.values())));
  }

  private void describe(ObjectNode role, ObjectNode all, String name) {
    ArrayNode ids = role.putArray("keyids");
    for (SigningKey each : keysOf(name)) {
      all.set(each.id(), each.json());
      ids.add(each.id());
    }
    role.put("threshold", thresholds.getOrDefault(name, 1));
  }

  /** All below the root, each in its next version. */
  public void write() {
    writeTargets();
    writeSnapshot();
    writeTimestamp();
  }

  public void writeTargets() {
    delegated.forEach(
        (role, entries) -> {
          ObjectNode body = body(role).put("_type", "targets");
          body.set("targets", entries);
          files.put(versions.get(role) + "." + role + ".json", sign(body, role, keysOf(role)));
        });
    ObjectNode body = body("targets");
    body.set("targets", targets);
    if (!delegated.isEmpty()) {
      ObjectNode delegations = body.putObject("delegations");
      ObjectNode all = delegations.putObject("keys");
      ArrayNode roles = delegations.putArray("roles");
      for (String role : delegated.keySet()) {
        ObjectNode node = roles.addObject().put("name", role).put("terminating", true);
        describe(node, all, role);
        node.putArray("paths").add(role + "/*/*");
      }
    }
    files.put(versions.get("targets") + ".targets.json", sign(body, "targets", keysOf("targets")));
  }

  public void writeSnapshot() {
    ObjectNode body = body("snapshot");
    ObjectNode meta = body.putObject("meta");
    describe(meta.putObject("targets.json"), "targets");
    delegated.keySet().forEach(role -> describe(meta.putObject(role + ".json"), role));
    files.put(
        versions.get("snapshot") + ".snapshot.json", sign(body, "snapshot", keysOf("snapshot")));
  }

  public void writeTimestamp() {
    ObjectNode body = body("timestamp");
    describe(body.putObject("meta").putObject("snapshot.json"), "snapshot");
    files.put("timestamp.json", sign(body, "timestamp", keysOf("timestamp")));
  }

  private void describe(ObjectNode meta, String role) {
    long version = Objects.requireNonNull(versions.get(role));
    byte[] bytes = Objects.requireNonNull(files.get(version + "." + role + ".json"));
    meta.put("version", version).put("length", bytes.length);
    meta.putObject("hashes").put("sha256", Hash.hex(bytes));
  }

  private List<SigningKey> keysOf(String role) {
    return Objects.requireNonNull(keys.get(role));
  }

  private ObjectNode body(String role) {
    long version = versions.merge(role, 1L, Long::sum);
    return MAPPER
        .createObjectNode()
        .put("_type", role)
        .put("spec_version", "1.0.31")
        .put("version", version)
        .put("expires", Objects.requireNonNull(expiries.get(role)).toString());
  }

  private byte[] sign(ObjectNode body, String role, List<SigningKey> signers) {
    before.getOrDefault(role, nothing -> {}).accept(body);
    return signed(body, signers);
  }

  /** A file with the signatures of these keys. */
  public static byte[] signed(ObjectNode body, List<SigningKey> signers) {
    ObjectNode file = MAPPER.createObjectNode();
    ArrayNode signatures = file.putArray("signatures");
    byte[] canonical = CanonicalJson.bytes(body);
    for (SigningKey each : signers) {
      signatures.addObject().put("keyid", each.id()).put("sig", each.sign(canonical));
    }
    file.set("signed", body);
    return file.toString().getBytes(StandardCharsets.UTF_8);
  }

  public byte[] root(long version) {
    return Objects.requireNonNull(files.get(version + ".root.json"));
  }

  /** What a device sees of it; never more than it asks for and one byte. */
  public MetadataSource source() {
    return (name, atMost) ->
        Optional.ofNullable(files.get(name))
            .map(all -> all.length > atMost ? Arrays.copyOf(all, atMost + 1) : all);
  }
}
