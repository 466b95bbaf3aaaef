package dev.fieldcare.api;

import static dev.fieldcare.api.ApiServer.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.registry.Role;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The service desk as customers and support see it over REST, on real clocks and a database. */
class ServiceDeskApiTest {
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
  void
      a_customer_reports_a_fault_sees_deadlines_accepts_a_trip_by_mailed_code_and_reads_the_bill() {
    server.device("x-1", "pump-p2", "acme");
    JsonObject ticket =
        created(
            post(
                "/api/v1/tickets",
                Role.CUSTOMER,
                """
                {"kind":"fault","channel":"portal","device":"x-1","symptom":"leak","text":"it drips",
                 "contact":{"name":"Li","email":"li@example.com"}}
                """));
    String number = ticket.getString("number");
    String path = "/api/v1/tickets/" + number;
    JsonObject promise = ticket.getJsonArray("commitments").getJsonObject(0);
    assertEquals("oow.response", promise.getString("kind"));
    assertEquals("2026-11-22T12:15:00Z", promise.getString("deadline"));
    assertEquals(0, ticket.getJsonObject("entitlement").getInteger("parts"));
    String told = ticket.getJsonArray("messages").getJsonObject(1).getString("text");
    assertTrue(told.contains(number) && told.contains("2026-11-22T12:15:00Z"), told);

    ok(post(path + "/transitions", Role.SUPPORT, "{\"to\":\"TRIAGED\"}"));
    String lines = "[{\"kind\":\"TRAVEL\",\"estimate\":20000,\"cap\":30000}]";
    JsonObject quote =
        created(
            post(
                "/api/v1/quotes",
                Role.SUPPORT,
                "{\"ticket\":\"%s\",\"purpose\":\"TRIP\",\"lines\":%s}".formatted(number, lines)));
    String quotePath = "/api/v1/quotes/" + quote.getString("id");
    assertEquals(404, server.get(quotePath, Role.CUSTOMER).statusCode());
    ok(post(quotePath + "/transitions", Role.SUPPORT, "{\"to\":\"ISSUED\"}"));
    assertEquals(200, server.get(quotePath, Role.CUSTOMER).statusCode());

    String subject = "quote:" + quote.getString("id");
    created(post("/api/v1/signoffs/codes", Role.CUSTOMER, "{\"subject\":\"" + subject + "\"}"));
    String code = server.posted.getOrDefault("li@example.com", "").replaceAll(".* ", "");
    JsonObject signing =
        new JsonObject()
            .put("subject", subject)
            .put("hash", quote.getString("hash"))
            .put("agreed", true)
            .put("signer", "Li")
            .put("method", "code")
            .put("code", code.equals("000000") ? "000001" : "000000");
    assertEquals(409, post("/api/v1/signoffs", Role.CUSTOMER, signing).statusCode());
    assertEquals(403, post("/api/v1/signoffs", Role.ADMIN, signing).statusCode());
    JsonObject signed =
        created(post("/api/v1/signoffs", Role.CUSTOMER, signing.copy().put("code", code)));
    assertEquals(
        409,
        post("/api/v1/signoffs", Role.CUSTOMER, signing.copy().put("code", code)).statusCode());
    JsonObject verdict =
        ok(server.get("/api/v1/signoffs/" + signed.getString("id") + "/verify", Role.CUSTOMER));
    assertTrue(verdict.getBoolean("valid"), verdict.encode());
    assertEquals("ACCEPTED", ok(server.get(quotePath, Role.CUSTOMER)).getString("state"));
    for (String paper :
        List.of(
            quotePath + "/document.pdf",
            quotePath + "/document.pdf?lang=en",
            "/api/v1/signoffs/" + signed.getString("id") + "/document.pdf?lang=en")) {
      assertPrints(paper, quote.getString("hash"), "li@example.com");
    }
    assertEquals(400, server.get(quotePath + "/document.pdf?lang=fr", Role.CUSTOMER).statusCode());
    assertEquals(404, server.get(path + "/report.pdf", Role.CUSTOMER).statusCode());

    ok(post(path + "/transitions", Role.SUPPORT, "{\"to\":\"DISPATCHED\"}"));
    created(
        post(
            quotePath + "/receipts",
            Role.FIELD_ENGINEER,
            "{\"line\":0,\"amount\":18000,\"proof\":\"taxi 1\"}"));
    JsonObject bill = ok(server.get(path + "/bill", Role.CUSTOMER));
    assertEquals(18_000, bill.getInteger("total"));
    assertEquals(30_000, bill.getInteger("accepted"));
  }

