package dev.fieldcare.simulator.update.trust;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * A metadata file of any role: what it says, and who claims to have signed that.
 *
 * @param name as messages call it, such as {@code director 3.snapshot.json}
 * @param body the part that was signed
 * @param canonical the bytes that were signed
 * @param signatures by key id
 */
record SignedFile(String name, JsonNode body, byte[] canonical, Map<String, byte[]> signatures) {
  private static final int MOST_SIGNATURES = 64;

  static SignedFile parse(String name, String type, byte[] bytes) {
    JsonNode root = Fields.parse(bytes, name);
    JsonNode body = Fields.object(root.path("signed"), name + " \"signed\"");
    String found = Fields.text(body, "_type", name);
    if (!found.equals(type)) {
      throw Refusal.malformed(name, "_type " + type, found);
    }
    String specification = Fields.text(body, "spec_version", name);
    if (!specification.matches("1(\\.\\d+){1,2}")) {
      throw Refusal.malformed(name, "spec_version 1", specification);
    }
    JsonNode list = root.path("signatures");
    if (!list.isArray() || list.size() > MOST_SIGNATURES) {
      throw Refusal.malformed(
          name, "at most " + MOST_SIGNATURES + " \"signatures\"", "" + list.size());
    }
    var signatures = new HashMap<String, byte[]>();
    for (JsonNode each : list) {
      String key = Fields.text(each, "keyid", name);
      String hex = Fields.text(each, "sig", name);
      if (!hex.matches("([0-9a-fA-F]{2}){0,256}")) {
        throw Refusal.malformed(name, "a signature in hex", "something else by key " + key);
      }
      if (signatures.put(key, HexFormat.of().parseHex(hex)) != null) {
        throw Refusal.malformed(name, "one signature by key " + key, "two");
      }
    }
    return new SignedFile(name, body, CanonicalJson.bytes(body), signatures);
  }

  long version() {
    long version = Fields.number(body, "version", name);
    if (version < 1) {
      throw Refusal.malformed(name, "a version of at least 1", "" + version);
    }
    return version;
  }

  Instant expires() {
    return Fields.instant(body, "expires", name);
  }

  /** Neither now nor in the past may it expire. */
  void requireFresh(Instant now) {
    if (!now.isBefore(expires())) {
      throw new Refusal(Rule.EXPIRED, name + " expired at " + expires() + "; it is " + now);
    }
  }
}
