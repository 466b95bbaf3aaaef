package dev.fieldcare.quality;

import dev.fieldcare.registry.Fields;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who delivers material.
 *
 * @param approvals by part number, whether they may deliver it
 */
public record Supplier(String id, String name, Map<String, Status> approvals) {
  private static final String CODE = "supplier.invalid";

  /** Only one who is approved may deliver. */
  public enum Status {
    APPROVED,
    ON_PROBATION,
    SUSPENDED
  }

  public static Supplier parse(String id, JsonObject json) {
    Fields fields =
        Fields.of(
            json.copy().put("id", id),
            "supplier " + id + ":",
            CODE,
            List.of("id", "name", "approvals"));
    var approvals = new TreeMap<String, Status>();
    if (fields.find("approvals") != null) {
      Fields each = fields.inner("approvals", List.of());
      for (String part : each.names()) {
        approvals.put(part, status(each, part));
      }
    }
    return new Supplier(fields.getId("id"), fields.getText("name", 200), approvals);
  }

  private static Status status(Fields fields, String part) {
    String found = fields.getText(part, 40);
    for (Status each : Status.values()) {
      if (each.name().equals(found)) {
        return each;
      }
    }
    throw fields.refused(part, "APPROVED, ON_PROBATION or SUSPENDED", fields.find(part));
  }

  public JsonObject json() {
    var all = new JsonObject();
    approvals.forEach((part, status) -> all.put(part, status.name()));
    return new JsonObject().put("id", id).put("name", name).put("approvals", all);
  }
}
