package dev.fieldcare.gateway.http;

import static dev.fieldcare.gateway.http.HttpGatewayFixture.of;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.rollout.Action;
import dev.fieldcare.rollout.ActionState;
import dev.fieldcare.rollout.Maintenance;
import dev.fieldcare.rollout.Manner;
import dev.fieldcare.rollout.Terms;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DdiTest {
  private static final String DATA = "{\"data\":{\"hw\":\"B\"}}";
  private final HttpGatewayFixture gateway = new HttpGatewayFixture();

  @AfterEach
  void close() {
    gateway.close();
  }

  private void describe(String version) {
    var answer =
        gateway.send("PUT", of("configData"), "{\"data\":{\"version\":\"" + version + "\"}}");
    assertEquals(200, answer.status());
  }

  @Test
  void a_device_walks_from_its_first_poll_to_a_confirmed_update() {
    assertEquals(Set.of("configData"), gateway.links().fieldNames());
    describe("1.4.0");
    assertEquals(Set.of(), gateway.links().fieldNames());
    String before = gateway.get(of("")).header("ETag");

    Action action = gateway.assign();
    JsonObject links = gateway.links();
    assertEquals(Set.of("deploymentBase"), links.fieldNames());
    var deployment = new JsonObject(gateway.get(gateway.path(links, "deploymentBase")).body());
    assertEquals(Long.toString(action.id()), deployment.getString("id"));
    JsonObject artifact =
        deployment
            .getJsonObject("deployment")
            .getJsonArray("chunks")
            .getJsonObject(0)
            .getJsonArray("artifacts")
            .getJsonObject(0);
    assertEquals(
        gateway.release.image().sha256(), artifact.getJsonObject("hashes").getString("sha256"));
    assertEquals(200, gateway.feedback(action, "proceeding", "none").status());
    String download = gateway.path(artifact.getJsonObject("_links"), "download-http");
    String token = "TargetToken " + gateway.house.token("d-17");
    assertArrayEquals(gateway.bytes, gateway.send("GET", download, token, null).body());
    assertEquals("bb  image.bin", gateway.get(download + ".MD5SUM").body());
    assertEquals(200, gateway.feedback(action, "downloaded", "none").status());
    assertEquals(200, gateway.feedback(action, "closed", "success").status());

    assertEquals(ActionState.REBOOTING, gateway.newest().state());
    assertEquals(Set.of("installedBase", "configData"), gateway.links().fieldNames());
    assertEquals(410, gateway.feedback(action, "closed", "success").status());
    assertNotEquals(before, gateway.get(of("")).header("ETag"));
    describe("1.5.0");
    assertEquals(ActionState.CONFIRMED, gateway.newest().state());
    assertEquals(
        200, gateway.get(of("installedBase/" + action.id() + "?actionHistory=5")).status());
    assertEquals(206, gateway.get(download, "Range", "bytes=0-9").status());
  }

  @Test
  void a_device_that_claims_success_and_still_runs_the_old_image_has_failed() {
    describe("1.4.0");
    Action action = gateway.assign();
    gateway.feedback(action, "closed", "success");
    describe("1.4.0");
    assertEquals(ActionState.FAILED, gateway.newest().state());
  }

  @Test
  void a_device_that_never_names_its_firmware_is_confirmed_by_its_word() {
    Action action = gateway.assign();
    gateway.feedback(action, "closed", "none");
    assertEquals(ActionState.CONFIRMED, gateway.newest().state());
  }

  @Test
  void a_failure_ends_the_action() {
    Action action = gateway.assign();
    gateway.feedback(action, "closed", "failure");
    assertEquals("DEVICE: closed failure; a word", gateway.newest().error());
    assertEquals(410, gateway.feedback(action, "proceeding", "none").status());
  }

  @Test
  void a_rejected_deployment_is_offered_again() {
    Action action = gateway.assign();
    assertEquals(200, gateway.feedback(action, "rejected", "none").status());
    assertTrue(gateway.links().containsKey("deploymentBase"));
  }

  @Test
  void nothing_new_is_said_without_a_body() {
    describe("1.4.0");
    String tag = gateway.get(of("")).header("ETag");
    var same = gateway.get(of(""), "If-None-Match", tag);
    assertEquals(304, same.status());
    assertEquals("", same.body());
    gateway.assign();
    assertEquals(200, gateway.get(of(""), "If-None-Match", tag).status());
  }

  @Test
  void an_update_that_may_wait_becomes_forced_at_its_deadline() {
    var terms =
        new Terms(false, false, null, gateway.house.clock.instant().plus(Duration.ofHours(1)));
    gateway.assign(terms);
    var soft = gateway.get(gateway.path(gateway.links(), "deploymentBase"));
    assertTrue(soft.body().contains("\"download\":\"attempt\",\"update\":\"attempt\""));
    String poll = gateway.get(of("")).header("ETag");
    gateway.house.clock.move(Duration.ofHours(2));
    assertEquals(200, gateway.get(of(""), "If-None-Match", poll).status());
    var forced = gateway.get(gateway.path(gateway.links(), "deploymentBase"));
    assertTrue(forced.body().contains("\"download\":\"forced\",\"update\":\"forced\""));
  }

  @Test
  void before_its_time_an_update_is_only_downloaded() {
    var terms = new Terms(true, false, gateway.house.clock.instant().plusSeconds(3600), null);
    gateway.assign(terms);
    String path = gateway.path(gateway.links(), "deploymentBase");
    assertTrue(
        gateway
            .get(path)
            .body()
            .contains(
                "\"download\":\"forced\",\"update\":\"skip\",\"maintenanceWindow\":\"unavailable\""));
    gateway.house.clock.move(Duration.ofHours(2));
    assertTrue(gateway.get(path).body().contains("\"maintenanceWindow\":\"available\""));
  }

  private Action assign(Manner manner) {
    return gateway.assign(new Terms(manner, false));
  }

  private static String answers(String download, String update) {
    return "\"download\":\"" + download + "\",\"update\":\"" + update + "\"";
  }

  @Test
  void what_is_only_to_be_downloaded_ends_there_and_takes_one_last_word() {
    Action action = assign(new Manner(false, null, null, true, null));
    gateway.send("PUT", of("configData"), "{\"data\":{\"a\":\"b\"}}");
    String shown = gateway.get(gateway.path(gateway.links(), "deploymentBase")).body();
    assertTrue(shown.contains(answers("forced", "skip")), shown);
    assertFalse(shown.contains("maintenanceWindow"), shown);
    assertEquals(200, gateway.feedback(action, "downloaded", "none").status());
    assertEquals(ActionState.DELIVERED, gateway.newest().state());
    assertEquals(Set.of("configData"), gateway.links().fieldNames());
    assertEquals(410, gateway.feedback(action, "proceeding", "none").status());
    assertEquals(200, gateway.feedback(action, "closed", "success").status());
    assertEquals(ActionState.CONFIRMED, gateway.newest().state());
    assertEquals(410, gateway.feedback(action, "closed", "success").status());
  }

  @Test
  void what_was_only_downloaded_makes_room_for_the_next_update() {
    Action first = assign(new Manner(true, null, null, true, null));
    gateway.feedback(first, "downloaded", "none");
    Action second = gateway.assign();
    assertTrue(second.id() > first.id());
    assertEquals(
        ActionState.DELIVERED,
        dev.fieldcare.base.Await.get(gateway.house.actions.get(first.id())).state());
    assertTrue(gateway.links().containsKey("deploymentBase"));
  }

  @Test
  void a_recurring_window_opens_and_closes() {
    // It is 08:00 UTC, 16:00 in Shanghai.
    var windows = Maintenance.of("0 0 17 ? * *", Duration.ofMinutes(30), "Asia/Shanghai");
    assign(new Manner(true, null, null, false, windows));
    String path = gateway.path(gateway.links(), "deploymentBase");
    assertTrue(gateway.get(path).body().contains(answers("forced", "skip")));
    assertTrue(gateway.get(path).body().contains("\"maintenanceWindow\":\"unavailable\""));
    String before = gateway.get(path).header("ETag");
    String link = gateway.path(gateway.links(), "deploymentBase");
    gateway.house.clock.move(Duration.ofMinutes(60));
    assertNotEquals(link, gateway.path(gateway.links(), "deploymentBase"));
    var open = gateway.get(path, "If-None-Match", before);
    assertEquals(200, open.status());
    assertTrue(open.body().contains(answers("forced", "forced")), open.body());
    assertTrue(open.body().contains("\"maintenanceWindow\":\"available\""));
    gateway.house.clock.move(Duration.ofMinutes(30));
    assertTrue(gateway.get(path).body().contains("\"maintenanceWindow\":\"unavailable\""));
    gateway.house.clock.move(Duration.ofHours(24));
    gateway.house.clock.move(Duration.ofMinutes(-30));
    assertTrue(gateway.get(path).body().contains("\"maintenanceWindow\":\"available\""));
  }

  private long sleep() {
    String text =
        gateway.poll().getJsonObject("config").getJsonObject("polling").getString("sleep");
    return Duration.between(java.time.LocalTime.MIN, java.time.LocalTime.parse(text)).toSeconds();
  }

  @Test
  void a_device_polls_more_often_when_its_window_is_near() {
    var windows = Maintenance.of("0 0 9 ? * *", Duration.ofMinutes(30), "Z");
    assign(new Manner(true, null, null, false, windows));
    assertTrue(sleep() >= 270, "an hour before");
    String tag = gateway.get(of("")).header("ETag");
    gateway.house.clock.move(Duration.ofMinutes(57));
    assertEquals(200, gateway.get(of(""), "If-None-Match", tag).status());
    long near = sleep();
    assertTrue(near >= 54 && near <= 66, "three minutes before: " + near);
    gateway.house.clock.move(Duration.ofSeconds(170));
    assertTrue(sleep() >= 27 && sleep() <= 33, "ten seconds before");
  }

  @Test
  void an_update_that_may_wait_can_be_made_forced() {
    Action action = gateway.assign(new Terms(false, false, null, null));
    String path = gateway.path(gateway.links(), "deploymentBase");
    var soft = gateway.get(path);
    assertTrue(soft.body().contains(answers("attempt", "attempt")));
    dev.fieldcare.base.Await.get(gateway.house.actions.urge(action.id(), "user:ann"));
    var forced = gateway.get(path, "If-None-Match", soft.header("ETag"));
    assertEquals(200, forced.status());
    assertTrue(forced.body().contains(answers("forced", "forced")));
    assertNotEquals(path, gateway.path(gateway.links(), "deploymentBase"));
  }

  @Test
  void a_flood_of_reports_is_refused_and_disturbs_no_other_device() {
    var defaults = HttpGatewaySettings.DEFAULT;
    var settings =
        new HttpGatewaySettings(
            null, defaults.pollInterval(), 0, null, Set.of(), java.util.List.of(), 5);
    try (var small = new HttpGatewayFixture(settings)) {
      var other = small.house.device("d-18");
      Action action = small.assign();
      for (int i = 0; i < 5; i++) {
        assertEquals(200, small.feedback(action, "proceeding", "none").status());
      }
      var flooded = small.feedback(action, "proceeding", "none");
      assertEquals(429, flooded.status());
      assertEquals("", flooded.body());
      assertEquals(200, small.get(of("")).status());
      byte[] body = "{\"data\":{\"a\":\"b\"}}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
      assertEquals(
          200,
          small
              .send(
                  "PUT",
                  "/default/controller/v1/" + other.id() + "/configData",
                  "TargetToken " + small.house.token("d-18"),
                  body,
                  "Content-Type",
                  "application/json")
              .statusCode());
      small.house.clock.move(Duration.ofSeconds(1));
      assertEquals(200, small.feedback(action, "closed", "success").status());
    }
  }

  private Action canceling() {
    Action action = gateway.assign();
    gateway.feedback(action, "proceeding", "none");
    dev.fieldcare.base.Await.get(gateway.house.actions.cancel(action.id(), false, "user:ann"));
    assertEquals(Set.of("cancelAction", "configData"), gateway.links().fieldNames());
    assertEquals(404, gateway.get(of("deploymentBase/" + action.id())).status());
    assertEquals(
        404, gateway.get(of("softwaremodules/" + gateway.release.id() + "/artifacts")).status());
    return action;
  }

  private int cancelFeedback(Action action, String execution, String finished) {
    return gateway
        .send(
            "POST",
            of("cancelAction/" + action.id() + "/feedback"),
            "{\"status\":{\"execution\":\""
                + execution
                + "\",\"result\":{\"finished\":\""
                + finished
                + "\"}}}")
        .status();
  }

  @Test
  void a_cancel_is_accepted_by_closed_and_by_canceled() {
    for (String word : new String[] {"closed", "canceled"}) {
      Action action = canceling();
      assertEquals(
          new JsonObject()
              .put("id", "" + action.id())
              .put("cancelAction", new JsonObject().put("stopId", "" + action.id())),
          new JsonObject(gateway.get(of("cancelAction/" + action.id())).body()));
      assertEquals(200, cancelFeedback(action, word, "success"));
      assertEquals(ActionState.CANCELED, gateway.newest().state());
      assertEquals(405, cancelFeedback(action, word, "success"));
    }
  }

  @Test
  void a_refused_cancel_offers_the_update_again() {
    Action action = canceling();
    assertEquals(200, cancelFeedback(action, "rejected", "none"));
    assertTrue(gateway.links().containsKey("deploymentBase"));
  }

  @Test
  void a_device_that_finishes_while_it_is_to_stop_has_finished() {
    Action action = canceling();
    assertEquals(200, gateway.feedback(action, "closed", "success").status());
    assertEquals(ActionState.CONFIRMED, gateway.newest().state());
  }

  @Test
  void who_refuses_what_a_rollout_gave_is_not_asked_again() {
    Action action = gateway.assignByRollout(new Terms(true, true, null, null));
    assertTrue(gateway.links().containsKey("confirmationBase"));
    String answer = of("confirmationBase/" + action.id() + "/feedback");
    String no = "{\"confirmation\":\"denied\",\"details\":[\"not today\"]}";
    assertEquals(200, gateway.send("POST", answer, no).status());
    assertEquals(ActionState.CANCELED, gateway.newest().state());
    assertTrue(String.valueOf(gateway.newest().error()).startsWith("DENIED: "));
    assertTrue(String.valueOf(gateway.newest().error()).contains("not today"));
    assertFalse(gateway.links().containsKey("confirmationBase"));
    assertFalse(gateway.links().containsKey("deploymentBase"));
    assertFalse(gateway.links().containsKey("cancelAction"));
  }

  @Test
  void consent_is_asked_given_and_given_once_for_all() {
    var ask = new Terms(true, true, null, null);
    Action action = gateway.assign(ask);
    assertEquals(404, gateway.get(of("deploymentBase/" + action.id())).status());
    assertEquals(404, gateway.feedback(action, "proceeding", "none").status());
    String path = gateway.path(gateway.links(), "confirmationBase");
    assertTrue(new JsonObject(gateway.get(path).body()).containsKey("confirmation"));
    String answer = of("confirmationBase/" + action.id() + "/feedback");
    assertEquals(200, gateway.send("POST", answer, "{\"confirmation\":\"denied\"}").status());
    assertTrue(gateway.links().containsKey("confirmationBase"));
    assertEquals(200, gateway.send("POST", answer, "{\"confirmation\":\"confirmed\"}").status());
    assertTrue(gateway.links().containsKey("deploymentBase"));
    assertEquals(200, gateway.send("POST", answer, "{\"confirmation\":\"denied\"}").status());
    assertTrue(gateway.links().containsKey("confirmationBase"));

    String activate = of("confirmationBase/activateAutoConfirm");
    assertEquals(200, gateway.send("POST", activate, "{\"initiator\":\"ann\"}").status());
    assertEquals(409, gateway.send("POST", activate, "").status());
    assertTrue(gateway.links().containsKey("deploymentBase"));
    assertTrue(gateway.get(of("confirmationBase")).body().contains("\"initiator\":\"ann\""));
    assertEquals(
        200, gateway.send("POST", of("confirmationBase/deactivateAutoConfirm"), "").status());
    assertTrue(gateway.get(of("confirmationBase")).body().contains("\"active\":false"));
  }

  @Test
  void a_device_declares_what_it_has_installed() {
    String known = "{\"name\":\"gateway-x1\",\"version\":\"1.5.0\"}";
    String unknown = "{\"name\":\"gateway-x1\",\"version\":\"9.9.9\"}";
    assertEquals(201, gateway.send("PUT", of("installedBase"), known).status());
    assertEquals(200, gateway.send("PUT", of("installedBase"), known).status());
    assertEquals(404, gateway.send("PUT", of("installedBase"), unknown).status());
  }

  @Test
  void without_a_right_token_the_answer_is_empty() {
    gateway.house.device("d-18");
    for (String wrong :
        new String[] {
          null,
          "TargetToken x",
          "targettoken " + gateway.house.token("d-17"),
          "TargetToken " + gateway.house.token("d-18"),
          "GatewayToken x"
        }) {
      var answer = gateway.send("GET", of(""), wrong, null);
      assertEquals(401, answer.statusCode());
      assertEquals(0, answer.body().length);
    }
    String token = "TargetToken " + gateway.house.token("d-17");
    assertEquals(401, gateway.send("GET", "/other/controller/v1/d-17", token, null).statusCode());
    String long300 = "/default/controller/v1/" + "x".repeat(300);
    assertEquals(400, gateway.send("GET", long300, token, null).statusCode());
  }

  @Test
  void nobody_is_believed_about_a_certificate_unless_trusted() {
    var answer =
        gateway.send(
            "GET", of(""), null, null, "X-Controller-Id", "d-17", "X-Authority", "Field CA");
    assertEquals(401, answer.statusCode());
  }

  @Test
  void quotas_and_bad_bodies_are_refused_by_their_codes() {
    Action action = gateway.assign();
    String feedback = of("deploymentBase/" + action.id() + "/feedback");
    var details = new JsonArray();
    for (int i = 0; i < 51; i++) {
      details.add("x");
    }
    String many =
        "{\"status\":{\"execution\":\"proceeding\",\"result\":{\"finished\":\"none\"},\"details\":"
            + details
            + "}}";
    assertEquals(429, gateway.send("POST", feedback, many).status());
    for (String bad :
        new String[] {
          "",
          "[]",
          "{}",
          "{\"status\":{}}",
          "{\"status\":{\"execution\":\"CLOSED\",\"result\":{\"finished\":\"none\"}}}",
          "{\"status\":{\"execution\":\"closed\",\"result\":{\"finished\":\"maybe\"}}}"
        }) {
      assertEquals(400, gateway.send("POST", feedback, bad).status(), bad);
    }
    var data = new JsonObject();
    for (int i = 0; i < 101; i++) {
      data.put("k" + i, "v");
    }
    String attributes = new JsonObject().put("data", data).encode();
    assertEquals(429, gateway.send("PUT", of("configData"), attributes).status());
    assertEquals(400, gateway.send("PUT", of("configData"), "{\"data\":{\"k\":\"ü\"}}").status());
    assertEquals(400, gateway.send("PUT", of("configData"), "{\"data\":{}}").status());
    assertEquals(405, gateway.send("DELETE", of(""), "").status());
    assertTrue(
        gateway
            .send("POST", feedback, "{}")
            .body()
            .contains("\"errorCode\":\"hawkbit.server.error.rest.body.notReadable\""));
  }

  @Test
  void attributes_are_merged_replaced_and_removed() {
    String path = of("configData");
    gateway.send("PUT", path, "{\"data\":{\"a\":\"1\",\"b\":\"2\"}}");
    gateway.send("PUT", path, "{\"data\":{\"b\":null,\"c\":\"3\"}}");
    assertEquals(
        new JsonObject().put("a", "1").put("c", "3"),
        dev.fieldcare.base.Await.get(gateway.house.actions.attributes(gateway.device)));
    gateway.send("PUT", path, "{\"mode\":\"remove\",\"data\":{\"a\":\"x\"}}");
    gateway.send("PUT", path, "{\"mode\":\"replace\",\"data\":{\"d\":\"4\"}}");
    assertEquals(
        new JsonObject().put("d", "4"),
        dev.fieldcare.base.Await.get(gateway.house.actions.attributes(gateway.device)));
  }

  @Test
  void media_types_are_negotiated_both_ways() throws Exception {
    assertEquals("application/hal+json", gateway.get(of("")).header("Content-Type"));
    assertEquals(
        "application/json",
        gateway.get(of(""), "Accept", "application/json").header("Content-Type"));
    assertEquals(406, gateway.get(of(""), "Accept", "application/xml").status());
    String token = "TargetToken " + gateway.house.token("d-17");
    var cbor = gateway.send("GET", of(""), token, null, "Accept", "application/cbor");
    var tree = Media.CBOR.read(cbor.body());
    assertTrue(tree.path("config").path("polling").path("sleep").asText().startsWith("00:0"));
    byte[] body = Media.cbor(DATA).getBytes();
    assertEquals(
        200,
        gateway
            .send("PUT", of("configData"), token, body, "Content-Type", "application/cbor")
            .statusCode());
    assertEquals(
        415,
        gateway
            .send(
                "PUT",
                of("configData"),
                token,
                DATA.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                "Content-Type",
                "application/hal+json")
            .statusCode());
  }

  @Test
  void links_lead_where_the_request_went_and_not_where_a_header_says() {
    String body =
        gateway.get(of(""), "X-Forwarded-Host", "evil.example", "Forwarded", "host=evil").body();
    assertFalse(body.contains("evil"));
    assertTrue(body.contains(gateway.base));
  }

  @Test
  void history_is_what_the_device_said_newest_first() {
    Action action = gateway.assign();
    gateway.feedback(action, "proceeding", "none");
    gateway.feedback(action, "download", "none");
    var shown =
        new JsonObject(
            gateway.get(of("deploymentBase/" + action.id() + "?actionHistory=-1")).body());
    assertEquals(
        new JsonArray().add("download; a word").add("proceeding; a word"),
        shown.getJsonObject("actionHistory").getJsonArray("messages"));
  }
}
