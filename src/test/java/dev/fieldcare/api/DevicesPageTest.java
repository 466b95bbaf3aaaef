package dev.fieldcare.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import dev.fieldcare.base.ConsoleWindow;
import dev.fieldcare.registry.Role;
import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The list of devices in a real browser: found, filtered, registered, imported. */
class DevicesPageTest {
  private final ConsoleWindow window = ConsoleWindow.open();
  private final ApiServer server = new ApiServer();

  @AfterEach
  void close() {
    server.close();
    window.close();
  }

  private Page open(String locale, Role role, String address) {
    Page page = window.page(locale, 1360, 900);
    page.navigate(server.base + "/#token=" + server.token(role));
    assertThat(page).not().hasURL(Pattern.compile("token="));
    page.navigate(server.base + "/#" + address);
    return page;
  }

  private void report(String device, boolean isOnline, String version) {
    var it = server.devices.get(device);
    ApiServer.await(server.states.reportedPresence(it, isOnline, null, ApiServer.NOW));
    ApiServer.await(server.states.reportedFirmware(it, version, null, ApiServer.NOW));
  }

  @Test
  void devices_are_read_page_by_page_and_show_how_they_stand() {
    for (int i = 0; i < 130; i++) {
      server.device("d-%03d".formatted(i), i % 3 == 0 ? "pump-p2" : "gateway-x1", "acme");
    }
    report("d-000", true, "1.4.0");
    report("d-001", false, "1.3.0");
    server.alarm("d-000", ApiServer.NOW, ApiServer.NOW);
    Page page = open("en-GB", Role.SUPPORT, "/devices");
    var rows = page.locator("tbody tr");
    assertThat(rows).hasCount(100);
    assertThat(rows.first()).containsText("Online");
    assertThat(rows.first()).containsText("1.4.0");
    assertThat(rows.first().locator("a.tag.major")).hasText("1");
    assertThat(rows.nth(1)).containsText("Offline");
    window.shoot(page, "devices");
    window.mustBeAccessible(page);
    page.locator("#more").click();
    assertThat(rows).hasCount(130);
    page.locator("#model").selectOption("pump-p2");
    assertThat(rows).hasCount(44);
    assertTrue(page.url().contains("model=pump-p2"), page.url());
    page.reload();
    assertThat(rows).hasCount(44);
    window.mustBeCalm();
  }

  @Test
  void a_filter_is_completed_while_it_is_written_and_its_faults_are_told() {
    server.device("d-1", "gateway-x1", "acme");
    server.device("d-2", "pump-p2", "acme");
    server.alarm("d-1", ApiServer.NOW, ApiServer.NOW);
    Page page = open("zh-CN", Role.VIEWER, "/devices");
    var rows = page.locator("tbody tr");
    assertThat(rows).hasCount(2);
    var line = page.locator("input[role=combobox]");
    line.click();
    line.pressSequentially("mod");
    assertThat(page.locator("[role=option]")).hasText("model");
    line.press("ArrowDown");
    line.press("Enter");
    line.pressSequentially("= pu");
    assertThat(page.locator("[role=option]")).hasText("pump-p2");
    line.press("ArrowDown");
    line.press("Tab");
    assertThat(line).hasValue("model = pump-p2 ");
    line.press("Enter");
    assertThat(rows).hasCount(1);
    assertThat(rows).containsText("d-2");
    line.fill("modl = x");
    line.press("Escape");
    line.press("Enter");
    assertThat(page.locator(".filter .error")).containsText("did you mean model?");
    window.forgive("400");
    window.mustBeAccessible(page);
    window.mustBeCalm();
  }

  @Test
  void a_device_is_registered_and_its_token_shown_this_once() {
    Page page = open("en-GB", Role.SUPPORT, "/devices");
    page.locator("#add-device").click();
    page.locator("#new-id").fill("d-17");
    page.locator("#new-model").selectOption("gateway-x1");
    page.locator("#new-customer").fill("acme");
    window.mustBeAccessible(page);
    page.locator("#new-device button[type=submit]").click();
    String token = page.locator("code.secret").textContent();
    assertTrue(Pattern.matches("[A-Za-z0-9_-]{43,}", token), token);
    assertThat(page.locator("tbody tr")).containsText("d-17");
    page.locator(".el-dialog").getByText("To the device").click();
    assertThat(page.locator("h1")).hasText("d-17");
    assertThat(page.locator("code.secret")).hasCount(0);
    window.forgive("404"); // no package, no parts on record yet
    window.mustBeCalm();
  }

  @Test
  void a_file_is_tried_before_it_is_imported_and_its_tokens_are_saved() throws IOException {
    Page page = open("en-GB", Role.SUPPORT, "/devices");
    page.locator("#import-devices").click();
    page.locator("#csv-file").setInputFiles(csv("id,model\np-1,pump-p2\np-2,pump-9\n"));
    assertThat(page.locator(".el-dialog table tbody tr")).hasCount(1);
    assertThat(page.locator(".el-dialog table")).containsText("pump-9");
    assertThat(page.locator("#do-import")).isDisabled();
    window.forgive("400");
    page.locator("#csv-text").fill("id,model\np-1,pump-p2\np-2,pump-p2\n");
    page.locator("#try-import").click();
    assertThat(page.locator("#do-import")).isEnabled();
    page.locator("#do-import").click();
    var saved = page.waitForDownload(() -> page.locator("#save-tokens").click());
    String tokens = Files.readString(saved.path());
    assertTrue(tokens.startsWith("id,token\np-1,"), tokens);
    assertEquals(3, tokens.lines().count());
    JsonArray items =
        ApiServer.json(server.get("/api/v1/devices", Role.VIEWER)).getJsonArray("items");
    assertEquals(2, items.size());
    window.mustBeCalm();
  }

  private static FilePayload csv(String text) {
    return new FilePayload("devices.csv", "text/csv", text.getBytes(StandardCharsets.UTF_8));
  }
}
