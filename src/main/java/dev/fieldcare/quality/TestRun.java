package dev.fieldcare.quality;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A stability test run of a unit on the bench, which reports as a device in the field does.
 *
 * @param profile as it was when the run began
 * @param verdict the stretches that failed; null until it has ended
 */
public record TestRun(
    long id,
    String device,
    String model,
    @Nullable String lot,
    int profileVersion,
    JsonObject profile,
    State state,
    Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable JsonObject verdict,
    @Nullable String decidedBy,
    @Nullable String reason) {

  /** How far it has come. Whether it passed is judged, never chosen. */
  public enum State {
    RUNNING,
    PASSED,
    FAILED,
    ABORTED;

    private static final Map<State, Set<State>> NEXT =
        Map.of(RUNNING, Set.of(PASSED, FAILED, ABORTED));

    public Set<State> next() {
      return NEXT.getOrDefault(this, Set.of());
    }
  }

  static TestRun of(Row row) {
    return new TestRun(
        row.getLong("id"),
        row.getString("device"),
        row.getString("model"),
        row.getString("lot"),
        row.getInteger("profile_version"),
        (JsonObject) row.getJson("profile"),
        State.valueOf(row.getString("state")),
        Times.at(row, "started_at"),
        Times.find(row, "ended_at"),
        (JsonObject) row.getJson("verdict"),
        row.getString("decided_by"),
        row.getString("reason"));
  }

  /** As journal and nonconformities call it. */
  String subject() {
    return "testrun:" + id;
  }

  public JsonObject json() {
    return new JsonObject()
        .put("id", Long.toString(id))
        .put("device", device)
        .put("model", model)
        .put("lot", lot)
        .put("profileVersion", profileVersion)
        .put("profile", profile)
        .put("state", state.name())
        .put("startedAt", startedAt.toString())
        .put("endedAt", Times.text(endedAt))
        .put("verdict", verdict)
        .put("decidedBy", decidedBy)
        .put("reason", reason);
  }
}
