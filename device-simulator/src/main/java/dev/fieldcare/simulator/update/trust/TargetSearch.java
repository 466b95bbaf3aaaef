package dev.fieldcare.simulator.update.trust;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Looks for a target in the image repository: in the top targets, then in the first role that is
 * trusted with its path (TUF 5.6.7). Roles that such a role delegates to are not asked.
 */
final class TargetSearch {
  private final RepositoryCheck repository;
  private final Map<String, FileFacts> snapshot;
  private final TargetsFile top;
  private final Map<String, TargetsFile> read = new HashMap<>();

  TargetSearch(RepositoryCheck repository, Map<String, FileFacts> snapshot, TargetsFile top) {
    this.repository = repository;
    this.snapshot = snapshot;
    this.top = top;
  }

  Optional<Target> find(String path) throws IOException {
    Target listed = top.targets().get(path);
    if (listed != null) {
      return Optional.of(listed);
    }
    for (Delegation each : top.delegations()) {
      if (each.covers(path)) {
        return Optional.ofNullable(fileOf(each.role()).targets().get(path));
      }
    }
    return Optional.empty();
  }

  private TargetsFile fileOf(KeyedRole role) throws IOException {
    TargetsFile known = read.get(role.name());
    if (known == null) {
      known = repository.targets(role, snapshot);
      read.put(role.name(), known);
    }
    return known;
  }
}
