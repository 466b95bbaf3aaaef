package dev.fieldcare.simulator.update.trust;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Who may sign for a role, and how many of them must.
 *
 * @param ids of all its keys
 * @param keys those of them that this device can use
 */
record KeyedRole(String name, Set<String> ids, Map<String, TrustedKey> keys, long threshold) {

  /**
   * @param role the object with {@code keyids} and {@code threshold}
   * @param known the keys of the file by id
   */
  static KeyedRole parse(String name, JsonNode role, Map<String, JsonNode> known, String file) {
    String where = file + " role " + name;
    long threshold = Fields.number(Fields.object(role, where), "threshold", where);
    var ids = new HashSet<String>();
    var keys = new HashMap<String, TrustedKey>();
    for (JsonNode each : role.path("keyids")) {
      String id = each.asText();
      JsonNode key = known.get(id);
      if (key == null || !ids.add(id)) {
        throw Refusal.malformed(
            where, "each key once", key == null ? "no key " + id : id + " twice");
      }
      TrustedKey.parse(id, key, file).ifPresent(usable -> keys.put(id, usable));
    }
    if (threshold < 1 || threshold > ids.size()) {
      throw Refusal.malformed(
          where, "a threshold of 1 to its " + ids.size() + " keys", "" + threshold);
    }
    return new KeyedRole(name, Set.copyOf(ids), Map.copyOf(keys), threshold);
  }

  /** Refuses by {@code rule} unless enough different keys of the role signed the file. */
  void requireSigned(SignedFile file, Rule rule) {
    var signers = new HashSet<String>();
    file.signatures()
        .forEach(
            (id, signature) -> {
              TrustedKey key = keys.get(id);
              if (key != null && key.signed(file.canonical(), signature)) {
                signers.add(key.fingerprint());
              }
            });
    if (signers.size() < threshold) {
      throw new Refusal(
          rule,
          file.name()
              + ": "
              + signers.size()
              + " valid signatures of the role "
              + name
              + ", expected "
              + threshold);
    }
  }
}
