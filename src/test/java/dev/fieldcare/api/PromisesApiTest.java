package dev.fieldcare.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Await;
import dev.fieldcare.promises.Commitment;
import dev.fieldcare.promises.Measure;
import dev.fieldcare.promises.Term;
import dev.fieldcare.promises.Undertaking;
import dev.fieldcare.registry.Role;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Promises and calendars as people and programs see them. */
class PromisesApiTest {
  private static ApiServer server;

  @BeforeAll
  static void open() {
    server = new ApiServer();
  }

  @AfterAll
  static void close() {
    server.close();
  }

  private static String start(String subject, String kind, Term term, String customer) {
    return start(subject, kind, term, customer, ApiServer.NOW);
  }

  private static String start(
      String subject, String kind, Term term, String customer, Instant since) {
    Undertaking promise = Undertaking.of(subject, kind, term, since, "cn").to(customer);
    Commitment it =
        Await.get(
            server.database.transaction(
                sql -> server.promises.commitments().start(sql, promise, "user:test")));
    return "/api/v1/commitments/" + it.id();
  }

  private static JsonObject read(String path, Role role) {
    var answer = server.get(path, role);
    assertEquals(200, answer.statusCode(), answer.body());
    return ApiServer.json(answer);
  }

  @Test
  void a_customer_sees_the_promises_made_to_them_and_no_others() {
    String own = start("ticket:A", "response.general", Term.of(Measure.ELAPSED, 2), "acme");
    String other = start("ticket:B", "response.general", Term.of(Measure.ELAPSED, 2), "globex");
    assertEquals("ticket:A", read(own, Role.CUSTOMER).getString("subject"));
    assertEquals(404, server.get(other, Role.CUSTOMER).statusCode());
    assertEquals(404, server.get(other + "/explanation", Role.CUSTOMER).statusCode());
    var seen = read("/api/v1/commitments?subject=ticket:B", Role.CUSTOMER).getJsonArray("items");
    assertTrue(seen.isEmpty());
  }

  @Test
  void promises_come_by_when_they_are_due_page_by_page_those_without_a_date_last() {
    for (String subject : List.of("S5", "S2a", "S9", "S2b")) {
      int hours = subject.charAt(1) - '0';
      Term term = Term.of(Measure.ELAPSED, hours);
      start("ticket:" + subject, "response.general", term, "umbrella");
    }
    Term days = Term.of(Measure.WORKING_DAYS, 2);
    String still = start("ticket:S0", "onsite.arrival", days, "umbrella");
    var pause = new JsonObject().put("to", "PAUSED").put("reason", "site_inaccessible");
    var paused = server.send("POST", still + "/transitions", Role.SUPPORT, pause);
    assertEquals(200, paused.statusCode(), paused.body());
    assertEquals("2 2 5 9 0", hours("due"));
    assertEquals("9 5 2 2 0", hours("-due"));
    assertEquals(400, server.get("/api/v1/commitments?sort=size", Role.VIEWER).statusCode());
  }

  /** Of the promises to umbrella, read two at a time. */
  private static String hours(String sort) {
    var found = new ArrayList<String>();
    String after = "";
    do {
      String path = "/api/v1/commitments?customer=umbrella&limit=2&sort=" + sort + after;
      JsonObject page = read(path, Role.VIEWER);
      for (Object each : page.getJsonArray("items")) {
        found.add(((JsonObject) each).getString("subject").substring(8, 9));
      }
      String next = page.getString("next");
      after = next == null ? "" : "&after=" + next;
    } while (!after.isEmpty());
    return String.join(" ", found);
  }

