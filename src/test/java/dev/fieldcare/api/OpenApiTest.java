package dev.fieldcare.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Await;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.promises.Commitment;
import dev.fieldcare.promises.Measure;
import dev.fieldcare.promises.Term;
import dev.fieldcare.promises.Undertaking;
import dev.fieldcare.registry.Role;
import dev.fieldcare.rollout.Terms;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The document and the table of routes say the same, and the document's examples work. */
class OpenApiTest {
  private static final JsonObject DOCUMENT = OpenApi.document();
  private static final byte[] HELLO = "hello".getBytes(java.nio.charset.StandardCharsets.UTF_8);
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
  void routes_and_document_name_the_same_operations() {
    assertEquals(new TreeSet<>(routes().keySet()), new TreeSet<>(operations().keySet()));
  }

  @Test
  void operations_name_the_roles_of_their_routes() {
    operations()
        .forEach(
            (name, operation) -> {
              Endpoint route = routes().get(name);
              assertNotNull(route, name);
              Set<String> roles = new TreeSet<>();
              route.roles().forEach(role -> roles.add(role.code()));
              assertEquals(roles, strings(operation.getJsonArray("x-roles")), name);
            });
  }

  @Test
  void operations_name_the_query_parameters_of_their_routes() {
    operations()
        .forEach(
            (name, operation) -> {
              Set<String> named = new TreeSet<>();
              for (Object each : operation.getJsonArray("parameters", new JsonArray())) {
                JsonObject parameter = resolved((JsonObject) each);
                if ("query".equals(parameter.getString("in"))) {
                  named.add(parameter.getString("name"));
                }
              }
              Endpoint route = routes().get(name);
              assertNotNull(route, name);
              assertEquals(new TreeSet<>(route.query()), named, name);
            });
  }

  @Test
  void every_reference_leads_somewhere() {
    var references = new LinkedHashSet<String>();
    walk(
        DOCUMENT,
        object -> {
          if (object.getValue("$ref") instanceof String reference) {
            references.add(reference);
          }
        });
    assertTrue(references.size() > 20);
    references.forEach(reference -> assertNotNull(at(reference), reference));
  }

  @Test
  void operation_ids_are_unique() {
    var ids = operations().values().stream().map(each -> each.getString("operationId")).toList();
    assertEquals(ids.size(), Set.copyOf(ids).size());
  }

  @Test
  void the_document_is_public() {
    var response = server.send("GET", "/api/v1/openapi.json", null, null);
    assertEquals(200, response.statusCode());
    assertEquals(DOCUMENT, ApiServer.json(response));
  }

