package dev.fieldcare.api;

import dev.fieldcare.promises.CalendarChange;
import dev.fieldcare.promises.CalendarImports;
import dev.fieldcare.promises.Calendars;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** Working days and open hours, and notices of them. */
final class CalendarRoutes {
  private final Calendars calendars;
  private final CalendarImports imports;

  CalendarRoutes(Calendars calendars, CalendarImports imports) {
    this.calendars = calendars;
    this.imports = imports;
  }

  Future<Reply> list(Call call) {
    return Future.succeededFuture(
        Reply.page(calendars.all().stream().map(Calendars::json).toList(), null));
  }

  Future<Reply> get(Call call) {
    return Future.succeededFuture(Reply.ok(Calendars.json(calendars.get(call.path("id")))));
  }

  Future<Reply> put(Call call) {
    return imports
        .replace(call.path("id"), call.anyBody(), isDryRun(call), call.caller().actor())
        .map(CalendarRoutes::reply);
  }

  Future<Reply> notice(Call call) {
    JsonObject notice = call.body("year", "source", "off", "work").json();
    if (!(notice.remove("year") instanceof Integer year) || year < 2000 || year > 2100) {
      throw Body.bad("year", "a year such as 2027", "none");
    }
    return imports
        .notice(call.path("id"), year, notice, isDryRun(call), call.caller().actor())
        .map(CalendarRoutes::reply);
  }

  private static boolean isDryRun(Call call) {
    return call.query().flag("dryRun", false);
  }

  private static Reply reply(CalendarChange change) {
    return Reply.ok(change.json());
  }
}
