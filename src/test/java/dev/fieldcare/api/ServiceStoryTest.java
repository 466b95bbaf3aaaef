package dev.fieldcare.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.registry.Role;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The service standard from the alarm to the second repair, told over REST by those who take part:
 * a pump in warranty, one out of it, and deadlines over China's long holidays.
 */
class ServiceStoryTest {
  private static final Instant SUNDAY = ApiServer.NOW; // 2026-11-22, 16:15 in Shanghai
  private static ApiServer server;

  @BeforeAll
  static void open() {
    server = new ApiServer();
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @Test
  void a_pump_in_warranty_is_repaired_signed_for_and_free_when_the_same_cause_comes_again() {
    server.clock.set(SUNDAY);
    device("warm-1", "2025-11-30");
    String path = "/api/v1/tickets/" + server.alarm("warm-1", SUNDAY, SUNDAY);
    JsonObject opened = get(path);
    assertEquals(100, opened.getJsonObject("entitlement").getInteger("labour"));
    assertTrue(because(opened).contains("WARRANTY"), because(opened));
    assertEquals("2026-11-22T10:15:00Z", promise(path, "response.general").getString("deadline"));

    move(path, Role.SUPPORT, "TRIAGED", new JsonObject());
    move(path, Role.SUPPORT, "GUIDING", new JsonObject());
    server.clock.move(Duration.ofMinutes(40));
    say(path, Role.SUPPORT, new JsonObject().put("text", "Clean the inlet.").put("guidance", true));
    assertEquals("KEPT", promise(path, "response.general").getString("outcome"));

    server.clock.move(Duration.ofMinutes(50)); // it did not help: somebody has to go there
    move(path, Role.SUPPORT, "DISPATCHED", new JsonObject());
    JsonObject arrival = promise(path, "onsite.arrival");
    assertEquals(SUNDAY.toString(), arrival.getString("start"));
    assertEquals("2026-11-25T10:00:00Z", arrival.getString("deadline"));
    assertEquals("2026-11-22T12:15:00Z", promise(path, "onsite.contact").getString("deadline"));
    say(path, Role.FIELD_ENGINEER, new JsonObject().put("text", "We come on Tuesday at ten."));
    assertEquals("KEPT", promise(path, "onsite.contact").getString("outcome"));

    server.clock.set(Instant.parse("2026-11-24T02:00:00Z"));
    move(path, Role.FIELD_ENGINEER, "ON_SITE", checkIn());
    assertEquals("KEPT", promise(path, "onsite.arrival").getString("outcome"));
    refused(path, Role.FIELD_ENGINEER, "REPAIRING", new JsonObject(), "ticket.transition");
    refused(
        path,
        Role.FIELD_ENGINEER,
        "DIAGNOSED",
        without(diagnosis("BEARING_WORN"), "explainedTo"),
        "ticket.guard");
    move(path, Role.FIELD_ENGINEER, "DIAGNOSED", diagnosis("BEARING_WORN"));
    assertEquals(true, get(path).getJsonObject("entitlement").getBoolean("confirmed"));
    move(path, Role.SUPPORT, "APPROVED", new JsonObject());
    move(path, Role.FIELD_ENGINEER, "REPAIRING", new JsonObject());
    server.clock.move(Duration.ofHours(2));
    move(path, Role.FIELD_ENGINEER, "TESTING", work("B-7001"));
    JsonObject inside =
        json(server.get("/api/v1/units/warm-1/trace", Role.QUALITY), 200)
            .getJsonArray("items")
            .getJsonObject(0);
    assertEquals("B-7001", inside.getString("serial"));
    assertEquals("L-77", inside.getString("lot"));

    soakAndSign(path, "warm-1", SUNDAY);
    JsonObject repaired = get(path);
    assertEquals("CLOSED", repaired.getString("state"));
    JsonObject warranty =
        items("/api/v1/coverages?device=warm-1", Role.CUSTOMER).stream()
            .map(JsonObject.class::cast)
            .filter(each -> each.getString("basis").equals("REPAIR"))
            .findFirst()
            .orElseThrow();
    assertEquals("2027-02-25T16:00:00Z", warranty.getString("end"));

    Instant winter = Instant.parse("2026-12-20T03:00:00Z"); // the device's own warranty is over
    server.clock.set(winter);
    String again = "/api/v1/tickets/" + server.alarm("warm-1", winter, winter);
    assertNotEquals(path, again);
    assertEquals(repaired.getString("number"), get(again).getString("repeatOf"));
    assertEquals(100, get(again).getJsonObject("entitlement").getInteger("parts"));
    assertTrue(because(get(again)).contains("REPAIR"), because(get(again)));
    move(again, Role.SUPPORT, "TRIAGED", new JsonObject());
    move(again, Role.SUPPORT, "DIAGNOSED", diagnosis("IMPELLER_BROKEN"));
    refused(again, Role.SUPPORT, "APPROVED", new JsonObject(), "ticket.guard");
    move(again, Role.MANAGER, "CANCELLED", new JsonObject().put("reason", "told apart below"));

    String same = "/api/v1/tickets/" + server.alarm("warm-1", winter.plusSeconds(600), winter);
    move(same, Role.SUPPORT, "TRIAGED", new JsonObject());
    move(same, Role.SUPPORT, "DIAGNOSED", diagnosis("BEARING_WORN"));
    move(same, Role.SUPPORT, "APPROVED", new JsonObject());
    move(same, Role.FIELD_ENGINEER, "REPAIRING", new JsonObject());
    assertEquals(0, json(server.get(same + "/bill", Role.CUSTOMER), 200).getInteger("total"));
  }

  @Test
  void a_pump_out_of_warranty_is_repaired_for_what_the_customer_accepted_and_no_more() {
    server.clock.set(SUNDAY);
    device("cold-1", "2022-03-01");
    String path = "/api/v1/tickets/" + server.alarm("cold-1", SUNDAY, SUNDAY);
    assertEquals(0, get(path).getJsonObject("entitlement").getInteger("parts"));
    assertEquals("2026-11-22T12:15:00Z", promise(path, "oow.response").getString("deadline"));
    move(path, Role.SUPPORT, "TRIAGED", new JsonObject());
    refused(path, Role.SUPPORT, "DISPATCHED", new JsonObject(), "ticket.guard");
    move(path, Role.SUPPORT, "DIAGNOSED", diagnosis("BEARING_WORN"));
    refused(path, Role.SUPPORT, "APPROVED", new JsonObject(), "ticket.guard");

    JsonObject dear = quote(path, "REPAIR", "2", 6);
    sign("quote:" + dear.getString("id"), dear.getString("hash"), false);
    assertEquals("DECLINED", get(path).getString("state"));
    refused(path, Role.FIELD_ENGINEER, "REPAIRING", new JsonObject(), "ticket.transition");
    refused(path, Role.ADMIN, "REPAIRING", new JsonObject(), "ticket.transition");
    assertEquals(0, json(server.get(path + "/bill", Role.CUSTOMER), 200).getInteger("total"));

    JsonObject fair = quote(path, "REPAIR", "1", 2);
    // a bearing and two hours of the first grade
    assertEquals(15_600 + 2 * 20_000, fair.getInteger("payable"));
    sign("quote:" + fair.getString("id"), fair.getString("hash"), true);
    assertEquals("APPROVED", get(path).getString("state"));
    move(path, Role.FIELD_ENGINEER, "REPAIRING", new JsonObject());
    JsonObject more = quote(path, "SUPPLEMENT", "1", 1);
    sign("quote:" + more.getString("id"), more.getString("hash"), true);
    server.clock.move(Duration.ofHours(3));
    move(path, Role.FIELD_ENGINEER, "TESTING", work("B-7002"));
    soakAndSign(path, "cold-1", SUNDAY);

    JsonObject bill = json(server.get(path + "/bill", Role.CUSTOMER), 200);
    assertEquals(fair.getInteger("payable") + more.getInteger("payable"), bill.getInteger("total"));
    assertTrue(bill.getInteger("total") <= bill.getInteger("accepted"), bill.encode());
    JsonObject warranty =
        items("/api/v1/coverages?device=cold-1", Role.CUSTOMER).stream()
            .map(JsonObject.class::cast)
            .filter(each -> each.getString("basis").equals("REPAIR"))
            .findFirst()
            .orElseThrow();
    assertTrue(warranty.getString("clause").contains("质保期外"), warranty.encode());
  }

  @Test
  void RP_5_arrival_over_spring_festival_and_national_day_is_explained_day_by_day() {
    device("hol-1", "2026-01-15");
    JsonObject spring = arrival("hol-1", "2026-02-13T09:30:00Z", 2);
    assertEquals("2026-02-24T10:00:00Z", spring.getString("deadline"));
    String words = explained(spring);
    assertTrue(words.contains("春节"), words);
    assertTrue(words.contains("2026-02-14"), words);

    JsonObject national = arrival("hol-1", "2026-09-30T12:00:00Z", 3);
    assertEquals("2026-10-10T10:00:00Z", national.getString("deadline"));
    assertTrue(explained(national).contains("国庆节"), explained(national));
  }

  /** The promise to be there within so many working days after an alarm at that moment. */
  private static JsonObject arrival(String device, String at, int days) {
    Instant then = Instant.parse(at);
    server.clock.set(then);
    var agreed =
        new JsonObject()
            .put("level", "customer")
            .put("subject", "acme")
            .put("key", "onsite.arrival")
            .put("from", at)
            .put("to", then.plusSeconds(3600).toString())
            .put("value", new JsonObject().put("measure", "working_days").put("amount", days));
    json(server.send("POST", "/api/v1/standards/deviations", Role.MANAGER, agreed), 201);
    String path = "/api/v1/tickets/" + server.alarm(device, then, then);
    move(path, Role.SUPPORT, "TRIAGED", new JsonObject());
    move(path, Role.SUPPORT, "DISPATCHED", new JsonObject());
    JsonObject found = promise(path, "onsite.arrival");
    move(path, Role.MANAGER, "CANCELLED", new JsonObject().put("reason", "the next story"));
    return found;
  }

  private static String explained(JsonObject commitment) {
    String id = String.valueOf(commitment.getValue("id"));
    return server.get("/api/v1/commitments/" + id + "/explanation", Role.CUSTOMER).body();
  }

  private static void device(String id, String deliveredOn) {
    server.device(id, "pump-p2", "acme");
    var attributes = new JsonObject().put("deliveredOn", deliveredOn);
    json(
        server.send(
            "PATCH",
            "/api/v1/devices/" + id,
            Role.ADMIN,
            new JsonObject().put("attributes", attributes)),
        200);
  }

  /** The alarm ends, the device is quiet for a day, and only then may the customer be asked. */
  private static void soakAndSign(String path, String device, Instant since) {
    server.normal(device, since);
    var checklist = new JsonObject().put("checklistDone", true);
    server.clock.move(Duration.ofHours(23));
    refused(path, Role.FIELD_ENGINEER, "AWAITING_SIGNOFF", checklist, "ticket.guard");
    server.clock.move(Duration.ofHours(2));
    move(path, Role.FIELD_ENGINEER, "AWAITING_SIGNOFF", checklist);
    refused(path, Role.ADMIN, "CLOSED", new JsonObject(), "ticket.transition");
    JsonObject report = json(server.get(path + "/report", Role.CUSTOMER), 200);
    sign("report:" + report.getString("id"), report.getString("hash"), true);
  }

  private static JsonObject quote(String path, String purpose, String grade, int hours) {
    String number = path.substring(path.lastIndexOf('/') + 1);
    var lines =
        new JsonArray()
            .add(new JsonObject().put("kind", "LABOUR").put("item", grade).put("quantity", hours));
    if (purpose.equals("REPAIR")) {
      lines.add(new JsonObject().put("kind", "PART").put("item", "BEARING-P2").put("quantity", 1));
    }
    var wanted = new JsonObject().put("ticket", number).put("purpose", purpose).put("lines", lines);
    JsonObject draft = json(server.send("POST", "/api/v1/quotes", Role.SUPPORT, wanted), 201);
    var issue = new JsonObject().put("to", "ISSUED");
    String transitions = "/api/v1/quotes/" + draft.getString("id") + "/transitions";
    return json(server.send("POST", transitions, Role.SUPPORT, issue), 200);
  }

  private static void sign(String subject, String hash, boolean agreed) {
    var signing =
        new JsonObject()
            .put("subject", subject)
            .put("hash", hash)
            .put("agreed", agreed)
            .put("reason", agreed ? null : "too dear")
            .put("signer", "Li Wei")
            .put("method", "drawn")
            .put("drawing", "<svg viewBox=\"0 0 9 9\"><path d=\"M1 1L8 8\"/></svg>");
    json(server.send("POST", "/api/v1/signoffs", Role.CUSTOMER, signing), 201);
  }

  private static JsonObject diagnosis(String code) {
    return new JsonObject()
        .put("mode", "overheats")
        .put("cause", "found on the bench")
        .put("causeCode", code)
        .put("plan", "replace what is broken")
        .put(
            "explainedTo",
            new JsonObject()
                .put("name", "Li Wei")
                .put("at", server.clock.instant().toString())
                .put("how", "phone"));
  }

  private static JsonObject without(JsonObject body, String key) {
    body.remove(key);
    return body;
  }

  private static JsonObject checkIn() {
    return new JsonObject().put("place", "Hangzhou").put("at", server.clock.instant().toString());
  }

  private static JsonObject work(String bearing) {
    var part =
        new JsonObject().put("partNo", "BEARING-P2").put("serial", bearing).put("lot", "L-77");
    return new JsonObject()
        .put("procedure", "P-12 v3")
        .put(
            "steps",
            new JsonArray().add(new JsonObject().put("step", "replace bearing").put("done", true)))
        .put("parts", new JsonArray().add(part));
  }

  private static void move(String path, Role role, String to, JsonObject with) {
    JsonObject body = with.copy().put("to", to);
    json(server.send("POST", path + "/transitions", role, body), 200);
  }

  private static void refused(String path, Role role, String to, JsonObject with, String code) {
    JsonObject body = with.copy().put("to", to);
    HttpResponse<String> answer = server.send("POST", path + "/transitions", role, body);
    assertTrue(List.of(403, 409).contains(answer.statusCode()), to + ": " + answer.body());
    assertTrue(answer.body().contains(code), answer.body());
  }

  private static void say(String path, Role role, JsonObject message) {
    message.put("channel", "phone").put("direction", "out");
    json(server.send("POST", path + "/messages", role, message), 201);
  }

  private static JsonObject get(String path) {
    return json(server.get(path, Role.SUPPORT), 200);
  }

  private static JsonArray items(String path, Role role) {
    return json(server.get(path, role), 200).getJsonArray("items");
  }

  private static String because(JsonObject ticket) {
    return ticket
        .getJsonObject("entitlement")
        .getJsonObject("decision")
        .getJsonArray("because")
        .encode();
  }

  private static JsonObject promise(String path, String kind) {
    JsonArray all = get(path).getJsonArray("commitments");
    @Nullable JsonObject found = null;
    for (int i = 0; i < all.size(); i++) {
      if (all.getJsonObject(i).getString("kind").equals(kind)) {
        found = all.getJsonObject(i);
      }
    }
    if (found == null) {
      throw new AssertionError("no promise " + kind + " in " + all);
    }
    return found;
  }

  private static JsonObject json(HttpResponse<String> answer, int status) {
    assertEquals(status, answer.statusCode(), answer.body());
    return ApiServer.json(answer);
  }
}
