package dev.fieldcare.quality;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fieldcare.base.Problem;
import dev.fieldcare.quality.sampling.Aql;
import dev.fieldcare.quality.sampling.InspectionLevel;
import dev.fieldcare.quality.sampling.SamplingPlan;
import dev.fieldcare.quality.sampling.Severity;
import dev.fieldcare.registry.Fields;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What lots of material are of, and how they are inspected.
 *
 * @param strictAql of a critical part, the AQL its plan is made stricter by
 */
public record Part(
    String number,
    String name,
    boolean isCritical,
    InspectionLevel level,
    Aql aql,
    @Nullable Aql strictAql) {
  private static final String CODE = "part.invalid";
  private static final int LONGEST = 200;

  public Part {
    if (isCritical && (strictAql == null || strictAql.index() > aql.index())) {
      throw Problem.badInput(
          CODE,
          "part "
              + number
              + ": criticalAql: expected one of at most "
              + aql
              + ", found "
              + (strictAql == null ? "none" : strictAql));
    }
  }

  /** Reads what was sent; level II and AQL 1.0 when nothing else is said. */
  public static Part parse(String number, JsonObject json) {
    Fields fields =
        Fields.of(
            json.copy().put("partNo", number),
            "part " + number + ":",
            CODE,
            List.of("partNo", "name", "critical", "level", "aql", "criticalAql"));
    String id = fields.getId("partNo");
    Boolean critical = fields.findFlag("critical");
    String level = fields.findText("level", LONGEST);
    Aql aql = aql(fields, "aql");
    return new Part(
        id,
        fields.getText("name", LONGEST),
        critical != null && critical,
        level == null ? InspectionLevel.II : InspectionLevel.parse(level),
        aql == null ? Aql.parse("1.0") : aql,
        aql(fields, "criticalAql"));
  }

  private static @Nullable Aql aql(Fields fields, String name) {
    JsonNode given = fields.find(name);
    return given == null ? null : Aql.parse(given.asText());
  }

  static Part of(Row row) {
    String strict = row.getString("critical_aql");
    return new Part(
        row.getString("part_no"),
        row.getString("name"),
        row.getBoolean("critical"),
        InspectionLevel.parse(row.getString("level")),
        Aql.parse(row.getString("aql")),
        strict == null ? null : Aql.parse(strict));
  }

  /** How a lot of that many is sampled. */
  public SamplingPlan plan(int lotSize, Severity severity) {
    return isCritical && strictAql != null
        ? SamplingPlan.critical(lotSize, level, aql, strictAql, severity)
        : SamplingPlan.of(lotSize, level, aql, severity);
  }

  public JsonObject json() {
    return new JsonObject()
        .put("partNo", number)
        .put("name", name)
        .put("critical", isCritical)
        .put("level", level.code())
        .put("aql", aql.toString())
        .put("criticalAql", strictAql == null ? null : strictAql.toString());
  }
}
