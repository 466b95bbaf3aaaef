package dev.fieldcare.rollout.waves;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One release to many devices.
 *
 * @param release the release's id
 * @param filter which devices of the release's model, as written
 * @param version grows with every change
 * @param because why it stands as it does
 * @param wave the newest wave that was opened, from 0; -1 before the first
 * @param size how many devices are in it, those held back included
 * @param paidUntil up to when its rate of offers is used up
 * @param verdict the newest of its gates
 * @param problem the ticket about its release
 */
public record Rollout(
    long id,
    String name,
    String model,
    long release,
    String filter,
    Plan plan,
    RolloutState state,
    int version,
    String because,
    int wave,
    @Nullable Instant waveSince,
    long size,
    @Nullable Instant paidUntil,
    JsonObject cursors,
    @Nullable JsonObject verdict,
    @Nullable String problem,
    String createdBy,
    Instant createdAt,
    @Nullable String approvedBy,
    @Nullable Instant approvedAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    Instant changedAt) {

  /**
   * What its release is said to fix, and what the field says of it; see {@code docs/rollouts.md}.
   */
  public JsonArray fixes() {
    var all = new JsonArray();
    new Tallies(cursors)
        .fixes()
        .forEach(
            (symptom, thought) ->
                all.add(new JsonObject().put("symptom", symptom).mergeIn(thought)));
    return all;
  }

  /** What translates {@link #because}; null: these are somebody's own words. */
  public @Nullable String becauseKey() {
    JsonObject why = new Tallies(cursors).why();
    return why == null ? null : why.getString("key");
  }

  /** What is put into the translation. */
  public JsonObject becauseArgs() {
    JsonObject why = new Tallies(cursors).why();
    return why == null ? new JsonObject() : why.getJsonObject("args");
  }

  /** Whether those held back have had their turn, too. */
  public boolean isAfterHoldBack() {
    return wave >= plan.waves().size();
  }
}
