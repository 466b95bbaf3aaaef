package dev.fieldcare.firmware.tuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fieldcare.base.Json;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** A role of the targets below a model's name, and who signs for it. */
public record Delegation(String model, RoleKeys keys) {

  /** All that the top targets file delegates, by model. */
  public static Map<String, Delegation> parse(Metadata targets, String name) {
    JsonNode delegations = targets.signed().path("delegations");
    Map<String, TufKey> keys = Root.keys(delegations.path("keys"), name);
    var found = new LinkedHashMap<String, Delegation>();
    for (JsonNode role : delegations.path("roles")) {
      String model = role.path("name").asText();
      var delegation = new Delegation(model, RoleKeys.parse(role, keys, name + ": " + model));
      if (found.put(model, delegation) != null) {
        throw TufJson.bad(name + ": delegates " + model + " twice");
      }
    }
    return found;
  }

  /** The {@code delegations} of a targets file. */
  public static ObjectNode json(Collection<Delegation> delegations) {
    ObjectNode json = Json.mapper().createObjectNode();
    var keys = new TreeMap<String, TufKey>();
    delegations.forEach(each -> keys.putAll(each.keys().keys()));
    ObjectNode listed = json.putObject("keys");
    keys.forEach((id, key) -> listed.set(id, key.json()));
    var roles = json.putArray("roles");
    for (Delegation each : delegations) {
      ObjectNode role = each.keys().json().put("name", each.model()).put("terminating", true);
      role.putArray("paths").add(each.model() + "/*/*");
      roles.add(role);
    }
    return json;
  }
}