  @Test
  void the_ledger_tells_each_customer_what_was_promised_what_became_of_it_and_what_shows_it() {
    start("ticket:L1", "response.general", Term.of(Measure.ELAPSED, 2), "initech");
    start("ticket:L2", "response.general", Term.of(Measure.ELAPSED, 2), "initech");
    start("ticket:L3", "onsite.contact", Term.of(Measure.ELAPSED, 4), "initech");
    Instant late = ApiServer.NOW.minusSeconds(36_000);
    start("ticket:L4", "onsite.contact", Term.of(Measure.ELAPSED, 4), "initech", late);
    Await.get(
        server.database.transaction(
            sql ->
                server
                    .promises
                    .commitments()
                    .stop(
                        sql,
                        "ticket:L1",
                        "response.general",
                        ApiServer.NOW,
                        "user:ann",
                        "=guided")));

    JsonObject ledger = read("/api/v1/ledger?customer=initech", Role.VIEWER);
    JsonObject summary = ledger.getJsonObject("summary");
    assertEquals(1, summary.getInteger("kept"));
    assertEquals(1, summary.getInteger("breached"));
    assertEquals(2, summary.getInteger("open"));
    assertEquals(0.5, summary.getDouble("hitRate"));
    assertEquals(2, summary.getJsonArray("kinds").size());
    JsonObject newest = ledger.getJsonArray("items").getJsonObject(0);
    assertEquals("ticket:L4", newest.getString("subject"));
    assertEquals(
        "promise.breached", newest.getJsonObject("evidence").getString("type"), newest.encode());

    JsonObject kept =
        read("/api/v1/ledger?customer=initech&outcome=KEPT", Role.VIEWER)
            .getJsonArray("items")
            .getJsonObject(0);
    assertEquals("ticket:L1", kept.getString("subject"));
    assertEquals(200, server.get(kept.getString("explanation"), Role.VIEWER).statusCode());
    JsonObject evidence = kept.getJsonObject("evidence");
    assertEquals("=guided", evidence.getString("because"));
    JsonObject entry = evidence.getJsonObject("journal");
    JsonObject line =
        read("/api/v1/journal?limit=1&after=" + (entry.getLong("seq") - 1), Role.ADMIN)
            .getJsonArray("items")
            .getJsonObject(0);
    assertEquals(entry.getString("hash"), line.getString("hash"));
    assertEquals("ticket:L1", line.getString("subject"));
    assertTrue(read("/api/v1/journal?verify=true", Role.ADMIN).getBoolean("sound"));

    JsonObject own = read("/api/v1/ledger", Role.CUSTOMER);
    own.getJsonArray("items")
        .forEach(each -> assertEquals("acme", ((JsonObject) each).getString("customer")));
    assertEquals(400, server.get("/api/v1/ledger?customer=initech", Role.CUSTOMER).statusCode());
  }

  @Test
  void the_ledger_comes_as_csv_page_by_page_without_formulas() {
    for (int i = 0; i < 3; i++) {
      start("ticket:V" + i, "response.general", Term.of(Measure.ELAPSED, 2), "vandelay");
    }
    Await.get(
        server.database.transaction(
            sql ->
                server
                    .promises
                    .commitments()
                    .stop(sql, "ticket:V2", "response.general", ApiServer.NOW, "user:a", "=1+1")));
    String path = "/api/v1/ledger?customer=vandelay&limit=2";
    var csv = server.get(path + "&format=csv", Role.VIEWER);
    assertEquals("text/csv; charset=utf-8", csv.headers().firstValue("Content-Type").orElse(""));
    assertTrue(csv.headers().firstValue("Link").orElse("").contains("after="));
    String[] lines = csv.body().split("\r\n", -1);
    assertEquals(4, lines.length, csv.body());
    assertTrue(lines[0].startsWith("commitment,subject,customer,kind,clause"), lines[0]);
    assertTrue(lines[1].contains("ticket:V2,vandelay") && lines[1].contains(",'=1+1,"), lines[1]);
    var accepted =
        server.send(
            server
                .request(path)
                .header("Accept", "text/csv")
                .header("Authorization", "Bearer " + server.token(Role.VIEWER)));
    assertEquals(csv.body(), accepted.body());
    assertEquals(400, server.get(path + "&format=xls", Role.VIEWER).statusCode());
  }

  @Test
  void a_pause_shows_and_ends() {
    String path = start("ticket:C", "onsite.arrival", Term.of(Measure.WORKING_DAYS, 2), "acme");
    var pause = new JsonObject().put("to", "PAUSED").put("reason", "site_inaccessible");
    var paused = server.send("POST", path + "/transitions", Role.SUPPORT, pause);
    assertEquals(200, paused.statusCode(), paused.body());
    assertTrue(ApiServer.json(paused).getBoolean("paused"));
    assertEquals(409, server.send("POST", path + "/transitions", Role.SUPPORT, pause).statusCode());
    var resume = new JsonObject().put("to", "OPEN").put("because", "the gate is open");
    var running = server.send("POST", path + "/transitions", Role.SUPPORT, resume);
    assertEquals(false, ApiServer.json(running).getBoolean("paused"));
    assertEquals(
        403, server.send("POST", path + "/transitions", Role.CUSTOMER, pause).statusCode());
  }

