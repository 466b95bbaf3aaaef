package dev.fieldcare.commands;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The people around one ticket of the demo, each with a token of their role, and what they did. */
final class DemoDesk {
  static final String CUSTOMER = "harbour-water";
  private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("MM-dd HH:mm").withZone(SHANGHAI);

  private final FirmwareServer admin;
  private final String url;
  private final Clock clock;
  private final Patience patience = new Patience("demo.service");
  private final Map<String, FirmwareServer> people = new ConcurrentHashMap<>();
  private final List<String> lines = new ArrayList<>();
  private String ticket = "";

  /**
   * @param clock of the server
   */
  DemoDesk(String url, String adminToken, Clock clock) {
    this.admin = FirmwareServer.at(url, adminToken);
    this.url = url;
    this.clock = clock;
  }

  /** Whoever has that role. */
  private FirmwareServer as(String role) {
    return people.computeIfAbsent(
        role,
        wanted -> {
          var wish = new JsonObject().put("name", "demo " + wanted).put("role", wanted);
          if (wanted.equals("customer")) {
            wish.put("customer", CUSTOMER);
          }
          return FirmwareServer.at(
              url, admin.send("POST", "/api/v1/tokens", wish).getString("token"));
        });
  }

  JsonObject post(String role, String path, JsonObject body) {
    return as(role).send("POST", path, body);
  }

  JsonObject patch(String path, JsonObject body) {
    return admin.send("PATCH", path, body);
  }

  JsonObject get(String role, String path) {
    return as(role).send("GET", path, (JsonObject) null);
  }

  /** Waits for an open ticket of the device, which everything that follows is about. */
  JsonObject awaitTicket(String device) throws InterruptedException {
    JsonObject found =
        patience.await(
            "a ticket of " + device,
            () -> get("support", "/api/v1/tickets?open=true&kind=fault&device=" + device),
            page -> !page.getJsonArray("items").isEmpty());
    JsonObject opened = found.getJsonArray("items").getJsonObject(0);
    ticket = opened.getString("number");
    return opened;
  }

  String ticket() {
    return ticket;
  }

  String path() {
    return "/api/v1/tickets/" + ticket;
  }

  JsonObject state() {
    return get("support", path());
  }

  /** Takes the step as soon as its guards let it. */
  JsonObject move(String role, String to, JsonObject with) throws InterruptedException {
    JsonObject body = with.copy().put("to", to);
    return patience.await(
        ticket + " to become " + to,
        () -> post(role, path() + "/transitions", body),
        after -> true);
  }

  /** Waits until the device is back to normal. */
  void awaitNormal() throws InterruptedException {
    patience.await(
        "the alarm of " + ticket + " to end",
        this::state,
        found -> found.getInteger("activeAlarms") == 0);
  }

  /** What the customer signs for, agreed or not. */
  void sign(String subject, String hash, boolean agreed) {
    post(
        "customer",
        "/api/v1/signoffs",
        new JsonObject()
            .put("subject", subject)
            .put("hash", hash)
            .put("agreed", agreed)
            .put("reason", agreed ? null : "too dear")
            .put("signer", "Chen Jing")
            .put("method", "drawn")
            .put(
                "drawing", "<svg viewBox=\"0 0 90 30\"><path d=\"M5 20Q30 2 50 18L85 9\"/></svg>"));
  }

  /** The promise of that kind. */
  JsonObject promise(String kind) {
    JsonArray all = state().getJsonArray("commitments");
    for (int i = all.size() - 1; i >= 0; i--) {
      if (all.getJsonObject(i).getString("kind").equals(kind)) {
        return all.getJsonObject(i);
      }
    }
    throw new IllegalStateException("no promise " + kind + " on " + ticket + ": " + all);
  }

  String now() {
    return clock.instant().toString();
  }

  /** A moment as people in Shanghai say it. */
  static String time(String moment) {
    return TIME.format(java.time.Instant.parse(moment));
  }

  void tell(String what) {
    lines.add("    %s  %-14s %s".formatted(time(now()), ticket, what));
  }

  /** All that happened, in lines for a terminal. */
  String text(String title) {
    return title + "\n" + String.join("\n", lines) + "\n";
  }
}
