package dev.fieldcare.quality;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An acceptance inspection by sampling.
 *
 * @param series what switching is kept for: {@code part:CAP-470} or {@code model:m/line:A}
 * @param dueAt of a periodic one, when it is overdue
 * @param plan level, AQL, severity, letter, lot size, n, Ac and Re; null until drawn
 * @param seed what the drawing was made with
 * @param sample the items drawn: serials, or numbers within a lot of material
 * @param results item to the number of defects found
 */
public record Inspection(
    long id,
    Kind kind,
    String series,
    @Nullable String lot,
    @Nullable String part,
    @Nullable String model,
    @Nullable String line,
    State state,
    Instant openedAt,
    @Nullable Instant dueAt,
    @Nullable JsonObject plan,
    @Nullable Long seed,
    @Nullable JsonArray sample,
    @Nullable JsonObject results,
    @Nullable Instant drawnAt,
    @Nullable Instant decidedAt,
    @Nullable String decidedBy,
    @Nullable String reason) {

  /** Of what was delivered, or of what is made here. */
  public enum Kind {
    INCOMING,
    SAMPLING
  }

  /** How far it has come. Whether it is accepted is reckoned, never chosen. */
  public enum State {
    PLANNED,
    DRAWN,
    ACCEPTED,
    REJECTED,
    CANCELLED;

    private static final Map<State, Set<State>> NEXT =
        Map.of(
            PLANNED, Set.of(DRAWN, CANCELLED),
            DRAWN, Set.of(ACCEPTED, REJECTED, CANCELLED));

    public Set<State> next() {
      return NEXT.getOrDefault(this, Set.of());
    }
  }

  static String ofPart(String part) {
    return "part:" + part;
  }

  static String ofLine(String model, String line) {
    return "model:" + model + "/line:" + line;
  }

  /** As journal and commitments call it. */
  String subject() {
    return "inspection:" + id;
  }

  static Inspection of(Row row) {
    return new Inspection(
        row.getLong("id"),
        Kind.valueOf(row.getString("kind")),
        row.getString("series"),
        row.getString("lot"),
        row.getString("part_no"),
        row.getString("model"),
        row.getString("line"),
        State.valueOf(row.getString("state")),
        Times.at(row, "opened_at"),
        Times.find(row, "due_at"),
        (JsonObject) row.getJson("plan"),
        row.getLong("seed"),
        (JsonArray) row.getJson("sample"),
        (JsonObject) row.getJson("results"),
        Times.find(row, "drawn_at"),
        Times.find(row, "decided_at"),
        row.getString("decided_by"),
        row.getString("reason"));
  }

  public JsonObject json(Instant now) {
    boolean isOpen = !state.next().isEmpty();
    return new JsonObject()
        .put("id", Long.toString(id))
        .put("kind", kind.name())
        .put("series", series)
        .put("lot", lot)
        .put("partNo", part)
        .put("model", model)
        .put("line", line)
        .put("state", state.name())
        .put("openedAt", openedAt.toString())
        .put("dueAt", Times.text(dueAt))
        .put("overdue", isOpen && dueAt != null && dueAt.isBefore(now))
        .put("plan", plan)
        .put("seed", seed == null ? null : Long.toString(seed))
        .put("sample", sample)
        .put("results", results)
        .put("drawnAt", Times.text(drawnAt))
        .put("decidedAt", Times.text(decidedAt))
        .put("decidedBy", decidedBy)
        .put("reason", reason);
  }
}
