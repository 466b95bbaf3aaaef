package dev.fieldcare.quality;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A device on its way out of the house.
 *
 * @param lot of production
 * @param because why it is blocked
 */
public record MadeUnit(
    String serial,
    String model,
    String line,
    @Nullable String lot,
    State state,
    @Nullable String because,
    Instant madeAt) {

  /** How far it has come. */
  public enum State {
    MADE,
    /** Stopped by what did not conform; goes on only by somebody's decision. */
    BLOCKED,
    RELEASED,
    SHIPPED;

    private static final Map<State, Set<State>> NEXT =
        Map.of(
            MADE, Set.of(RELEASED, BLOCKED),
            BLOCKED, Set.of(MADE),
            RELEASED, Set.of(SHIPPED, BLOCKED));

    public Set<State> next() {
      return NEXT.getOrDefault(this, Set.of());
    }
  }

  static MadeUnit of(Row row) {
    return new MadeUnit(
        row.getString("serial"),
        row.getString("model"),
        row.getString("line"),
        row.getString("lot"),
        State.valueOf(row.getString("state")),
        row.getString("because"),
        Times.at(row, "made_at"));
  }

  public JsonObject json() {
    return new JsonObject()
        .put("serial", serial)
        .put("model", model)
        .put("line", line)
        .put("lot", lot)
        .put("state", state.name())
        .put("because", because)
        .put("madeAt", madeAt.toString());
  }
}
