package dev.fieldcare.promises.standards;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A parameter set for a contract, customer or model, for a time.
 *
 * @param to null: for good
 */
public record Deviation(
    long id,
    Level level,
    String subject,
    String key,
    Object value,
    String clause,
    Instant from,
    @Nullable Instant to) {

  boolean holds(String wanted, Level at, String whom, Instant when) {
    return key.equals(wanted)
        && level == at
        && subject.equals(whom)
        && !when.isBefore(from)
        && (to == null || when.isBefore(to));
  }

  Parameter parameter() {
    return new Parameter(key, value, level, subject, clause, level.code() + " " + id);
  }

  public JsonObject json() {
    return new JsonObject()
        .put("id", id)
        .put("level", level.code())
        .put("subject", subject)
        .put("key", key)
        .put("value", Parameter.plain(value))
        .put("clause", clause)
        .put("from", from.toString())
        .put("to", to == null ? null : to.toString());
  }
}
