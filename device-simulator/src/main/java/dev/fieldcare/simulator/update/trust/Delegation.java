package dev.fieldcare.simulator.update.trust;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** That a role of its own speaks for the targets whose paths match. */
record Delegation(KeyedRole role, List<String> paths) {

  static List<Delegation> parseAll(SignedFile file) {
    var all = new ArrayList<Delegation>();
    JsonNode delegations = file.body().path("delegations");
    if (delegations.isMissingNode()) {
      return all;
    }
    Map<String, JsonNode> keys = Fields.members(delegations, "keys", file.name());
    for (JsonNode each : delegations.path("roles")) {
      String name = Fields.text(each, "name", file.name());
      if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
        throw Refusal.malformed(file.name(), "a role's name", name); // it becomes a file name
      }
      var paths = new ArrayList<String>();
      each.path("paths").forEach(path -> paths.add(path.asText()));
      all.add(new Delegation(KeyedRole.parse(name, each, keys, file.name()), List.copyOf(paths)));
    }
    return List.copyOf(all);
  }

  boolean covers(String path) {
    return paths.stream().anyMatch(each -> matches(each, path));
  }

  /** As a shell does it: {@code *} and {@code ?} stop at a slash. */
  private static boolean matches(String pattern, String path) {
    var expression = new StringBuilder();
    for (char each : pattern.toCharArray()) {
      expression.append(
          switch (each) {
            case '*' -> "[^/]*";
            case '?' -> "[^/]";
            default -> Pattern.quote(String.valueOf(each));
          });
    }
    return path.matches(expression.toString());
  }
}
