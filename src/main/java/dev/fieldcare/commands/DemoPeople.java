package dev.fieldcare.commands;

import dev.fieldcare.base.Problem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Who plays in the demo of rollouts, each with a token of their role, and what they tell of it. */
final class DemoPeople {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm").withZone(ZoneOffset.UTC);

  private final Clock clock;
  private final Consumer<String> out;
  private final FirmwareServer writer;
  private final FirmwareServer approver;

  /**
   * @param clock of the server
   * @param out hears each line when it is told
   */
  DemoPeople(String url, String adminToken, Clock clock, Consumer<String> out) {
    this.clock = clock;
    this.out = out;
    FirmwareServer admin = FirmwareServer.at(url, adminToken);
    writer = FirmwareServer.at(url, token(admin, "release_engineer"));
    approver = FirmwareServer.at(url, token(admin, "manager"));
  }

  private static String token(FirmwareServer admin, String role) {
    JsonObject wish = new JsonObject().put("name", "demo " + role).put("role", role);
    return admin.send("POST", "/api/v1/tokens", wish).getString("token");
  }

  /** Who makes releases and writes rollouts. */
  FirmwareServer writer() {
    return writer;
  }

  /** Who approves them. */
  FirmwareServer approver() {
    return approver;
  }

  JsonObject get(String path) {
    return approver.send("GET", path, (JsonObject) null);
  }

  /** All of a list, page by page. */
  List<JsonObject> all(String path) {
    var found = new ArrayList<JsonObject>();
    String more = path + (path.contains("?") ? "&" : "?") + "limit=200";
    String after = "";
    while (after != null) {
      JsonObject page = get(after.isEmpty() ? more : more + "&after=" + after);
      JsonArray items = page.getJsonArray("items");
      for (int i = 0; i < items.size(); i++) {
        found.add(items.getJsonObject(i));
      }
      after = page.getString("next");
    }
    return found;
  }

  void title(String text) {
    out.accept(System.lineSeparator() + text);
  }

  void tell(String text, Object... values) {
    out.accept("    " + TIME.format(clock.instant()) + "  " + text.formatted(values));
  }

  static void expect(boolean holds, String what, Object found) {
    if (!holds) {
      throw new Problem(
          Problem.Kind.INTERNAL, "demo.rollout", "expected " + what + ", found " + found);
    }
  }
}
