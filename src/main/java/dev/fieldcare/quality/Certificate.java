package dev.fieldcare.quality;

import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Fields;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A law or standard that a model meets, and the document that shows it.
 *
 * @param standard as in {@code GB 4943.1}
 * @param edition as in {@code 2022}
 * @param validUntil the last day; null: without end
 */
public record Certificate(
    String model,
    String standard,
    String edition,
    String document,
    @Nullable LocalDate validUntil) {
  private static final String CODE = "certificate.invalid";
  private static final int LONGEST = 200;

  public static Certificate parse(String model, JsonObject json) {
    Fields fields =
        Fields.of(
            json,
            "certificate of " + model + ":",
            CODE,
            List.of("standard", "edition", "document", "validUntil"));
    return new Certificate(
        model,
        fields.getText("standard", LONGEST),
        fields.getText("edition", LONGEST),
        fields.getText("document", LONGEST),
        day(fields, fields.findText("validUntil", LONGEST)));
  }

  private static @Nullable LocalDate day(Fields fields, @Nullable String text) {
    try {
      return text == null ? null : LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw fields.refused("validUntil", "a day such as 2027-12-31", fields.find("validUntil"));
    }
  }

  static Certificate of(Row row) {
    return new Certificate(
        row.getString("model"),
        row.getString("standard"),
        row.getString("edition"),
        row.getString("document"),
        row.getLocalDate("valid_until"));
  }

  public boolean isExpiredOn(LocalDate day) {
    return validUntil != null && validUntil.isBefore(day);
  }

  /** A day far away is a problem of its own: the database keeps no year of six digits. */
  void check() {
    if (validUntil != null && (validUntil.getYear() < 1900 || validUntil.getYear() > 9999)) {
      throw Problem.badInput(
          CODE,
          "certificate of "
              + model
              + ": validUntil: expected a year up to 9999, found "
              + validUntil);
    }
  }

  public JsonObject json(LocalDate today) {
    return new JsonObject()
        .put("model", model)
        .put("standard", standard)
        .put("edition", edition)
        .put("document", document)
        .put("validUntil", validUntil == null ? null : validUntil.toString())
        .put("expired", isExpiredOn(today));
  }
}
