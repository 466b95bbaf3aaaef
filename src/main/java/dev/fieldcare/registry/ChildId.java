package dev.fieldcare.registry;

import dev.fieldcare.base.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Derives the id of a gateway's child from the name the gateway calls it by. */
final class ChildId {
  private static final int LONGEST = 64;
  private static final int[] HASH_DIGITS = {8, 16, 32};

  private ChildId() {}

  /**
   * Ids to try in turn, the first that no other device has being the one: {@code gateway:name}
   * where that is an id, then forms that end in ever more of a hash of gateway and name.
   */
  static List<String> candidates(String gateway, String name) {
    var candidates = new ArrayList<String>();
    String plain = gateway + ":" + name;
    if (Registration.ID.matcher(plain).matches()) {
      candidates.add(plain);
    }
    String cleaned = gateway + ":" + name.replaceAll("[^A-Za-z0-9._:-]+", "-");
    String hash = Json.sha256Hex((gateway + "\0" + name).getBytes(StandardCharsets.UTF_8));
    for (int digits : HASH_DIGITS) {
      int room = LONGEST - 1 - digits;
      String head = cleaned.length() > room ? cleaned.substring(0, room) : cleaned;
      candidates.add(head + "-" + hash.substring(0, digits));
    }
    return candidates;
  }
}
