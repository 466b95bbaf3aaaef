package dev.fieldcare.rollout.audience;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A device that a filter means, and whether a release may go to it.
 *
 * @param running the version it reports
 * @param urgent whether a symptom that the release fixes is on an open ticket of its
 * @param reason why the release may not go there; null: it may
 * @param frozenBy the number of the ticket by which it is frozen
 * @param path versions to be run before, in this order
 */
public record Candidate(
    int number,
    String id,
    @Nullable String customer,
    @Nullable String site,
    @Nullable String zone,
    @Nullable String hardwareRevision,
    @Nullable String running,
    boolean urgent,
    @Nullable String reason,
    @Nullable String frozenBy,
    List<String> path) {

  /** From a row of {@link Candidates}. */
  public static Candidate of(Row row) {
    String[] path = row.getArrayOfStrings("path");
    return new Candidate(
        row.getInteger("number"),
        row.getString("id"),
        row.getString("customer"),
        row.getString("site"),
        row.getString("zone"),
        row.getString("hardware_revision"),
        row.getString("running"),
        row.getBoolean("urgent"),
        row.getString("reason"),
        row.getString("frozen_by"),
        path == null ? List.of() : List.of(path));
  }

  public JsonObject json() {
    return new JsonObject()
        .put("device", id)
        .put("customer", customer)
        .put("site", site)
        .put("hardwareRevision", hardwareRevision)
        .put("running", running)
        .put("urgent", urgent)
        .put("reason", reason)
        .put("frozenBy", frozenBy)
        .put("path", new JsonArray(path));
  }
}
