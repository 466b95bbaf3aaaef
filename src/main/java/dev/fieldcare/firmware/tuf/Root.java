package dev.fieldcare.firmware.tuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fieldcare.base.Problem;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A root of trust: which keys speak for which of the four top roles. */
public record Root(Metadata metadata, Map<String, RoleKeys> roles) {
  public static final String ROOT = "root";
  public static final String TARGETS = "targets";
  public static final String SNAPSHOT = "snapshot";
  public static final String TIMESTAMP = "timestamp";
  public static final List<String> ROLES = List.of(ROOT, TARGETS, SNAPSHOT, TIMESTAMP);

  /** An unsigned one. */
  public static Root draft(long version, Instant expires, Map<String, RoleKeys> roles) {
    ObjectNode signed = Metadata.head(ROOT, version, expires).put("consistent_snapshot", true);
    var keys = new TreeMap<String, TufKey>();
    roles.values().forEach(each -> keys.putAll(each.keys()));
    ObjectNode listed = signed.putObject("keys");
    keys.forEach((id, key) -> listed.set(id, key.json()));
    ObjectNode named = signed.putObject("roles");
    var root = new Root(Metadata.unsigned(signed), Map.copyOf(roles));
    ROLES.forEach(role -> named.set(role, root.role(role).json()));
    return new Root(Metadata.unsigned(signed), root.roles);
  }

  /**
   * Reads a root; signatures are not checked yet.
   *
   * @throws Problem {@code tuf.json} or {@code tuf.key}
   */
  public static Root parse(byte[] bytes, String name) {
    return of(Metadata.parse(bytes, name), name);
  }

  public static Root of(Metadata metadata, String name) {
    ObjectNode signed = metadata.signed();
    if (!metadata.type().equals(ROOT)) {
      throw TufJson.bad(name + ": expected a root, found " + metadata.type());
    }
    if (!signed.path("consistent_snapshot").asBoolean()) {
      throw TufJson.bad(name + ": expected consistent snapshots, found none");
    }
    Map<String, TufKey> keys = keys(signed.path("keys"), name);
    var roles = new LinkedHashMap<String, RoleKeys>();
    for (String role : ROLES) {
      roles.put(role, RoleKeys.parse(signed.path("roles").path(role), keys, name + ": " + role));
    }
    return new Root(metadata, Map.copyOf(roles));
  }

  static Map<String, TufKey> keys(JsonNode listed, String name) {
    var keys = new LinkedHashMap<String, TufKey>();
    for (Map.Entry<String, JsonNode> each : listed.properties()) {
      TufKey key = TufKey.parse(each.getValue());
      if (!key.id().equals(each.getKey())) {
        throw TufJson.bad(
            name + ": expected the key " + key.id() + " under its own id, found " + each.getKey());
      }
      keys.put(key.id(), key);
    }
    return keys;
  }

  public long version() {
    return metadata.version();
  }

  public RoleKeys role(String name) {
    RoleKeys keys = roles.get(name);
    if (keys == null) {
      throw new IllegalArgumentException("a root has no role " + name);
    }
    return keys;
  }

  public Root signedBy(java.util.Collection<? extends Signer> signers) {
    return new Root(metadata.signedBy(signers), roles);
  }

  /**
   * Accepts the first root, signed by the threshold of its own keys.
   *
   * @throws Problem {@code tuf.root}
   */
  public Root checkFirst(String name) {
    if (!role(ROOT).haveSigned(metadata)) {
      throw refused(name, "signatures of its own root keys", role(ROOT));
    }
    return this;
  }

  /**
   * Accepts the root that follows this one, signed by the threshold of this one's keys and of its
   * own.
   *
   * @throws Problem {@code tuf.root}
   */
  public Root checkNext(Root next, String name) {
    if (next.version() != version() + 1) {
      throw Problem.badInput(
          "tuf.root", name + ": expected version " + (version() + 1) + ", found " + next.version());
    }
    if (!role(ROOT).haveSigned(next.metadata)) {
      throw refused(name, "signatures of the root keys of version " + version(), role(ROOT));
    }
    return next.checkFirst(name);
  }

  private static Problem refused(String name, String what, RoleKeys keys) {
    return Problem.badInput(
        "tuf.root", name + ": expected " + keys.threshold() + " " + what + ", found fewer");
  }
}
