package dev.fieldcare.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.fieldcare.api.ApiServer.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.fieldcare.base.ConsoleWindow;
import dev.fieldcare.registry.Role;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Changing models, mail, parties, coverage and the roster by clicking. */
class AdminEditPageTest {
  private final ConsoleWindow window = ConsoleWindow.open();
  private final GreenMail smtp =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
  private final ApiServer server = new ApiServer(MailApiTest.at(start(), "secret"));

  private int start() {
    smtp.start();
    smtp.setUser("fieldcare@example.com", "desk", "secret");
    return smtp.getSmtp().getPort();
  }

  @AfterEach
  void close() {
    server.close();
    smtp.stop();
    window.close();
  }

  @Test
  void a_model_is_checked_compared_and_saved() {
    Page page = open("zh-CN", "/admin/models", Role.ADMIN);
    page.locator("#models tr", withText("gateway-x1")).locator("button", inText("修改")).click();
    Locator yaml = page.locator("#model-yaml");
    assertThat(yaml).hasValue(Pattern.compile("high: 70"));
    yaml.fill(yaml.inputValue().replace("high: 70", "hihg: 70"));
    page.locator("#model-check").click();
    assertThat(page.locator("#model-yaml-wrong")).containsText("limits[0].hihg");
    window.forgive("400");
    yaml.fill(yaml.inputValue().replaceFirst("hihg: 70(\\.0)?", "high: 75"));
    page.locator("#model-check").click();
    Locator checked = page.locator("#model-checked");
    assertThat(checked).containsText("metrics.temperature.limits[0].high");
    assertThat(checked.locator(".added")).hasCount(1);
    assertThat(checked.locator(".gone")).containsText("70");
    window.mustBeAccessible(page);
    window.shoot(page, "model-upload");
    page.locator("#model-save").click();
    assertThat(page.locator("#models tr", withText("gateway-x1")).locator("td.num")).hasText("2");
    window.mustBeCalm();
  }

