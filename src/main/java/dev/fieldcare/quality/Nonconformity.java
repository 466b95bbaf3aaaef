package dev.fieldcare.quality;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What did not conform: which units were stopped for it and which had left the house.
 *
 * @param cause {@code inspection:12} or {@code testrun:3}
 * @param blocked serials of units that were not released yet
 * @param siblings those that were, with customer and state
 * @param improvement the case that was opened; null where none are kept
 */
public record Nonconformity(
    long id,
    String cause,
    @Nullable String lot,
    @Nullable String model,
    String because,
    JsonArray blocked,
    JsonArray siblings,
    @Nullable String improvement,
    Instant openedAt) {

  static Nonconformity of(Row row) {
    return new Nonconformity(
        row.getLong("id"),
        row.getString("cause"),
        row.getString("lot"),
        row.getString("model"),
        row.getString("because"),
        (JsonArray) row.getJson("blocked"),
        (JsonArray) row.getJson("siblings"),
        row.getString("improvement"),
        Times.at(row, "opened_at"));
  }

  public JsonObject json() {
    return new JsonObject()
        .put("id", Long.toString(id))
        .put("cause", cause)
        .put("lot", lot)
        .put("model", model)
        .put("because", because)
        .put("blocked", blocked)
        .put("siblings", siblings)
        .put("improvement", improvement)
        .put("openedAt", openedAt.toString());
  }
}
