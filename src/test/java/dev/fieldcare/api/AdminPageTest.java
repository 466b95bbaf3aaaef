package dev.fieldcare.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.fieldcare.api.signin.CodeApp;
import dev.fieldcare.base.ConsoleWindow;
import dev.fieldcare.registry.Role;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The room of administration in a real browser. */
class AdminPageTest {
  private final ConsoleWindow window = ConsoleWindow.open();
  private final ApiServer server = new ApiServer();

  @AfterEach
  void close() {
    server.close();
    window.close();
  }

  @Test
  void what_is_agreed_with_a_customer_stands_beside_the_standard() {
    Page page = open("en-GB", "/admin/standards", Role.ADMIN);
    assertThat(page.locator("#standards tbody tr")).not().hasCount(0);
    page.locator("#standard-find").fill("onsite.arrival");
    page.locator("#standards tbody button").first().click();
    page.locator("#deviation-subject").fill("acme");
    page.locator("#deviation-value").fill("{\"measure\":\"working_days\",\"amount\":2}");
    page.locator(".el-dialog button[type=submit]").click();
    assertThat(page.locator("#deviations tbody tr")).hasCount(1);
    assertThat(page.locator("#deviations")).containsText("2 working days");
    window.mustBeAccessible(page);
    window.shoot(page, "standards");
    window.mustBeCalm();
  }

  @Test
  void a_year_shows_holidays_and_a_notice_can_be_tried_out() {
    Page page = open("zh-CN", "/admin/calendars?year=2026", Role.MANAGER);
    assertThat(page.locator("#year-view section")).hasCount(12);
    assertThat(page.locator("#year-view .off").first()).isVisible();
    assertThat(page.locator("#year-view .makeUp").first()).isVisible();
    window.mustBeAccessible(page);
    window.shoot(page, "calendar");
    page.locator(".filters .el-button").click();
    page.locator("#notice-source").fill("https://example.org/2027");
    page.locator("#notice-off").fill("2027-01-01 元旦");
    page.locator(".el-dialog .el-button").nth(1).click();
    assertThat(page.locator("#moved")).containsText("0 个截止时间将变动");
    window.mustBeCalm();
  }

  @Test
  void keys_are_shown_with_their_days_left() {
    Page page = open("en-GB", "/admin/keys", Role.MANAGER);
    assertThat(page.locator("#roles")).containsText("timestamp");
    assertThat(page.locator("#roles")).containsText("renewed by the server");
    window.mustBeAccessible(page);
    window.shoot(page, "keys");
    window.mustBeCalm();
  }

  @Test
  void a_webhook_is_made_tested_and_removed() {
    Page page = open("en-GB", "/admin/webhooks", Role.ADMIN);
    page.locator("main .el-button--primary").click();
    page.locator("#hook-url").fill("http://127.0.0.1:9/none");
    page.locator(".el-dialog button[type=submit]").click();
    assertThat(page.locator(".secret code")).not().isEmpty();
    page.locator("#webhooks button", withText("Test")).click();
    assertThat(page.locator("#deliveries tbody tr")).hasCount(1);
    window.mustBeAccessible(page);
    page.locator("#webhooks button", withText("Remove")).click();
    page.locator(".el-message-box .el-button--primary").click();
    assertThat(page.locator("#webhooks")).hasCount(0);
    window.mustBeCalm();
  }

  @Test
  void a_token_is_shown_once_and_revoked() {
    Page page = open("en-GB", "/admin/tokens", Role.ADMIN);
    page.locator("#token-name").fill("press line");
    page.locator("form button[type=submit]").click();
    assertThat(page.locator(".secret code")).not().isEmpty();
    var line = page.locator("#tokens tbody tr", new Page.LocatorOptions().setHasText("press line"));
    line.locator("button").click();
    page.locator(".el-message-box .el-button--primary").click();
    assertThat(line).containsText("revoked");
    window.mustBeAccessible(page);
    window.mustBeCalm();
  }

  @Test
  void the_server_says_how_it_does_and_that_its_journal_is_sound() {
    Page page = open("en-GB", "/admin/health", Role.ADMIN);
    assertThat(page.locator("#health")).containsText("ready");
    window.mustBeAccessible(page);
    window.shoot(page, "health");
    page.navigate(server.base + "/#/admin/journal");
    page.locator("#verify").click();
    assertThat(page.locator("#verified .tag").first()).isVisible();
    window.mustBeAccessible(page);
    for (String each : List.of("models", "parties", "contracts", "prices", "roster")) {
      page.navigate(server.base + "/#/admin/" + each);
      assertThat(page.locator("main .card h2").first()).isVisible();
      assertThat(page.locator("main .card .error")).hasCount(0);
    }
    window.mustBeCalm();
  }