  @Test
  void examples_of_bodies_are_taken_by_the_server_and_answers_have_what_their_schema_requires() {
    Map<String, String> ids =
        Map.of("device", "d-17", "number", ticket(), "model", "fan-f1", "webhook", webhook());
    server.reading("d-17", "temperature", ApiServer.NOW.toEpochMilli() - 1, 40);
    server.workshop.image("image.bin", HELLO);
    for (String name :
        List.of(
            "PUT /api/v1/models/{id}",
            "POST /api/v1/models/check",
            "PUT /api/v1/customers/{id}",
            "PUT /api/v1/sites/{id}",
            "POST /api/v1/sites",
            "POST /api/v1/sites/import",
            "PUT /api/v1/contacts/{id}",
            "POST /api/v1/contacts",
            "POST /api/v1/contacts/import",
            "PUT /api/v1/roster",
            "POST /api/v1/devices/import",
            "PATCH /api/v1/devices/{id}",
            "POST /api/v1/devices/{id}/token-rotations",
            "POST /api/v1/tickets/{number}/transitions",
            "POST /api/v1/tickets/{number}/comments",
            "POST /api/v1/tickets",
            "POST /api/v1/tickets/{number}/messages",
            "PUT /api/v1/tickets/{number}/assignee",
            "POST /api/v1/letters/{id}/ticket",
            "POST /api/v1/webhooks",
            "PATCH /api/v1/webhooks/{id}",
            "POST /api/v1/tokens",
            "POST /api/v1/users",
            "PATCH /api/v1/users/{user}",
            "POST /api/v1/users/{user}/transitions",
            "POST /api/v1/users/{user}/password-resets",
            "POST /api/v1/alarms/{id}/transitions",
            "POST /api/v1/devices/{id}/alarms/{symptom}/transitions",
            "POST /api/v1/reliability/life",
            "POST /api/v1/stability/what-if",
            "POST /api/v1/stability/proposals",
            "PUT /api/v1/calendars/{id}",
            "POST /api/v1/calendars/{id}/notices",
            "POST /api/v1/commitments/{id}/transitions",
            "POST /api/v1/standards/deviations",
            "POST /api/v1/coverages",
            "POST /api/v1/contracts",
            "PUT /api/v1/contracts/{number}",
            "PUT /api/v1/contracts/{number}/lines",
            "POST /api/v1/contracts/{number}/transitions",
            "POST /api/v1/units/import",
            "POST /api/v1/uploads",
            "POST /api/v1/releases",
            "POST /api/v1/releases/{id}/transitions",
            "PUT /api/v1/suppliers/{id}",
            "PUT /api/v1/parts/{id}",
            "POST /api/v1/lots/{id}/transitions",
            "POST /api/v1/inspections",
            "POST /api/v1/inspections/{id}/transitions",
            "POST /api/v1/units",
            "POST /api/v1/units/{serial}/processes",
            "PUT /api/v1/models/{id}/routing",
            "POST /api/v1/models/{id}/certificates",
            "PUT /api/v1/models/{id}/testprofile",
            "POST /api/v1/testruns/{id}/transitions",
            "POST /api/v1/devices/{id}/transitions")) {
      JsonObject operation = operations().get(name);
      assertNotNull(operation, name);
      String path = filled(name.substring(name.indexOf(' ') + 1), ids);
      JsonObject content = operation.getJsonObject("requestBody").getJsonObject("content");
      String type = content.fieldNames().iterator().next();
      Object example = content.getJsonObject(type).getValue("example");
      HttpResponse<String> response =
          server.send(
              server
                  .request(path)
                  .header("Authorization", "Bearer " + server.token(Role.ADMIN))
                  .header("Content-Type", type)
                  .method(
                      name.substring(0, name.indexOf(' ')),
                      HttpRequest.BodyPublishers.ofString(String.valueOf(example))));
      assertAnswer(name, operation, response);
    }
  }

  @Test
  void what_is_read_has_what_its_schema_requires() {
    parties();
    String device = server.device("d-9", "gateway-x1", null);
    server.reading(device, "temperature", ApiServer.NOW.toEpochMilli(), 41);
    String number = server.alarm(device, ApiServer.NOW, ApiServer.NOW);
    var field = new FieldHistory(server);
    field.operated(device, ApiServer.NOW.minusSeconds(72_000), 20);
    field.happened(device, ApiServer.NOW.minusSeconds(50_000), "reboot", "0x8002");
    field.ran(device, "1.4.0", ApiServer.NOW.minusSeconds(72_000));
    field.ran(device, "1.5.0", ApiServer.NOW.minusSeconds(36_000));
    Map<String, String> ids =
        Map.of(
            "device",
            device,
            "number",
            number,
            "model",
            "pump-p2",
            "webhook",
            webhook(),
            "job",
            job(device));
    Map<String, String> queries =
        Map.of(
            "telemetry",
            "?metric=temperature",
            "compare",
            "?a=1.4.0&b=1.5.0",
            "forecast",
            "?stage=DISPATCHED");
    operations()
        .forEach(
            (name, operation) -> {
              if (name.startsWith("GET")
                  && !name.endsWith("/stream")
                  && !name.contains("/signin/openid")
                  && !name.matches(".*/attachments/\\{(file|id)}")
                  && !name.endsWith("/package")
                  && !name.endsWith(".pdf")) {
                String path = filled(name.substring(4), ids).replace("{serial}", device);
                String last = path.substring(path.lastIndexOf('/') + 1);
                String query =
                    path.equals("/api/v1/trace") ? "?lot=lot-1" : queries.getOrDefault(last, "");
                assertAnswer(name, operation, server.get(path + query, Role.ADMIN));
              }
            });
  }

  /** A site and a contact called as their customer. */
  private static void parties() {
    for (String each : List.of("sites", "contacts")) {
      var body = new JsonObject().put("name", "Acme").put("customer", "acme");
      if (each.equals("contacts")) {
        body.put("phone", "13800138000");
      }
      var made = server.send("PUT", "/api/v1/" + each + "/acme", Role.ADMIN, body);
      assertEquals(200, made.statusCode(), made.body());
    }
    contract();
  }

