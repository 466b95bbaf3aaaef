package dev.fieldcare.promises;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** A calendar's new version, made or only thought of, and which open deadlines it moves. */
public record CalendarChange(WorkCalendar calendar, boolean isDryRun, List<Moved> moved) {
  private static final int MOST_SHOWN = 1_000;

  public JsonObject json() {
    var shown = new JsonArray();
    moved.stream().limit(MOST_SHOWN).forEach(each -> shown.add(each.json()));
    return new JsonObject()
        .put("calendar", calendar.id())
        .put("version", calendar.version())
        .put("knownThrough", calendar.knownThrough().toString())
        .put("dryRun", isDryRun)
        .put("movedCount", moved.size())
        .put("moved", shown);
  }
}
