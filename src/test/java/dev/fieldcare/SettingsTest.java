package dev.fieldcare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.fieldcare.api.ApiSettings;
import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
  private static final Path HOME = Checkout.HOME;

  @Test
  void the_shipped_file_holds_every_key_with_its_default_and_no_other() throws Exception {
    var shipped = new LinkedHashMap<String, String>();
    flatten("", new YAMLMapper().readTree(HOME.resolve("config/fieldcare.yaml").toFile()), shipped);
    assertEquals(lines(Settings.DEFAULTS), lines(shipped));
  }

  @Test
  void every_default_is_a_value_its_key_allows() {
    new Settings(HOME, Settings.DEFAULTS).check();
    assertEquals(ApiSettings.defaults(), new Settings(HOME, Settings.DEFAULTS).api());
  }

  @Test
  void a_variable_overrides_a_key() {
    Settings settings =
        Settings.load(
            HOME, Map.of("FIELDCARE_STABILITY_GRACE", "7s", "FIELDCARE_HTTP_MAX_STREAMS", "3"));
    assertEquals(Duration.ofSeconds(7), settings.stability().restartGrace());
    assertEquals(3, settings.api().streamClients());
  }

  @Test
  void an_unknown_key_is_named_with_the_nearest_one() {
    Problem problem =
        assertThrows(
            Problem.class, () -> Settings.load(HOME, Map.of("FIELDCARE_HTTP_PROT", "8080")));
    assertTrue(problem.message().contains("FIELDCARE_HTTP_PROT"), problem.message());
    assertTrue(problem.message().contains("FIELDCARE_HTTP_PORT"), problem.message());
  }

  private static Settings openId(String issuer, String client, String roles) {
    return Settings.load(
        HOME,
        Map.of(
            "FIELDCARE_SIGNIN_OPENID_ISSUER", issuer,
            "FIELDCARE_SIGNIN_OPENID_CLIENT_ID", client,
            "FIELDCARE_SIGNIN_OPENID_CLIENT_SECRET", "s3cret",
            "FIELDCARE_SIGNIN_OPENID_ROLES", roles,
            "FIELDCARE_SIGNIN_OPENID_LIFE", "2h"));
  }

  @Test
  void a_provider_is_read_with_the_roles_of_its_groups_in_their_order() {
    var found = openId("https://id.example.com", "care", "bosses=admin, a=b=support").signIn();
    var openId = found.openId();
    assertTrue(openId.isOn());
    assertEquals("care", openId.clientId());
    assertEquals(
        List.of(Map.entry("bosses", Role.ADMIN), Map.entry("a=b", Role.SUPPORT)),
        List.copyOf(openId.roles().entrySet()));
    assertEquals("groups", openId.roleClaim());
    assertEquals(Duration.ofHours(2), openId.life());
  }

  @Test
  void a_provider_that_is_not_described_well_stops_the_start_and_names_the_key() {
    for (var each :
        Map.of(
                "issuer", openId("http://id.example.com", "care", "a=admin"),
                "clientId", openId("https://id.example.com", " ", "a=admin"),
                "roles", openId("https://id.example.com", "care", "a=king"))
            .entrySet()) {
      Problem problem = assertThrows(Problem.class, each.getValue()::check);
      assertTrue(problem.message().contains("signin.openid." + each.getKey()), problem.message());
    }
  }

  @Test
  void a_malformed_value_stops_the_start_and_names_its_key() {
    Settings settings = Settings.load(HOME, Map.of("FIELDCARE_HTTP_MAX_BODY_SIZE", "1 MB"));
    Problem problem = assertThrows(Problem.class, settings::check);
    assertTrue(problem.message().contains("http.maxBodySize"), problem.message());
    assertTrue(problem.message().contains("1 MB"), problem.message());
  }

  @Test
  void signers_that_are_none_stop_the_start_and_name_the_file() {
    Settings settings =
        Settings.load(HOME, Map.of("FIELDCARE_FIRMWARE_SIGNERS_RAUC", "config/fieldcare.yaml"));
    Problem problem = assertThrows(Problem.class, settings::check);
    assertEquals("firmware.signers", problem.code());
    assertTrue(problem.message().contains("fieldcare.yaml"), problem.message());
  }

  @Test
  void links_lead_to_the_public_address_or_else_to_where_the_server_listens() {
    assertEquals("http://127.0.0.1:8080", Settings.load(HOME, Map.of()).publicUrl());
    assertEquals(
        "https://care.example",
        Settings.load(HOME, Map.of("FIELDCARE_HTTP_PUBLIC_URL", "https://care.example"))
            .publicUrl());
  }

  private static void flatten(String prefix, JsonNode node, Map<String, String> into) {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (field.getValue().isObject()) {
        flatten(prefix + field.getKey() + ".", field.getValue(), into);
      } else {
        into.put(prefix + field.getKey(), field.getValue().asText());
      }
    }
  }

  /** In order, so that a difference shows where it is. */
  private static List<String> lines(Map<String, String> values) {
    var lines = new ArrayList<String>();
    values.forEach((key, value) -> lines.add(key + ": " + value));
    return lines;
  }
}