  @Test
  void a_customers_message_resumes_and_only_guidance_stops_the_response_clock_in_warranty() {
    server.device("x-2", "pump-p2", "acme");
    server.send(
        "PATCH",
        "/api/v1/devices/x-2",
        Role.ADMIN,
        "{\"attributes\":{\"warrantyUntil\":\"2027-01-31\"}}");
    String number =
        created(
                post(
                    "/api/v1/tickets",
                    Role.SUPPORT,
                    "{\"kind\":\"fault\",\"channel\":\"phone\",\"device\":\"x-2\",\"symptom\":\"noise\",\"text\":\"loud\"}"))
            .getString("number");
    String path = "/api/v1/tickets/" + number;
    assertEquals("OPEN", outcome(path, "response.general"));
    created(post(path + "/messages", Role.SUPPORT, "{\"text\":\"we look\",\"channel\":\"phone\"}"));
    assertEquals("OPEN", outcome(path, "response.general"));
    created(
        post(path + "/messages", Role.SUPPORT, "{\"text\":\"switch it off\",\"guidance\":true}"));
    assertEquals("KEPT", outcome(path, "response.general"));
    ok(post(path + "/transitions", Role.SUPPORT, "{\"to\":\"TRIAGED\"}"));
    ok(post(path + "/transitions", Role.SUPPORT, "{\"to\":\"DISPATCHED\"}"));
    assertEquals("OPEN", outcome(path, "onsite.arrival"));
    created(post(path + "/messages", Role.SUPPORT, "{\"text\":\"when?\",\"asks\":true}"));
    created(post(path + "/messages", Role.CUSTOMER, "{\"text\":\"now\",\"direction\":\"out\"}"));
    JsonObject ticket = ok(server.get(path, Role.CUSTOMER));
    var messages = ticket.getJsonArray("messages");
    assertEquals("in", messages.getJsonObject(messages.size() - 1).getString("direction"));
    ok(post(path + "/transitions", Role.CUSTOMER, "{\"to\":\"CANCELLED\",\"reason\":\"sold\"}"));
    assertEquals("CANCELLED", outcome(path, "onsite.arrival"));
  }

  @Test
  void a_customer_touches_nothing_of_others() {
    server.device("y-1", "pump-p2", "globex");
    assertEquals(
        404,
        post(
                "/api/v1/tickets",
                Role.CUSTOMER,
                "{\"kind\":\"fault\",\"device\":\"y-1\",\"symptom\":\"leak\",\"text\":\"x\"}")
            .statusCode());
    String number =
        created(
                post(
                    "/api/v1/tickets",
                    Role.SUPPORT,
                    "{\"kind\":\"fault\",\"device\":\"y-1\",\"symptom\":\"leak\",\"text\":\"x\"}"))
            .getString("number");
    String path = "/api/v1/tickets/" + number;
    String lines = "[{\"kind\":\"TRAVEL\",\"estimate\":1,\"cap\":1}]";
    JsonObject quote =
        created(
            post(
                "/api/v1/quotes",
                Role.SUPPORT,
                "{\"ticket\":\"%s\",\"purpose\":\"TRIP\",\"lines\":%s}".formatted(number, lines)));
    String quotePath = "/api/v1/quotes/" + quote.getString("id");
    ok(post(quotePath + "/transitions", Role.SUPPORT, "{\"to\":\"ISSUED\"}"));
    assertEquals(404, post(path + "/messages", Role.CUSTOMER, "{\"text\":\"mine\"}").statusCode());
    assertEquals(404, server.get(path + "/bill", Role.CUSTOMER).statusCode());
    assertEquals(404, server.get(path + "/report", Role.CUSTOMER).statusCode());
    assertEquals(404, server.get(quotePath, Role.CUSTOMER).statusCode());
    assertEquals(
        404, post(quotePath + "/transitions", Role.CUSTOMER, "{\"to\":\"DECLINED\"}").statusCode());
    assertFalse(server.get("/api/v1/quotes", Role.CUSTOMER).body().contains(number));
    String subject = "quote:" + quote.getString("id");
    assertEquals(
        404,
        post("/api/v1/signoffs/codes", Role.CUSTOMER, "{\"subject\":\"" + subject + "\"}")
            .statusCode());
    var signing =
        new JsonObject()
            .put("subject", subject)
            .put("hash", quote.getString("hash"))
            .put("agreed", true)
            .put("signer", "Li")
            .put("method", "drawn")
            .put("drawing", "<svg><path d=\"M1 1\"/></svg>");
    assertEquals(404, post("/api/v1/signoffs", Role.CUSTOMER, signing).statusCode());
  }

  private static void assertPrints(String path, String... wanted) {
    byte[] pdf =
        server.bytes(
            server.request(path).header("Authorization", "Bearer " + server.token(Role.CUSTOMER)));
    try (PDDocument read = Loader.loadPDF(pdf)) {
      String text = new PDFTextStripper().getText(read);
      for (String each : wanted) {
        assertTrue(text.contains(each), each + " in " + text);
      }
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String outcome(String path, String kind) {
    JsonObject ticket = ok(server.get(path, Role.SUPPORT));
    return ticket.getJsonArray("commitments").stream()
        .map(JsonObject.class::cast)
        .filter(each -> each.getString("kind").equals(kind))
        .map(each -> each.getString("outcome"))
        .findFirst()
        .orElse("none in " + ticket.getJsonArray("commitments"));
  }

  private static HttpResponse<String> post(String path, Role role, @Nullable Object body) {
    return server.send("POST", path, role, body);
  }

  private static JsonObject ok(HttpResponse<String> response) {
    assertEquals(200, response.statusCode(), response.body());
    return json(response);
  }

  private static JsonObject created(HttpResponse<String> response) {
    assertEquals(201, response.statusCode(), response.body());
    return json(response);
  }
}