  private static String contract() {
    String number = "C-" + System.nanoTime();
    var body =
        new JsonObject()
            .put("number", number)
            .put("customer", "acme")
            .put("name", "Care")
            .put("from", "2026-01-01")
            .put("to", "2026-12-31");
    var made = server.send("POST", "/api/v1/contracts", Role.ADMIN, body);
    assertEquals(201, made.statusCode(), made.body());
    return number;
  }

  private static String ticket() {
    return server.alarm(server.device("d-17", "gateway-x1", null), ApiServer.NOW, ApiServer.NOW);
  }

  private static String newestAlarm() {
    JsonObject page = ApiServer.json(server.get("/api/v1/alarms", Role.ADMIN));
    return page.getJsonArray("items").getJsonObject(0).getString("id");
  }

  private static String webhook() {
    var made =
        server.send(
            "POST", "/api/v1/webhooks", Role.ADMIN, "{\"url\":\"http://127.0.0.1:9/none\"}");
    return ApiServer.json(made).getString("id");
  }

  private static String user() {
    String name = "u" + System.nanoTime();
    var body = new JsonObject().put("user", name).put("name", "Wei").put("role", "support");
    var made = server.send("POST", "/api/v1/users", Role.ADMIN, body);
    assertEquals(201, made.statusCode(), made.body());
    return name;
  }

  private static String upload() {
    var body =
        new JsonObject().put("filename", "a.bin").put("size", 1).put("sha256", "0".repeat(64));
    var made = server.send("POST", "/api/v1/uploads", Role.ADMIN, body);
    return ApiServer.json(made).getString("id");
  }

  private static String release() {
    return server
            .workshop
            .releases
            .find("gateway-x1", "1.0.0")
            .orElseGet(() -> server.workshop.draft("gateway-x1", "1.0.0", HELLO))
            .id()
        + "";
  }

  private static Release published() {
    Release release =
        server
            .workshop
            .releases
            .find("gateway-x1", "1.1.0")
            .orElseGet(() -> server.workshop.published("gateway-x1", "1.1.0", HELLO));
    server.releases.put(release.id(), release);
    return release;
  }

  private static String action() {
    var release = published();
    server.device("d-act", "gateway-x1", null);
    var device = server.devices.find("d-act").orElseThrow();
    return Await.get(server.actions.assign(device, release, Terms.AT_ONCE, "user:test")).id() + "";
  }

  private static String rollout() {
    published();
    var body = new JsonObject().put("model", "gateway-x1").put("release", "1.1.0");
    return ApiServer.json(server.send("POST", "/api/v1/rollouts", Role.ADMIN, body))
        .getString("id");
  }

  private static String article() {
    var made =
        server.send("POST", "/api/v1/articles", Role.ADMIN, "{\"en\":{\"title\":\"Hello\"}}");
    return ApiServer.json(made).getString("id");
  }

  private static String notice() {
    return Long.toString(
        Await.get(
                server
                    .database
                    .pool()
                    .query(
                        "INSERT INTO rollout_notices (rollout, customer, devices, made_at)"
                            + " VALUES (%s, 'acme', 1, now()) RETURNING id".formatted(rollout()))
                    .execute())
            .iterator()
            .next()
            .getLong(0));
  }

  private static String commitment() {
    Undertaking promise =
        Undertaking.of(
            "ticket:F-2026-" + System.nanoTime(),
            "onsite.arrival",
            Term.of(Measure.WORKING_DAYS, 3),
            ApiServer.NOW,
            "cn");
    Commitment started =
        Await.get(
            server.database.transaction(
                sql -> server.promises.commitments().start(sql, promise, "user:test")));
    return Long.toString(started.id());
  }

