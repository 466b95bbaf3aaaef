package dev.fieldcare.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import dev.fieldcare.base.Await;
import dev.fieldcare.base.ConsoleWindow;
import dev.fieldcare.firmware.Image;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.firmware.ReleaseDraft;
import dev.fieldcare.firmware.ReleaseState;
import dev.fieldcare.registry.Role;
import dev.fieldcare.registry.enrolment.Requests;
import dev.fieldcare.registry.enrolment.SigningRequest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of one device in a real browser, with its readings, updates, parts and credentials. */
class DevicePageTest {
  private static final long NOW = ApiServer.NOW.toEpochMilli();
  private static final long INTERVAL = 10_000;

  private final ConsoleWindow window = ConsoleWindow.open();
  private final ApiServer server = new ApiServer();

  @TempDir private Path directory;

  @AfterEach
  void close() {
    server.close();
    window.close();
  }

  private Page open(String locale, Role role) {
    Page page = window.page(locale, 1400, 1000);
    page.navigate(server.base + "/#token=" + server.token(role));
    assertThat(page).not().hasURL(Pattern.compile("token="));
    page.navigate(server.base + "/#/devices/d-17");
    return page;
  }

  /** A device may have no package and no parts on record. */
  private void calm() {
    window.forgive("404");
    window.mustBeCalm();
  }

  private void device() {
    server.device("d-17", "gateway-x1", "acme");
    var history = new FieldHistory(server);
    history.ran("d-17", "1.3.0", ApiServer.NOW.minus(Duration.ofDays(30)));
    history.ran("d-17", "1.4.0", ApiServer.NOW.minus(Duration.ofDays(2)));
    history.happened("d-17", ApiServer.NOW.minusSeconds(7200), "reboot", "0x8002");
    var it = server.devices.get("d-17");
    Await.get(server.states.reportedPresence(it, true, "boot-7", ApiServer.NOW));
  }

  /** A day of readings as often as the model says, with a hot hour. */
  private void day() {
    long seed = 17;
    System.out.println("seed " + seed);
    var random = new SplittableRandom(seed);
    int count = (int) (Duration.ofHours(24).toMillis() / INTERVAL);
    var ts = new long[count];
    var hot = new double[count];
    var volt = new double[count];
    for (int i = 0; i < count; i++) {
      ts[i] = NOW - (count - i) * INTERVAL;
      double hour = (double) i * INTERVAL / 3_600_000;
      double bump = hour > 20 && hour < 21 ? 22 : 0;
      hot[i] = 45 + 6 * Math.sin(hour / 24 * 2 * Math.PI) + bump + random.nextGaussian();
      volt[i] = 12.1 + random.nextGaussian() * 0.05;
    }
    server.readings("d-17", "temperature", ts, hot);
    server.readings("d-17", "supplyVoltage", ts, volt);
  }

  private Release release(String version, byte[] bytes) throws IOException {
    Path file = Files.write(directory.resolve(version + ".bin"), bytes);
    Image image = Await.get(server.depot.images.adopt(file, version + ".bin", null, "user:test"));
    Release made =
        Await.get(
            server.depot.releases.create(
                ReleaseDraft.of("gateway-x1", version, image.sha256()), "user:test"));
    return Await.get(
        server.depot.releases.transition(made.id(), ReleaseState.PUBLISHED, "user:test"));
  }

  private static void done(HttpResponse<String> answer) {
    assertTrue(answer.statusCode() / 100 == 2, answer.body());
  }

  @Test
  void a_day_of_readings_is_shown_at_once_and_what_is_zoomed_into_as_it_was_sent() {
    device();
    day();
    server.alarm("d-17", ApiServer.NOW.minus(Duration.ofHours(4)), ApiServer.NOW);
    Page page = open("en-GB", Role.SUPPORT);
    var drawing = page.locator(".drawing");
    assertThat(drawing).hasAttribute("data-drawn", "true");
    assertThat(drawing).hasAttribute("data-every", "300000");
    assertThat(page.locator(".figures tbody tr")).hasCount(2);
    assertThat(page.locator("#presence")).hasText("Online");
    assertThat(page.getByText("≤ 70")).isVisible();
    window.mustBeAccessible(page);
    window.shoot(page, "device");
    drawing.focus();
    for (int i = 0; i < 3; i++) { // 24, 12, 6, 3 hours
      String from = String.valueOf(drawing.getAttribute("data-from"));
      drawing.press("+");
      assertThat(drawing).not().hasAttribute("data-from", from);
    }
    assertThat(drawing).hasAttribute("data-every", "0");
    assertEquals(1080, Integer.parseInt(String.valueOf(drawing.getAttribute("data-points"))), 2);
    page.locator("#whole").click();
    assertThat(drawing).hasAttribute("data-every", "300000");
    page.locator("header button[aria-label='Light or dark']").click();
    window.mustBeAccessible(page);
    window.shoot(page, "device-dark");
    calm();
  }

  @Test
  void what_comes_in_is_shown_without_asking() {
    device();
    server.reading("d-17", "temperature", NOW - INTERVAL, 40);
    Page page = open("zh-CN", Role.VIEWER);
    assertThat(page.locator(".figures tbody")).containsText("40");
    server.reading("d-17", "temperature", NOW - 1, 43.5);
    assertThat(page.locator(".figures tbody")).containsText("43.5");
    assertThat(page.locator("#retire")).hasCount(0);
    assertThat(page.locator("#rotate")).hasCount(0);
    window.mustBeAccessible(page);
    calm();
  }

