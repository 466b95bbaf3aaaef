package dev.fieldcare.simulator.update.trust;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The targets a role speaks for, and the roles it delegates to. */
record TargetsFile(SignedFile file, Map<String, Target> targets, List<Delegation> delegations) {

  static TargetsFile parse(SignedFile file) {
    Map<String, Target> targets =
        Fields.members(file.body(), "targets", file.name()).entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey,
                    each -> Target.parse(each.getKey(), each.getValue(), file.name())));
    return new TargetsFile(file, targets, Delegation.parseAll(file));
  }
}
