package dev.fieldcare.tickets.attachments;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A file on something.
 *
 * @param subject as in {@code ticket:F-2026-000001}
 * @param type its media type, as found in its bytes
 * @param name as its sender called it; null once it was erased
 * @param internal whether it is kept from the customer
 * @param erasedAt when its content and name were taken away
 */
public record Attachment(
    long id,
    String subject,
    String sha256,
    int bytes,
    String type,
    @Nullable String name,
    boolean internal,
    String addedBy,
    Instant addedAt,
    @Nullable Instant erasedAt) {

  public JsonObject json() {
    return new JsonObject()
        .put("id", Long.toString(id))
        .put("subject", subject)
        .put("sha256", sha256)
        .put("bytes", bytes)
        .put("type", type)
        .put("name", name)
        .put("internal", internal)
        .put("addedBy", addedBy)
        .put("addedAt", addedAt.toString())
        .put("erasedAt", erasedAt == null ? null : erasedAt.toString());
  }
}
