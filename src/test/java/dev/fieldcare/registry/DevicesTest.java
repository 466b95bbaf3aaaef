package dev.fieldcare.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Await;
import dev.fieldcare.base.Page;
import dev.fieldcare.base.PgJournal;
import dev.fieldcare.base.Problem;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class DevicesTest {
  private static final String ACTOR = "user:test";

  private final RegistryFixture registry = RegistryFixture.open();

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void a_registered_device_is_found_and_its_token_opens() {
    Registered registered = register("d-17", "gateway-x1");

    assertEquals("d-17", registered.device().serial());
    assertEquals(43, registered.token().length());
    assertEquals(registered.device(), registry.devices.get("d-17"));
    assertEquals("d-17", registry.devices.find(registered.device().number()).orElseThrow().id());
    assertEquals("d-17", authenticated(registered.token()));
    assertEquals("nobody", authenticated(registered.token() + "x"));
    assertEquals("nobody", authenticated(""));
  }

  @Test
  void everything_is_there_again_after_a_restart() {
    var full =
        new Registration(
            "d-1", "S/1", "pump-p2", "Pump 1", "acme", "hall-3", "L7", null, "B", Map.of("k", "v"));
    Registered registered = Await.get(registry.devices.register(full, ACTOR));

    registry.restart();

    assertEquals(registered.device(), registry.devices.get("d-1"));
    assertEquals("d-1", authenticated(registered.token()));
  }

  @Test
  void a_token_is_not_stored_itself() {
    String token = register("d-1", "generic").token();
    String stored =
        Await.get(
            registry
                .database
                .pool()
                .query("SELECT encode(sha256, 'escape') FROM device_tokens")
                .execute()
                .map(rows -> rows.iterator().next().getString(0)));
    assertFalse(stored.contains(token));
  }

  @Test
  void an_id_is_registered_once_even_when_two_try_at_a_time() {
    var first = registry.devices.register(Registration.of("d-1", "generic"), ACTOR);
    var second = registry.devices.register(Registration.of("d-1", "generic"), ACTOR);

    Await.get(first);
    Problem problem = Await.problem(second);
    assertEquals("device.exists", problem.code());
    assertEquals(409, problem.kind().status());
    assertEquals(1, registry.devices.count());
  }

  @Test
  void what_is_wrong_with_a_registration_is_named() {
    register("d-1", "generic");
    refused("model.unknown", "gateway-x1", Registration.of("d-2", "gatway-x1"));
    refused("device.serial-taken", "d-1", with("d-2", "d-1", null));
    refused("device.via", "gone", with("d-2", null, "gone"));
    for (String id : List.of("", "-a", "a b", "a/b", "ä", "x".repeat(65))) {
      Problem problem =
          org.junit.jupiter.api.Assertions.assertThrows(
              Problem.class, () -> Registration.of(id, "generic"));
      assertEquals("device.invalid", problem.code());
    }
    Problem problem =
        org.junit.jupiter.api.Assertions.assertThrows(
            Problem.class,
            () -> Registration.fromJson(new JsonObject().put("id", "a").put("modle", "b")));
    assertTrue(problem.message().contains("did you mean model?"), problem.message());
    assertEquals(1, registry.devices.count());
  }

  @Test
  void a_rotated_token_works_until_the_overlap_ends() {
    String old = register("d-1", "generic").token();

    String fresh = Await.get(registry.devices.rotateToken("d-1", Duration.ofHours(1), ACTOR));

    assertNotEquals(old, fresh);
    assertEquals("d-1", authenticated(old));
    assertEquals("d-1", authenticated(fresh));
    registry.clock.move(Duration.ofHours(1));
    assertEquals("nobody", authenticated(old));
    assertEquals("d-1", authenticated(fresh));
    registry.restart();
    assertEquals("nobody", authenticated(old));
    assertEquals("d-1", authenticated(fresh));
  }

  @Test
  void rotating_twice_does_not_lengthen_the_oldest_tokens_life() {
    String oldest = register("d-1", "generic").token();
    Await.get(registry.devices.rotateToken("d-1", Duration.ofMinutes(1), ACTOR));
    Await.get(registry.devices.rotateToken("d-1", Duration.ofHours(1), ACTOR));
    registry.clock.move(Duration.ofMinutes(2));
    assertEquals("nobody", authenticated(oldest));
  }

  @Test
  void decommissioning_revokes_at_once_and_for_good() {
    String token = register("d-1", "generic").token();
    var heard = new ArrayList<Device>();
    registry.devices.onChange(heard::add);

    Await.get(registry.devices.decommission("d-1", ACTOR));

    assertEquals("nobody", authenticated(token));
    assertTrue(heard.getFirst().isDecommissioned());
    registry.restart();
    assertEquals("nobody", authenticated(token));
    assertEquals(
        "device.decommissioned",
        Await.problem(registry.devices.rotateToken("d-1", Duration.ZERO, ACTOR)).code());
    assertEquals(
        "device.exists",
        Await.problem(registry.devices.register(Registration.of("d-1", "generic"), ACTOR)).code());
  }

  @Test
  void a_patch_changes_what_it_names_only() {
    register("g-1", "gateway-x1");
    register("d-1", "generic");
    JsonObject patch =
        new JsonObject()
            .put("via", "g-1")
            .put("lot", "L7")
            .put("attributes", new JsonObject().put("a", "1").put("b", "2"));
    Await.get(registry.devices.update("d-1", patch, ACTOR));
    JsonObject second =
        new JsonObject().putNull("lot").put("attributes", new JsonObject().putNull("a"));

    Device device = Await.get(registry.devices.update("d-1", second, ACTOR));

    assertEquals("g-1", device.via());
    assertEquals(null, device.lot());
    assertEquals(Map.of("b", "2"), device.attributes());
    assertEquals("generic", device.model());
    registry.restart();
    assertEquals(device, registry.devices.get("d-1"));
  }

  @Test
  void a_patch_that_makes_no_sense_changes_nothing() {
    register("g-1", "gateway-x1");
    Await.get(registry.devices.register(with("d-1", null, "g-1"), ACTOR));
    Device before = registry.devices.get("g-1");
    for (JsonObject patch :
        List.of(
            new JsonObject().put("via", "d-1"),
            new JsonObject().put("via", "g-1"),
            new JsonObject().put("id", "other"),
            new JsonObject().putNull("model"),
            new JsonObject().put("serial", "d-1"),
            new JsonObject().put("colour", "red"),
            new JsonObject().put("attributes", "x"),
            new JsonObject().put("name", 7))) {
      Await.problem(registry.devices.update("g-1", patch, ACTOR));
    }
    assertEquals(before, registry.devices.get("g-1"));
  }

  @Test
  void a_gateways_child_is_registered_once_however_many_ask() {
    Device gateway = register("g-1", "gateway-x1").device();
    var asked = new ArrayList<Future<Device>>();
    for (int i = 0; i < 50; i++) {
      asked.add(registry.devices.child(gateway, "Sensor " + i % 5));
    }
    asked.forEach(Await::get);

    assertEquals(6, registry.devices.count());
    assertEquals(5, registry.devices.children("g-1").size());
    Device child = Await.get(registry.devices.child(gateway, "Sensor 1"));
    assertEquals("Sensor 1", child.name());
    assertEquals("g-1", child.via());
    assertEquals("generic", child.model());
    assertTrue(child.id().startsWith("g-1:Sensor-1-"), child.id());
    registry.restart();
    assertEquals(child, Await.get(registry.devices.child(gateway, "Sensor 1")));
  }

  @Test
  void two_names_never_share_a_childs_id() {
    Device gateway = register("g".repeat(64), "gateway-x1").device();
    var names = List.of("a b", "a  b", "a/b", "a-b", "温度", "湿度", "x".repeat(200), "", "A b");
    var ids = new java.util.HashSet<String>();
    for (String name : names.stream().filter(n -> !n.isEmpty()).toList()) {
      Device child = Await.get(registry.devices.child(gateway, name));
      assertTrue(Registration.ID.matcher(child.id()).matches(), child.id());
      assertEquals(name, child.name());
      ids.add(child.id());
    }
    assertEquals(names.size() - 1, ids.size());
    assertEquals("device.invalid", Await.problem(registry.devices.child(gateway, "")).code());
    assertEquals("device.invalid", Await.problem(registry.devices.child(gateway, "a\0b")).code());
  }

  @Test
  void a_plain_name_that_looks_like_a_derived_id_takes_another() {
    Device gateway = register("g-1", "gateway-x1").device();
    Device derived = Await.get(registry.devices.child(gateway, "a b"));
    String looksAlike = derived.id().substring("g-1:".length());
    Device plain = Await.get(registry.devices.child(gateway, looksAlike));
    assertNotEquals(derived.id(), plain.id());
  }

  @Test
  void a_childs_model_is_the_one_its_gateway_names() {
    register("g-1", "gateway-x1");
    JsonObject patch =
        new JsonObject().put("attributes", new JsonObject().put("childModel", "pump-p2"));
    Device gateway = Await.get(registry.devices.update("g-1", patch, ACTOR));
    assertEquals("pump-p2", Await.get(registry.devices.child(gateway, "p")).model());
  }

  @Test
  void a_list_is_handed_out_page_by_page() {
    for (int i = 0; i < 5; i++) {
      register("d-" + i, i % 2 == 0 ? "generic" : "pump-p2");
    }
    Page<Device> first = Await.get(registry.devices.list(DeviceFilter.all(), 2, null));
    assertEquals(List.of("d-0", "d-1"), first.items().stream().map(Device::id).toList());
    Page<Device> last = Await.get(registry.devices.list(DeviceFilter.all(), 3, first.next()));
    assertEquals(List.of("d-2", "d-3", "d-4"), last.items().stream().map(Device::id).toList());
    assertEquals(null, last.next());
    var pumps = new DeviceFilter("pump-p2", null, null, null, null, "D-", false);
    assertEquals(2, Await.get(registry.devices.list(pumps, 10, null)).items().size());
    var percent = new DeviceFilter(null, null, null, null, null, "%", null);
    assertEquals(0, Await.get(registry.devices.list(percent, 10, null)).items().size());
  }

  @Test
  void each_change_is_in_the_journal_and_no_token_is() {
    String token = register("d-1", "generic").token();
    String second = Await.get(registry.devices.rotateToken("d-1", Duration.ZERO, ACTOR));
    Await.get(registry.devices.update("d-1", new JsonObject().put("lot", "L"), ACTOR));
    Await.get(registry.devices.decommission("d-1", ACTOR));

    List<PgJournal.Line> lines =
        Await.get(registry.journal.list(registry.database.pool(), null, 100, "device:d-1")).items();

    assertEquals(
        List.of(
            "device.registered", "device.token-rotated", "device.updated", "device.decommissioned"),
        lines.stream().map(PgJournal.Line::type).toList());
    assertTrue(lines.stream().allMatch(line -> line.actor().equals(ACTOR)));
    assertFalse(lines.toString().contains(token) || lines.toString().contains(second));
    assertTrue(Await.get(registry.journal.verify(registry.database.pool())).isSound());
  }

  private Registered register(String id, String model) {
    return Await.get(registry.devices.register(Registration.of(id, model), ACTOR));
  }

  private String authenticated(String token) {
    return registry.devices.authenticate(token).map(Device::id).orElse("nobody");
  }

  private void refused(String code, String named, Registration registration) {
    Problem problem = Await.problem(registry.devices.register(registration, ACTOR));
    assertEquals(code, problem.code());
    assertTrue(problem.message().contains(named), problem.message());
  }

  private static Registration with(
      String id,
      @org.jspecify.annotations.Nullable String serial,
      @org.jspecify.annotations.Nullable String via) {
    return new Registration(id, serial, "generic", null, null, null, null, via, null, Map.of());
  }
}
