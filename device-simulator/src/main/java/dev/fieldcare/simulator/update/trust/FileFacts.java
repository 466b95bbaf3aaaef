package dev.fieldcare.simulator.update.trust;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fieldcare.simulator.update.Hash;
import org.jspecify.annotations.Nullable;

/**
 * What one metadata file says of the next.
 *
 * @param length absent: only the general bound holds
 * @param sha256 absent: only the version is told
 */
record FileFacts(long version, @Nullable Long length, @Nullable String sha256) {
  static final int LARGEST = 5_000_000;

  static FileFacts parse(JsonNode node, String where) {
    Fields.object(node, where);
    Long length = node.has("length") ? Fields.number(node, "length", where) : null;
    if (length != null && length > LARGEST) {
      throw new Refusal(
          Rule.ENDLESS, where + ": expected at most " + LARGEST + " bytes, found " + length);
    }
    String sha256 = null;
    if (node.has("hashes")) {
      sha256 = Fields.sha256(node.path("hashes"), "sha256", where);
    }
    return new FileFacts(Fields.number(node, "version", where), length, sha256);
  }

  int atMost() {
    return length == null ? LARGEST : Math.toIntExact(length);
  }

  /** TUF 5.5.2, 5.6.2. */
  void requireSame(byte[] bytes, String name) {
    String found = Hash.hex(bytes);
    if (length != null && bytes.length != length) {
      throw new Refusal(
          Rule.MIXED, name + ": expected " + length + " bytes, found " + bytes.length);
    }
    if (sha256 != null && !found.equals(sha256)) {
      throw new Refusal(Rule.MIXED, name + ": expected SHA-256 " + sha256 + ", found " + found);
    }
  }
}
