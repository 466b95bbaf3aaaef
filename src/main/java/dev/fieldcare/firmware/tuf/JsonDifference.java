package dev.fieldcare.firmware.tuf;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What distinguishes two pieces of JSON, a line for each place, for people who are to sign one. */
public final class JsonDifference {
  private final List<String> lines = new ArrayList<>();

  private JsonDifference() {}

  /** Lines that begin with {@code +}, {@code -} or {@code ~}; none when they are equal. */
  public static List<String> between(JsonNode before, JsonNode after) {
    var difference = new JsonDifference();
    difference.compare("", before, after);
    return difference.lines;
  }

  private void compare(String place, JsonNode before, JsonNode after) {
    if (before.equals(after)) {
      return;
    }
    if (!before.isObject() || !after.isObject()) {
      lines.add("~ " + place + ": " + before + " → " + after);
      return;
    }
    var names = new TreeSet<String>();
    before.fieldNames().forEachRemaining(names::add);
    after.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      String below = place.isEmpty() ? name : place + " / " + name;
      JsonNode old = before.get(name);
      JsonNode now = after.get(name);
      if (old == null) {
        lines.add("+ " + below + ": " + now);
      } else if (now == null) {
        lines.add("- " + below + ": " + old);
      } else {
        compare(below, old, now);
      }
    }
  }
}