  @Test
  void a_new_model_is_uploaded_as_a_file() {
    Page page = open("en-GB", "/admin/models", Role.ADMIN);
    page.locator("#add-model").click();
    page.locator("#model-file")
        .setInputFiles(
            new com.microsoft.playwright.options.FilePayload(
                "fan-f1.yaml",
                "text/yaml",
                "id: fan-f1\nmetrics:\n  speed: { unit: rpm }\n"
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    page.locator("#model-check").click();
    assertThat(page.locator("#model-checked")).containsText("fan-f1 is a new model");
    page.locator("#model-save").click();
    assertThat(page.locator("#models")).containsText("fan-f1");
    window.mustBeCalm();
  }

  @Test
  void mail_is_tried_and_a_refusal_is_shown_as_the_server_said_it() throws Exception {
    Page page = open("zh-CN", "/admin/mail", Role.ADMIN);
    assertThat(page.locator("#mail")).containsText("a@example.com");
    page.locator("#mail-test").click();
    assertThat(page.locator("#mail-outcome")).containsText("邮件服务器已接收");
    assertTrue(smtp.waitForIncomingEmail(20_000, 1));
    window.mustBeAccessible(page);
    window.shoot(page, "mail");
    smtp.stop();
    page.locator("#mail-to").fill("b@example.com");
    page.locator("#mail-test").click();
    assertThat(page.locator("#mail-outcome")).hasClass("error");
    window.forgive("409");
    window.mustBeCalm();
  }

  @Test
  void customers_and_people_to_ask_are_added_changed_and_removed() {
    Page page = open("zh-CN", "/admin/parties", Role.MANAGER);
    page.locator("#add-customer").click();
    page.locator("#customer-id").fill("bad id");
    page.locator("#customer-name").fill("Initech");
    page.locator("#customer-form button[type=submit]").click();
    assertThat(page.locator("#customer-id-wrong")).containsText("expected");
    assertThat(page.locator("#customer-id")).isFocused();
    window.forgive("400");
    page.locator("#customer-id").fill("initech");
    page.locator("#customer-form button[type=submit]").click();
    assertThat(page.locator("#customers")).containsText("Initech");

    page.locator("#add-contact").click();
    page.locator("#contact-customer").fill("initech");
    page.locator("#contact-name").fill("Li Na");
    page.locator("#contact-email").fill("nobody");
    page.locator("#contact-form button[type=submit]").click();
    assertThat(page.locator("#contact-email-wrong")).containsText("li@example.com");
    window.forgive("400");
    assertThat(page.locator(".el-message")).hasCount(0);
    window.mustBeAccessible(page);
    window.shoot(page, "contact");
    page.locator("#contact-email").fill("na@example.com");
    page.locator("#contact-form button[type=submit]").click();
    Locator line = page.locator("#contacts tr", withText("Li Na"));
    assertThat(line).containsText("na@example.com");

    line.locator("button", inText("编辑")).click();
    page.locator("#contact-phone").fill("+86 10 5555 0199");
    page.locator("#contact-form button[type=submit]").click();
    assertThat(line).containsText("5555 0199");
    line.locator("button", inText("删除")).click();
    page.locator(".el-message-box .el-button--primary").click();
    assertThat(line).hasCount(0);
    window.mustBeCalm();
  }

  @Test
  void what_was_agreed_covers_a_device_until_it_is_ended() {
    server.device("d-17", "gateway-x1", "acme");
    Page page = open("en-GB", "/admin/coverages?device=d-17", Role.MANAGER);
    page.locator("#add-coverage").click();
    page.locator("#coverage-clause").fill("Contract 7, section 3");
    page.locator("#coverage-parts").fill("80");
    assertThat(page.locator(".el-message")).hasCount(0);
    window.mustBeAccessible(page);
    page.locator("#coverage-form button[type=submit]").click();
    Locator line = page.locator("#coverages tr", withText("Contract 7"));
    assertThat(line).containsText("80 % / 100 % / 100 %");
    assertThat(line).containsText("12 months");
    window.shoot(page, "coverages");
    line.locator("button").click();
    page.locator("#end-reason").fill("withdrawn");
    // from the moment it began on there must have been some time
    server.clock.move(java.time.Duration.ofMinutes(5));
    page.locator("#end-form button[type=submit]").click();
    assertThat(line).containsText("22 Nov 2026, 16:20:00");
    assertEquals(
        "withdrawn",
        json(server.get("/api/v1/journal?subject=device:d-17&limit=200", Role.ADMIN))
            .getJsonArray("items")
            .stream()
            .map(io.vertx.core.json.JsonObject.class::cast)
            .filter(each -> each.getString("type").equals("coverage.ended"))
            .findFirst()
            .orElseThrow()
            .getJsonObject("data")
            .getString("reason"));
    window.mustBeCalm();
  }

  @Test
  void the_roster_is_planned_and_a_shift_that_is_wrong_is_named() {
    Page page = open("zh-CN", "/admin/roster", Role.MANAGER);
    page.locator("#edit-roster").click();
    shift(page, 0, "Wei", "wei@example.com", "2026-11-22T08:00", "2026-11-25T08:00");
    page.locator("#add-shift").click();
    assertThat(page.locator("#shift-1-from")).hasValue("2026-11-25T08:00");
    shift(page, 1, "Ann", "ann@example.com", "2026-11-25T08:00", "2026-12-01T08:00");
    page.locator("#shift-1-phone").fill("none");
    page.locator("#roster-form button[type=submit]").click();
    assertThat(page.locator("#shift-1-phone-wrong")).containsText("5 to 15 digits");
    window.forgive("400");
    assertThat(page.locator(".el-message")).hasCount(0);
    window.mustBeAccessible(page);
    window.shoot(page, "roster");
    page.locator("#shift-1-phone").fill("+8613800138000");
    page.locator("#roster-form button[type=submit]").click();
    assertThat(page.locator("#shifts tbody tr")).hasCount(2);
    assertThat(page.locator("#shifts")).containsText("+8613800138000");
    window.mustBeCalm();
  }

  private static void shift(Page page, int i, String who, String email, String from, String to) {
    page.locator("#shift-" + i + "-person").fill(who);
    page.locator("#shift-" + i + "-email").fill(email);
    page.locator("#shift-" + i + "-zone").fill("Asia/Shanghai");
    page.locator("#shift-" + i + "-from").fill(from);
    page.locator("#shift-" + i + "-to").fill(to);
  }

  private static Locator.LocatorOptions inText(String text) {
    return new Locator.LocatorOptions().setHasText(text);
  }

  private static Page.LocatorOptions withText(String text) {
    return new Page.LocatorOptions().setHasText(text);
  }

  private Page open(String locale, String path, Role role) {
    Page page = window.page(locale, 1360, 900);
    window.enter(page, server.base, server.token(role), path);
    return page;
  }
}
