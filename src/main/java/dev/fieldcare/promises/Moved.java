package dev.fieldcare.promises;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** What a calendar's new version makes of an open commitment. */
public record Moved(Commitment before, Commitment after) {

  /** Whether deadline or what is known of it changed. */
  public boolean isChange() {
    return !java.util.Objects.equals(before.deadline(), after.deadline());
  }

  public JsonObject json() {
    return new JsonObject()
        .put("commitment", Long.toString(before.id()))
        .put("subject", before.subject())
        .put("kind", before.kind())
        .put("before", json(before.deadline()))
        .put("after", json(after.deadline()));
  }

  static @Nullable JsonObject json(@Nullable Deadline deadline) {
    return deadline == null
        ? null
        : new JsonObject()
            .put("at", deadline.at().toString())
            .put("provisional", deadline.provisional());
  }
}
