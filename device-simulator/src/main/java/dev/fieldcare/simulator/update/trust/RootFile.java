package dev.fieldcare.simulator.update.trust;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** A root: which keys stand for which role of a repository. */
record RootFile(SignedFile file, long version, Map<String, KeyedRole> roles) {

  static RootFile parse(String name, byte[] bytes) {
    SignedFile file = SignedFile.parse(name, "root", bytes);
    if (!file.body().path("consistent_snapshot").asBoolean(false)) {
      throw Refusal.malformed(name, "consistent_snapshot true", "none");
    }
    Map<String, JsonNode> keys = Fields.members(file.body(), "keys", name);
    JsonNode roles = Fields.object(file.body().path("roles"), name + " roles");
    return new RootFile(
        file,
        file.version(),
        Map.of(
            "root", KeyedRole.parse("root", roles.path("root"), keys, name),
            "timestamp", KeyedRole.parse("timestamp", roles.path("timestamp"), keys, name),
            "snapshot", KeyedRole.parse("snapshot", roles.path("snapshot"), keys, name),
            "targets", KeyedRole.parse("targets", roles.path("targets"), keys, name)));
  }

  KeyedRole role(String name) {
    KeyedRole role = roles.get(name);
    if (role == null) {
      throw new IllegalArgumentException("no role " + name);
    }
    return role;
  }

  boolean hasSameKeysFor(String role, RootFile other) {
    return role(role).ids().equals(other.role(role).ids());
  }
}