  /** A quote for a trip that its customer signed, or the sign-off itself. */
  private static String signed(boolean isQuote) {
    String device = "d-signed-" + isQuote + System.nanoTime();
    server.device(device, "gateway-x1", "acme");
    String number = server.alarm(device, ApiServer.NOW, ApiServer.NOW);
    var wish =
        new JsonObject()
            .put("ticket", number)
            .put("purpose", "TRIP")
            .put(
                "lines",
                new JsonArray()
                    .add(new JsonObject().put("kind", "TRAVEL").put("estimate", 1).put("cap", 2)));
    JsonObject quote = ApiServer.json(server.send("POST", "/api/v1/quotes", Role.ADMIN, wish));
    String id = quote.getString("id");
    server.send("POST", "/api/v1/quotes/" + id + "/transitions", Role.ADMIN, "{\"to\":\"ISSUED\"}");
    var signing =
        new JsonObject()
            .put("subject", "quote:" + id)
            .put("hash", quote.getString("hash"))
            .put("agreed", true)
            .put("signer", "Li")
            .put("method", "drawn")
            .put("drawing", "<svg><path d=\"M1 1 L2 2\"/></svg>");
    JsonObject made =
        ApiServer.json(server.send("POST", "/api/v1/signoffs", Role.CUSTOMER, signing));
    return isQuote ? id : made.getString("id");
  }

  /** A ticket with a service report. */
  private static String reported() {
    String device = "d-reported" + System.nanoTime();
    server.device(device, "gateway-x1", null);
    String number = server.alarm(device, ApiServer.NOW, ApiServer.NOW);
    Await.get(
        server
            .database
            .pool()
            .preparedQuery(
                "INSERT INTO service_reports (ticket, version, document, hash, at)"
                    + " VALUES ($1, 1, '{}', repeat('0', 64), now())")
            .execute(io.vertx.sqlclient.Tuple.of(number)));
    return number;
  }

  /** A letter that was left to people. */
  private static String letter() {
    var rows =
        Await.get(
            server
                .database
                .pool()
                .query(
                    "INSERT INTO letters (mailbox, identity, received_at, sender, subject, body,"
                        + " disposition, reason) VALUES ('m', gen_random_uuid()::text, now(),"
                        + " 'ann@acme.example', 'a question', 'which filter?', 'aside', 'unknown')"
                        + " RETURNING id")
                .execute());
    return Long.toString(rows.iterator().next().getLong(0));
  }

  private static String job(String device) {
    String body = "{\"metric\":\"temperature\",\"device\":\"" + device + "\"}";
    var made = server.send("POST", "/api/v1/stability/proposals", Role.ADMIN, body);
    return ApiServer.json(made).getString("id");
  }

  private static String filled(String path, Map<String, String> ids) {
    String id =
        path.contains("/devices/")
            ? "device"
            : path.contains("/webhooks/")
                ? "webhook"
                : path.contains("/models/") ? "model" : path.contains("/jobs/") ? "job" : "";
    if (path.contains("/alarms/{id}")) {
      return path.replace("{id}", newestAlarm());
    }
    if (path.contains("{user}")) {
      return path.replace("{user}", user());
    }
    if (path.contains("/uploads/")) {
      return path.replace("{id}", upload());
    }
    if (path.contains("/releases/")) {
      return path.replace("{id}", release());
    }
    if (path.contains("/actions/")) {
      return path.replace("{id}", action());
    }
    if (path.contains("/articles/")) {
      return path.replace("{id}", article());
    }
    if (path.contains("/rollouts/notices/")) {
      return path.replace("{id}", notice());
    }
    if (path.contains("/rollouts/")) {
      return path.replace("{id}", rollout());
    }
    if (path.contains("/calendars/")) {
      return path.replace("{id}", "cn");
    }
    if (path.contains("/commitments/")) {
      return path.replace("{id}", commitment());
    }
    if (path.contains("/quotes/") || path.contains("/signoffs/")) {
      return path.replace("{id}", signed(path.contains("/quotes/")));
    }
    if (path.contains("/letters/")) {
      return path.replace("{id}", letter());
    }
    if (path.contains("/contracts/")) {
      return path.replace("{number}", contract());
    }
    if (path.contains("/lots/") && path.endsWith("/trace")) {
      return path.replace("{id}", "lot-1");
    }
    for (String each : List.of("lots", "inspections", "testruns", "suppliers", "parts")) {
      if (path.contains("/" + each + "/{id}")) {
        return path.replace("{id}", QualityHistory.one(server, each));
      }
    }
    if (path.contains("/units/{serial}")) {
      return path.replace("{serial}", QualityHistory.one(server, "units"));
    }
    if (path.endsWith("/report")) {
      return "/api/v1/tickets/" + reported() + "/report";
    }
    return path.replace("{symptom}", "offline")
        .replace("{hash}", server.workshop.image("image.bin", HELLO).sha256())
        .replace("{id}", ids.getOrDefault(id, "acme"))
        .replace("{number}", ids.getOrDefault("number", ""));
  }