  @Test
  void a_release_is_given_and_taken_back() throws IOException {
    device();
    Release release = release("1.5.0", new byte[] {1, 2, 3});
    server.releases.put(release.id(), release);
    done(
        server.send(
            "POST",
            "/api/v1/actions",
            Role.SUPPORT,
            new JsonObject().put("device", "d-17").put("release", "1.5.0")));
    Page page = open("en-GB", Role.SUPPORT);
    var updates = page.locator("section[aria-label=Updates]");
    assertThat(updates.locator(".open")).containsText("1.5.0");
    page.locator("#cancel-update").click();
    page.locator(".el-message-box__btns .el-button--primary").click();
    assertThat(updates.locator("table")).containsText("Cancelled");
    updates.getByText("Try again").click();
    page.locator(".el-message-box__btns .el-button--primary").click();
    assertThat(updates.locator(".open")).containsText("1.5.0");
    calm();
  }

  @Test
  void the_package_for_a_stick_is_what_the_server_has_and_its_hash_is_shown() throws Exception {
    device();
    byte[] image = new byte[700_001];
    new SplittableRandom(5).nextBytes(image);
    release("1.5.0", image);
    Page page = open("en-GB", Role.FIELD_ENGINEER);
    var saved = page.waitForDownload(() -> page.locator(".get-package").click());
    byte[] file = Files.readAllBytes(saved.path());
    byte[] wanted =
        server.bytes(
            server
                .request("/api/v1/devices/d-17/package")
                .header("Authorization", "Bearer " + server.token(Role.FIELD_ENGINEER)));
    assertArrayEquals(wanted, file);
    String hash =
        HexFormat.of().formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(file));
    assertThat(page.locator(".package-hash")).hasText(hash);
    calm();
  }

  @Test
  void its_parts_are_a_tree_and_its_token_is_changed_only_when_confirmed() {
    device();
    done(
        server.send(
            "POST",
            "/api/v1/units/import",
            Role.SUPPORT,
            """
            unit,parent,part_no,lot,supplier,station,operator,from,to
            d-17,,GW,B-7,,,,,
            board-1,d-17,PCB-2,L-77,Northboard,ST-1,op-5,2026-01-10T08:00:00Z,
            chip-1,board-1,RADIO-3,C-4,,ST-2,op-5,2026-01-09T08:00:00Z,
            """));
    Page page = open("en-GB", Role.ADMIN);
    var parts = page.locator("[role=treegrid] tbody tr");
    assertThat(parts).hasCount(2);
    assertThat(parts.nth(1)).hasAttribute("aria-level", "2");
    assertThat(parts.nth(1)).containsText("RADIO-3");
    page.locator("#rotate").click();
    assertThat(page.locator("code.secret")).hasCount(0);
    page.locator("#rotate-now").click();
    String token = String.valueOf(page.locator("code.secret").textContent());
    page.locator(".el-dialog:visible").getByText("Close").last().click();
    page.locator("#enrol").click();
    assertThat(page.locator("code.secret")).not().hasText(token);
    assertNotEquals("", page.locator("code.secret").textContent());
    page.locator(".el-dialog:visible").getByText("Close").last().click();
    calm();
  }

  @Test
  void a_certificate_is_revoked_for_a_reason() throws Exception {
    device();
    var invitation = Await.get(server.enrolments.invite("d-17", Duration.ofHours(1), "user:a"));
    var request = SigningRequest.read(Requests.of("CN=d-17", Requests.ec("secp256r1")));
    var certificate = Await.get(server.enrolments.enrol("d-17", invitation.password(), request));
    Page page = open("zh-CN", Role.SUPPORT);
    var card = page.locator("section[aria-label=凭据]");
    card.locator("table button").click();
    page.locator(".el-message-box input").fill("密钥泄露");
    page.locator(".el-message-box__btns .el-button--primary").click();
    assertThat(card.locator("table .tag.bad")).isVisible();
    assertThat(card.locator("table .tag.bad")).hasAttribute("title", "密钥泄露");
    assertFalse(server.enrolments.holds(certificate));
    calm();
  }

  @Test
  void a_device_is_taken_out_of_service_for_a_reason_and_retired_only_by_its_name() {
    device();
    Page page = open("en-GB", Role.MANAGER);
    page.locator("#out-of-service").click();
    page.locator(".el-message-box input").fill("moved to another hall");
    page.locator(".el-message-box__btns .el-button--primary").click();
    assertThat(page.locator(".facts")).containsText("moved to another hall");
    page.locator("#retire").click();
    page.locator(".el-message-box input").fill("d-18");
    page.locator(".el-message-box__btns .el-button--primary").click();
    assertThat(page.locator(".el-message-box__errormsg")).hasText("Type d-17");
    page.locator(".el-message-box input").fill("d-17");
    page.locator(".el-message-box__btns .el-button--primary").click();
    assertThat(page.locator(".head .tag").first()).hasText("Retired");
    assertThat(page.locator("#retire")).hasCount(0);
    calm();
  }

  @Test
  void what_happened_is_told_in_order_and_can_be_narrowed() {
    device();
    Page page = open("en-GB", Role.VIEWER);
    var moments = page.locator(".moments li");
    assertThat(moments).hasCount(3);
    assertThat(moments.first()).containsText("reboot");
    page.getByLabel("Event", new Page.GetByLabelOptions().setExact(true)).uncheck();
    assertThat(moments).hasCount(2);
    assertThat(moments.first()).containsText("1.4.0");
    calm();
  }
}
