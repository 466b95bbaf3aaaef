package dev.fieldcare.quality;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One step of making a unit: what was done, where, by whom, with what program, and how it came out.
 *
 * @param firmware what was put into the unit
 * @param corrects the record this one takes the place of
 * @param stands whether no other takes its place
 */
public record ProcessRecord(
    long id,
    String unit,
    String operation,
    String station,
    String responsible,
    Instant at,
    @Nullable String program,
    @Nullable String firmware,
    Result result,
    @Nullable JsonObject measured,
    @Nullable Long corrects,
    @Nullable String reason,
    String recordedBy,
    boolean stands) {

  /** How a step came out; VOID corrects a record of what never happened. */
  public enum Result {
    PASSED,
    FAILED,
    VOID
  }

  static ProcessRecord of(Row row) {
    return new ProcessRecord(
        row.getLong("id"),
        row.getString("unit"),
        row.getString("operation"),
        row.getString("station"),
        row.getString("responsible"),
        Times.at(row, "at"),
        row.getString("program"),
        row.getString("firmware"),
        Result.valueOf(row.getString("result")),
        (JsonObject) row.getJson("measured"),
        row.getLong("corrects"),
        row.getString("reason"),
        row.getString("recorded_by"),
        row.getBoolean("stands"));
  }

  public JsonObject json() {
    return new JsonObject()
        .put("id", Long.toString(id))
        .put("unit", unit)
        .put("operation", operation)
        .put("station", station)
        .put("responsible", responsible)
        .put("at", at.toString())
        .put("program", program)
        .put("firmware", firmware)
        .put("result", result.name())
        .put("measured", measured)
        .put("corrects", corrects == null ? null : Long.toString(corrects))
        .put("reason", reason)
        .put("recordedBy", recordedBy)
        .put("stands", stands);
  }
}
