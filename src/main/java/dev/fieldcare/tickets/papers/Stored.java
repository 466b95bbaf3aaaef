package dev.fieldcare.tickets.papers;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/** Whatever was stored, written out whole: objects as facts, lists of objects as tables. */
record Stored(Sheet sheet, Words words) {
  /** What reads better first; the rest follows as it is stored. */
  private static final List<String> ORDER =
      List.of(
          "mode",
          "cause",
          "causeCode",
          "plan",
          "explainedTo",
          "name",
          "at",
          "how",
          "procedure",
          "step",
          "done",
          "reason",
          "item",
          "passed",
          "partNo",
          "serial",
          "lot",
          "quantity");

  /** Every member that has a value. */
  void facts(Element parent, JsonObject object) {
    Element facts = sheet.facts(parent);
    for (String member : inOrder(object.fieldNames())) {
      if (hasValue(object.getValue(member))) {
        value(sheet.fact(facts, words.label(member), ""), object.getValue(member));
      }
    }
  }

  private static List<String> inOrder(Collection<String> members) {
    return members.stream()
        .sorted(Comparator.comparingInt((String each) -> ORDER.indexOf(each) & 0xff))
        .toList();
  }

  static boolean hasValue(@Nullable Object value) {
    return switch (value) {
      case null -> false;
      case JsonObject object -> !object.isEmpty();
      case JsonArray array -> !array.isEmpty();
      default -> true;
    };
  }

  void value(Element cell, @Nullable Object value) {
    switch (value) {
      case JsonObject object -> facts(cell, object);
      case JsonArray array when array.stream().allMatch(JsonObject.class::isInstance) ->
          table(cell, array);
      case JsonArray array ->
          cell.appendChild(
              sheet
                  .document()
                  .createTextNode(String.join(", ", array.stream().map(words::value).toList())));
      case null, default -> sheet.add(cell, "span", "", words.value(value));
    }
  }

  private void table(Element cell, JsonArray rows) {
    var members = new LinkedHashSet<String>();
    rows.forEach(each -> members.addAll(((JsonObject) each).fieldNames()));
    var columns = new ArrayList<String>();
    List<String> ordered = inOrder(members);
    ordered.forEach(each -> columns.add(words.label(each)));
    Element body = sheet.table(cell, "list", columns);
    for (Object each : rows) {
      Element row = sheet.add(body, "tr");
      for (String member : ordered) {
        Object found = ((JsonObject) each).getValue(member);
        sheet.add(row, "td", "", found == null ? "" : words.value(found));
      }
    }
  }
}
