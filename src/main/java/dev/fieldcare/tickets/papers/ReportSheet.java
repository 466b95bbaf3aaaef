package dev.fieldcare.tickets.papers;

import io.vertx.core.json.JsonObject;
import java.util.List;

/** What was found, done, put in and tested, from the stored text of a service report. */
final class ReportSheet {
  private static final List<String> PARTS =
      List.of("found", "guidance", "fix", "done", "parts", "test", "quotes");

  private ReportSheet() {}

  static void write(Sheet sheet, Words words, JsonObject report) {
    var stored = new Stored(sheet, words);
    for (String part : PARTS) {
      Object value = report.getValue(part);
      if (Stored.hasValue(value)) {
        sheet.heading(words.of("report." + part));
        stored.value(sheet.add(sheet.body(), "div"), value);
      }
    }
  }
}
