package dev.fieldcare.firmware.tuf;

import dev.fieldcare.base.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** What one rotation makes of the keys of each role. Keys that a quorum asks for are made once. */
final class Rotation {
  private final Ceremony.Change change;
  private final Map<String, TufKey> replacements;
  private final BiFunction<String, TufKey.Algorithm, TufKey> maker;
  private final Map<String, List<TufKey>> made = new HashMap<>();

  /**
   * @param replacements by the ids of the keys they replace
   * @param maker of a key of that role
   */
  Rotation(
      Ceremony.Change change,
      Map<String, TufKey> replacements,
      BiFunction<String, TufKey.Algorithm, TufKey> maker) {
    this.change = change;
    this.replacements = replacements;
    this.maker = maker;
  }

  Ceremony.Change change() {
    return change;
  }

  private Ceremony.@Nullable Quorum wanted(String role, boolean hasQuorum) {
    return hasQuorum ? change.quorums().get(role) : null;
  }

  private List<TufKey> left(RoleKeys role) {
    return role.keys().values().stream()
        .filter(key -> !change.removed().contains(key.id()))
        .toList();
  }

  /**
   * Refuses with {@code keys.quorum} what leaves a role with too few keys, or too many.
   *
   * @param hasQuorum whether a new quorum of that name is about this role
   */
  void check(String role, RoleKeys before, boolean hasQuorum) {
    int keys = left(before).size();
    Ceremony.Quorum wanted = wanted(role, hasQuorum);
    if (wanted == null && keys < before.threshold()) {
      throw Problem.badInput(
          "keys.quorum",
          "%s would have %d keys of which %d must sign: expected a new quorum for it, too"
              .formatted(role, keys, before.threshold()));
    }
    if (wanted != null && keys > wanted.keys()) {
      throw Problem.badInput(
          "keys.quorum",
          "%s has %d keys: expected %d of them to be removed by name, to leave %d"
              .formatted(role, keys, keys - wanted.keys(), wanted.keys()));
    }
  }

  RoleKeys after(String role, RoleKeys before, boolean hasQuorum) {
    var keys = new ArrayList<TufKey>();
    left(before).forEach(key -> keys.add(replacements.getOrDefault(key.id(), key)));
    Ceremony.Quorum wanted = wanted(role, hasQuorum);
    if (wanted == null) {
      return RoleKeys.of(before.threshold(), keys);
    }
    TufKey.Algorithm algorithm = before.keys().values().iterator().next().algorithm();
    List<TufKey> more = made.computeIfAbsent(role, any -> new ArrayList<>());
    while (keys.size() + more.size() < wanted.keys()) {
      more.add(maker.apply(role, algorithm));
    }
    keys.addAll(more);
    return RoleKeys.of(wanted.threshold(), keys);
  }
}
