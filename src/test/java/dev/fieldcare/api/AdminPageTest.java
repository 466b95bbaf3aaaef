package dev.fieldcare.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import dev.fieldcare.base.ConsoleWindow;
import dev.fieldcare.registry.Role;
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
