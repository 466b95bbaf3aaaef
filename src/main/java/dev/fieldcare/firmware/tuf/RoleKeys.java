package dev.fieldcare.firmware.tuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fieldcare.base.Json;
import dev.fieldcare.base.Problem;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** Who may sign for a role: {@code threshold} of these keys together. */
public record RoleKeys(Map<String, TufKey> keys, int threshold) {

  public RoleKeys {
    keys = Map.copyOf(keys);
    if (threshold < 1 || threshold > keys.size()) {
      throw Problem.badInput(
          "tuf.threshold",
          "a role's threshold: expected 1 to " + keys.size() + " keys, found " + threshold);
    }
  }

  public static RoleKeys of(int threshold, Collection<TufKey> keys) {
    var byId = new LinkedHashMap<String, TufKey>();
    keys.forEach(key -> byId.put(key.id(), key));
    return new RoleKeys(byId, threshold);
  }

  /**
   * Reads {@code {"keyids":[…],"threshold":m}}.
   *
   * @param known the keys the file lists
   */
  static RoleKeys parse(JsonNode role, Map<String, TufKey> known, String name) {
    var keys = new LinkedHashMap<String, TufKey>();
    for (JsonNode each : role.path("keyids")) {
      TufKey key = known.get(each.asText());
      if (key == null) {
        throw TufJson.bad(name + ": expected a listed key, found the id " + each.asText());
      }
      if (keys.put(key.id(), key) != null) {
        throw TufJson.bad(name + ": the key " + key.id() + " is named twice");
      }
    }
    if (!role.path("threshold").canConvertToInt()) {
      throw TufJson.bad(name + ": expected a threshold, found " + role.path("threshold"));
    }
    return new RoleKeys(keys, role.path("threshold").intValue());
  }

  ObjectNode json() {
    ObjectNode json = Json.mapper().createObjectNode();
    var ids = json.putArray("keyids");
    keys.keySet().stream().sorted().forEach(ids::add);
    return json.put("threshold", threshold);
  }

  /** How many of these keys have signed; a key counts once. */
  public int countSigned(Metadata metadata) {
    byte[] message = metadata.message();
    return (int)
        metadata.signatures().entrySet().stream()
            .filter(
                each -> {
                  TufKey key = keys.get(each.getKey());
                  return key != null && key.verifies(message, each.getValue());
                })
            .count();
  }

  public boolean haveSigned(Metadata metadata) {
    return countSigned(metadata) >= threshold;
  }

  /**
   * Refuses what too few have signed.
   *
   * @throws Problem {@code tuf.signature}
   */
  public void check(Metadata metadata, String name) {
    int signed = countSigned(metadata);
    if (signed < threshold) {
      throw Problem.badInput(
          "tuf.signature",
          name + ": expected " + threshold + " good signatures of its role, found " + signed);
    }
  }
}