  @Test
  void what_may_not_pause_a_promise_is_refused_with_its_reason() {
    String path = start("ticket:D", "response.general", Term.of(Measure.ELAPSED, 2), "acme");
    var pause = new JsonObject().put("to", "PAUSED").put("reason", "force_majeure");
    var refused = server.send("POST", path + "/transitions", Role.SUPPORT, pause);
    assertEquals(409, refused.statusCode());
    assertTrue(refused.body().contains("response.general is never paused"), refused.body());
    pause.put("reason", "AWAITING_PARTS");
    assertEquals(409, server.send("POST", path + "/transitions", Role.SUPPORT, pause).statusCode());
  }

  @Test
  void an_explanation_lists_what_was_counted() {
    String path = start("ticket:E", "onsite.arrival", Term.of(Measure.WORKING_DAYS, 2), "acme");
    JsonObject told = read(path + "/explanation", Role.SUPPORT);
    assertEquals("days", told.getString("unit"));
    assertEquals(2, told.getInteger("amount"));
    assertEquals(3, told.getJsonArray("intervals").size(), told.encode());
  }

  @Test
  void a_forecast_asks_for_the_stage_and_is_not_for_customers() {
    String path = start("ticket:F", "onsite.arrival", Term.of(Measure.WORKING_DAYS, 2), "acme");
    JsonObject told = read(path + "/forecast?stage=DISPATCHED&chance=0.8", Role.SUPPORT);
    assertEquals("DISPATCHED", told.getString("stage"));
    assertEquals(0.8, told.getDouble("chance"));
    assertEquals(read(path, Role.SUPPORT).getString("deadline"), told.getString("deadline"));
    for (String wrong : new String[] {"", "?stage=CLOSED", "?stage=NEW&chance=1"}) {
      assertEquals(400, server.get(path + "/forecast" + wrong, Role.SUPPORT).statusCode(), wrong);
    }
    assertEquals(403, server.get(path + "/forecast?stage=NEW", Role.CUSTOMER).statusCode());
  }

  @Test
  void a_notice_tells_first_and_then_moves_deadlines() {
    String path = start("ticket:G", "onsite.arrival", Term.of(Measure.WORKING_DAYS, 30), "acme");
    String before = read(path, Role.SUPPORT).getString("deadline");
    var notice =
        new JsonObject()
            .put("year", 2027)
            .put("source", "https://example.org/2027")
            .put("off", new JsonObject().put("2027-01-01", "元旦"));
    String notices = "/api/v1/calendars/cn/notices";
    assertEquals(403, server.send("POST", notices, Role.SUPPORT, notice).statusCode());
    var dry = ApiServer.json(server.send("POST", notices + "?dryRun=true", Role.MANAGER, notice));
    assertTrue(dry.getInteger("movedCount") >= 1, dry.encode());
    assertEquals(before, read(path, Role.SUPPORT).getString("deadline"));
    server.send("POST", notices, Role.MANAGER, notice);
    JsonObject after = read(path, Role.SUPPORT);
    assertTrue(before.compareTo(after.getString("deadline")) < 0, after.encode());
    assertEquals(false, after.getBoolean("provisional"));
    assertEquals("2027-12-31", read("/api/v1/calendars/cn", Role.VIEWER).getString("knownThrough"));
  }

  @Test
  void pages_and_filters_find_what_is_due() {
    start("ticket:H", "consult.reply", Term.of(Measure.ELAPSED, 1), "acme");
    start("ticket:I", "consult.reply", Term.of(Measure.ELAPSED, 1), "acme");
    start("ticket:J", "consult.reply", Term.of(Measure.ELAPSED, 99), "acme");
    String query = "/api/v1/commitments?kind=consult.reply&outcome=OPEN";
    JsonObject first = read(query + "&limit=2", Role.VIEWER);
    assertEquals(2, first.getJsonArray("items").size());
    JsonObject rest = read(query + "&after=" + first.getString("next"), Role.VIEWER);
    assertEquals(1, rest.getJsonArray("items").size());
    String soon = ApiServer.NOW.plusSeconds(7_200).toString();
    assertEquals(2, read(query + "&dueBefore=" + soon, Role.VIEWER).getJsonArray("items").size());
  }
}
