package dev.fieldcare.quality;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A lot of material that was delivered.
 *
 * @param because why it is held or was rejected
 * @param heldAt since when it is held
 * @param verification of a critical part: the document by which it was verified
 */
public record Lot(
    String id,
    String part,
    String supplier,
    int quantity,
    Instant receivedAt,
    State state,
    @Nullable String because,
    @Nullable Instant heldAt,
    @Nullable String verification) {

  /** How far it has come; nothing is made of a lot that is not released. */
  public enum State {
    RECEIVED,
    ON_HOLD,
    RELEASED,
    REJECTED,
    CONSUMED;

    private static final Map<State, Set<State>> NEXT =
        Map.of(
            RECEIVED, Set.of(RELEASED, ON_HOLD, REJECTED),
            ON_HOLD, Set.of(RELEASED, REJECTED),
            RELEASED, Set.of(ON_HOLD, CONSUMED),
            REJECTED, Set.of(),
            CONSUMED, Set.of(ON_HOLD));

    public Set<State> next() {
      return NEXT.getOrDefault(this, Set.of());
    }
  }

  static Lot of(Row row) {
    return new Lot(
        row.getString("id"),
        row.getString("part_no"),
        row.getString("supplier"),
        row.getInteger("quantity"),
        Times.at(row, "received_at"),
        State.valueOf(row.getString("state")),
        row.getString("because"),
        Times.find(row, "held_at"),
        row.getString("verification"));
  }

  public JsonObject json() {
    return new JsonObject()
        .put("id", id)
        .put("partNo", part)
        .put("supplier", supplier)
        .put("quantity", quantity)
        .put("receivedAt", receivedAt.toString())
        .put("state", state.name())
        .put("because", because)
        .put("heldAt", Times.text(heldAt))
        .put("verification", verification);
  }
}
