package dev.fieldcare.firmware;

import dev.fieldcare.firmware.tuf.Metadata;
import dev.fieldcare.firmware.tuf.RoleKeys;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A role of a repository: who may sign for it and until when what they signed holds.
 *
 * @param repository image or director
 * @param role as in timestamp, or the model that a role is delegated to
 * @param version null where nothing is signed yet, or each device has its own
 */
public record HeldRole(
    String repository,
    String role,
    @Nullable Long version,
    @Nullable Instant expires,
    int threshold,
    List<String> keys) {

  static HeldRole of(String repository, String role, RoleKeys keys, @Nullable Metadata newest) {
    return new HeldRole(
        repository,
        role,
        newest == null ? null : newest.version(),
        newest == null ? null : newest.expires(),
        keys.threshold(),
        keys.keys().keySet().stream().sorted().toList());
  }
}
