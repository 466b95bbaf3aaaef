package dev.fieldcare.commands;

import dev.fieldcare.base.Problem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/**
 * The demo's last act, by the public API alone: a ticket complains of a symptom, a release that
 * fixes it is signed, published and delivered to the ticket's device, and the ticket hears of it.
 */
final class DemoFix implements Callable<String> {
  private final FirmwareServer server;
  private final Path directory;
  private final String symptom;
  private final String version;
  private final Patience patience = new Patience("demo.fix");

  /**
   * @param symptom how the ticket's ends, in lower case
   * @param version the release in which the simulated fault is gone
   */
  DemoFix(FirmwareServer server, Path directory, String symptom, String version) {
    this.server = server;
    this.directory = directory;
    this.symptom = symptom;
    this.version = version;
  }

  /**
   * Waits for the ticket, fixes its device, and waits until both say so. Blocks.
   *
   * @return what happened, in lines for a terminal
   */
  @Override
  public String call() throws IOException, InterruptedException {
    JsonObject ticket = patience.await("a ticket of " + symptom, this::findTicket, found -> true);
    String number = ticket.getString("number");
    String device = ticket.getString("device");
    JsonObject release = release(ticket);
    JsonObject action =
        server.send(
            "POST",
            "/api/v1/actions",
            new JsonObject().put("device", device).put("release", version));
    String path = "/api/v1/actions/" + action.getString("id");
    JsonObject over =
        patience.await("the end of action " + path, () -> get(path), found -> isOver(state(found)));
    if (!state(over).equals("confirmed")) {
      throw new Problem(
          Problem.Kind.INTERNAL,
          "demo.fix",
          "%s: expected to run release %s, found: %s"
              .formatted(device, version, over.getString("words")));
    }
    JsonObject mended =
        patience.await(
            "the ticket to hear of it and its alarm to end",
            () -> get("/api/v1/tickets/" + number),
            found ->
                found.getInteger("activeAlarms") == 0
                    && version.equals(found.getString("fixedIn"))
                    && comments(found).contains(version));
    return text(mended, release, over);
  }

  private JsonObject findTicket() {
    JsonArray open = get("/api/v1/tickets?open=true&kind=fault&limit=200").getJsonArray("items");
    for (int i = 0; i < open.size(); i++) {
      JsonObject each = open.getJsonObject(i);
      if (each.getString("device") != null
          && each.getString("symptom").toLowerCase(Locale.ROOT).endsWith(symptom)) {
        return each;
      }
    }
    return new JsonObject();
  }

  private JsonObject release(JsonObject ticket) throws IOException {
    List<String> fixes = List.of(ticket.getString("symptom"));
    return new DemoRelease(
            ticket.getString("model"), version, version, fixes, "Runs cooler.", "降低温升。")
        .publish(server, directory);
  }

  private JsonObject get(String path) {
    return server.send("GET", path, (JsonObject) null);
  }

  private static String state(JsonObject action) {
    return action.getString("state");
  }

  private static boolean isOver(String state) {
    return switch (state) {
      case "confirmed", "rolled_back", "failed", "canceled" -> true;
      default -> false;
    };
  }

  private static String comments(JsonObject ticket) {
    return ticket.getJsonArray("comments").encode();
  }

  private static String text(JsonObject ticket, JsonObject release, JsonObject action) {
    var text = new StringBuilder();
    text.append(
        "%nfixed          %-14s %-24s release %s, counter %d, %s%n"
            .formatted(
                ticket.getString("device"),
                ticket.getString("symptom"),
                release.getString("version"),
                release.getLong("counter"),
                release.getString("state")));
    JsonArray reports = action.getJsonArray("reports");
    String before = "";
    for (int i = reports.size() - 1; i >= 0; i--) {
      JsonObject each = reports.getJsonObject(i);
      if (each.getString("state").equals(before)) {
        continue; // only its progress changed
      }
      before = each.getString("state");
      text.append(
          "    %s  %-14s %s%n"
              .formatted(
                  clock(each.getString("at")), each.getString("state"), each.getString("detail")));
    }
    text.append(
        "    ticket %s: fixed in %s; %s; no alarm is active%n"
            .formatted(
                ticket.getString("number"),
                ticket.getString("fixedIn"),
                ticket.getJsonArray("comments").getJsonObject(0).getString("text")));
    return text.toString();
  }

  private static String clock(String time) {
    return Instant.parse(time).toString().substring(11, 19);
  }
}