  @Test
  void people_are_added_changed_kept_out_unlocked_and_given_a_new_password() {
    Page page = open("en-GB", "/admin/users", Role.ADMIN);
    page.locator("#add-user").click();
    page.locator("#user-user").fill("mei");
    page.locator("#user-name").fill("Mei");
    page.locator("#user-role").selectOption("customer");
    page.locator("#user-customer").fill("acme");
    page.locator("#user-email").fill("mei@example.com");
    page.locator("#user-language").selectOption("zh");
    window.mustBeAccessible(page);
    page.locator("#user-form button[type=submit]").click();
    assertThat(page.locator(".secret")).containsText("Password of mei");
    String first = page.locator(".secret code").textContent();
    var line = page.locator("#users tbody tr", withText("mei@example.com"));
    assertThat(line).containsText("acme");
    assertThat(line).containsText("has yet to choose a password");

    line.locator("button", withinText("Edit")).click();
    page.locator("#user-role").selectOption("support");
    assertThat(page.locator("#user-form")).containsText("ends their sessions");
    page.locator("#user-form button[type=submit]").click();
    assertThat(line).containsText("support");

    var browser = new Browser(server);
    for (int i = 0; i < 10; i++) {
      browser.signIn("mei", "not this one, surely", null);
    }
    assertEquals(429, browser.signIn("mei", first, null).statusCode());
    page.reload();
    assertThat(line).containsText("locked until");
    window.mustBeAccessible(page);
    window.shoot(page, "users");
    line.locator("button", withinText("Unlock")).click();
    assertThat(line).not().containsText("locked until");
    assertEquals(200, browser.signIn("mei", first, null).statusCode());

    line.locator("button", withinText("Disable")).click();
    page.locator(".el-message-box .el-button--primary").click();
    assertThat(line).containsText("disabled");
    assertEquals(401, browser.signIn("mei", first, null).statusCode());
    line.locator("button", withinText("Activate")).click();
    assertThat(line).containsText("active");

    line.locator("button", withinText("New password")).click();
    page.locator(".el-message-box .el-button--primary").click();
    assertThat(page.locator(".secret code")).not().isEmpty();
    String second = page.locator(".secret code").textContent();
    assertEquals(401, browser.signIn("mei", first, null).statusCode());
    assertEquals(200, browser.signIn("mei", second, null).statusCode());
    window.mustBeCalm();
  }

  @Test
  void whoever_lost_the_app_is_let_in_without_it_by_an_administrator() {
    var body = new JsonObject().put("user", "mei").put("name", "Mei").put("role", "support");
    var made = server.send("POST", "/api/v1/users", Role.ADMIN, body);
    var browser = new Browser(server);
    browser.signIn("mei", ApiServer.json(made).getString("password"), null);
    String chosen = "a quiet pump by the lake";
    browser.send(
        "POST",
        "/api/v1/me/password",
        new JsonObject().put("old", ApiServer.json(made).getString("password")).put("new", chosen));
    var secret = ApiServer.json(browser.send("POST", "/api/v1/me/totp", new JsonObject()));
    var app = new CodeApp(secret.getString("secret"), server.clock);
    browser.send("POST", "/api/v1/me/totp/confirmation", new JsonObject().put("code", app.code(0)));
    assertEquals(401, browser.signIn("mei", chosen, null).statusCode());

    Page page = open("zh-CN", "/admin/users", Role.ADMIN);
    var line = page.locator("#users tbody tr", withText("mei"));
    assertThat(line).containsText("动态验证码");
    line.locator("button", withinText("移除动态验证码")).click();
    page.locator(".el-message-box .el-button--primary").click();
    assertThat(line).not().containsText("动态验证码");
    assertEquals(200, browser.signIn("mei", chosen, null).statusCode());
    window.mustBeAccessible(page);
    window.mustBeCalm();
  }

  private static Locator.LocatorOptions withinText(String text) {
    return new Locator.LocatorOptions().setHasText(text);
  }

  private static Page.LocatorOptions withText(String text) {
    return new Page.LocatorOptions().setHasText(text);
  }

  private Page open(String locale, String path, Role role) {
    Page page = window.page(locale, 1360, 900);
    page.navigate(server.base + "/#token=" + server.token(role));
    assertThat(page.locator("#link")).hasClass(Pattern.compile("live"));
    // the router heeds the address from its first page on
    assertThat(page.locator("main h1")).isVisible();
    page.navigate(server.base + "/#" + path);
    return page;
  }
}
