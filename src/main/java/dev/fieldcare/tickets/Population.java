package dev.fieldcare.tickets;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All devices in service, counted by what they share. */
final class Population {
  private final Map<String, Member> members = new HashMap<>();
  private final Map<Cause, Map<String, Integer>> sizes = new HashMap<>();

  Population(Collection<Member> all) {
    for (Member member : all) {
      members.put(member.device(), member);
      for (Cause cause : member.causes()) {
        sizes.computeIfAbsent(cause, any -> new HashMap<>()).merge(member.model(), 1, Integer::sum);
      }
    }
  }

  @Nullable Member find(String device) {
    return members.get(device);
  }

  /**
   * The causes that would concern what began on the device at that moment; none for one that is not
   * in service.
   */
  List<Cause> causesOf(@Nullable String device, Instant began) {
    Member member = device == null ? null : members.get(device);
    return member == null ? List.of() : member.causes(began);
  }

  /** How many devices of these models the cause would concern. */
  int size(Cause cause, Set<String> models) {
    return count(sizes.getOrDefault(cause, Map.of()), models);
  }

  /** How many devices there are that can be compared where the cause is this one. */
  int comparable(Cause cause, Set<String> models) {
    return cause.type() == Cause.Type.MODEL
        ? members.size()
        : models.stream()
            .mapToInt(model -> size(new Cause(Cause.Type.MODEL, model), Set.of(model)))
            .sum();
  }

  private static int count(Map<String, Integer> byModel, Set<String> models) {
    return models.stream().mapToInt(model -> byModel.getOrDefault(model, 0)).sum();
  }
}