  private static void assertAnswer(
      String name, JsonObject operation, HttpResponse<String> response) {
    assertTrue(response.statusCode() < 300, name + ": " + response.body());
    JsonObject stated =
        operation.getJsonObject("responses").getJsonObject(Integer.toString(response.statusCode()));
    assertNotNull(stated, name + " does not state " + response.statusCode());
    JsonObject schema =
        stated.getJsonObject("content").getJsonObject("application/json").getJsonObject("schema");
    assertFits(name, schema, ApiServer.json(response));
  }

  /** Checks types and required members, as far as our schemas use them. */
  private static void assertFits(String where, JsonObject unresolved, @Nullable Object value) {
    JsonObject schema = resolved(unresolved);
    for (Object part : schema.getJsonArray("allOf", new JsonArray())) {
      assertFits(where, (JsonObject) part, value);
    }
    if (schema.getValue("type") instanceof String type) {
      assertEquals(type, typeOf(value, type), where);
    } else if (schema.getValue("type") instanceof JsonArray types) {
      assertTrue(
          types.stream().anyMatch(type -> type.equals(typeOf(value, (String) type))),
          where + ": " + value);
    }
    if (schema.getJsonArray("enum") != null) {
      assertTrue(schema.getJsonArray("enum").contains(value), where + ": " + value);
    }
    if (value instanceof JsonObject object) {
      for (Object member : schema.getJsonArray("required", new JsonArray())) {
        assertTrue(object.containsKey((String) member), where + " lacks " + member);
      }
      JsonObject properties = schema.getJsonObject("properties", new JsonObject());
      for (String member : object.fieldNames()) {
        if (properties.getJsonObject(member) != null) {
          assertFits(
              where + "." + member, properties.getJsonObject(member), object.getValue(member));
        }
      }
    }
    if (value instanceof JsonArray array && schema.getJsonObject("items") != null) {
      array.forEach(item -> assertFits(where + "[]", schema.getJsonObject("items"), item));
    }
  }

  private static String typeOf(@Nullable Object value, String wanted) {
    return switch (value) {
      case null -> "null";
      case String text -> "string";
      case Boolean flag -> "boolean";
      case JsonObject object -> "object";
      case JsonArray array -> "array";
      case Number number when wanted.equals("number") -> "number";
      case Number number -> number.doubleValue() % 1 == 0 ? "integer" : "number";
      default -> value.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    };
  }

  private static Map<String, Endpoint> routes() {
    var routes = new TreeMap<String, Endpoint>();
    for (Endpoint each : server.api.table()) {
      if (each.path().startsWith("/api/")) {
        routes.put(each.method() + " " + each.path().replaceAll(":([A-Za-z]+)", "{$1}"), each);
      }
    }
    return routes;
  }

  private static Map<String, JsonObject> operations() {
    var operations = new TreeMap<String, JsonObject>();
    JsonObject paths = DOCUMENT.getJsonObject("paths");
    for (String path : paths.fieldNames()) {
      JsonObject item = paths.getJsonObject(path);
      for (String method : item.fieldNames()) {
        if (!method.equals("parameters")) {
          operations.put(method.toUpperCase(Locale.ROOT) + " " + path, item.getJsonObject(method));
        }
      }
    }
    return operations;
  }

  private static Set<String> strings(@Nullable JsonArray array) {
    var strings = new TreeSet<String>();
    if (array != null) {
      array.forEach(each -> strings.add((String) each));
    }
    return strings;
  }

  private static JsonObject resolved(JsonObject object) {
    return object.getValue("$ref") instanceof String reference
        ? java.util.Objects.requireNonNull(at(reference), reference)
        : object;
  }

  private static @Nullable JsonObject at(String reference) {
    JsonObject found = DOCUMENT;
    for (String step : reference.substring(2).split("/", -1)) {
      if (found == null) {
        return null;
      }
      found = found.getJsonObject(step);
    }
    return found;
  }

  private static void walk(Object value, Consumer<JsonObject> visit) {
    if (value instanceof JsonObject object) {
      visit.accept(object);
      object.fieldNames().forEach(name -> walk(object.getValue(name), visit));
    } else if (value instanceof JsonArray array) {
      array.forEach(each -> walk(each, visit));
    }
  }
}
