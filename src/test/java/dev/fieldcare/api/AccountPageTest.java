package dev.fieldcare.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Page;
import dev.fieldcare.api.signin.CodeApp;
import dev.fieldcare.base.ConsoleWindow;
import dev.fieldcare.registry.Role;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A reader's own page in a real browser. */
class AccountPageTest {
  private static final String GIVEN = "a loud pump on the hill";
  private static final String CHOSEN = "a quiet pump by the lake";

  private final ConsoleWindow window = ConsoleWindow.open();
  private final ApiServer server = new ApiServer();

  @AfterEach
  void close() {
    server.close();
    window.close();
  }

  @Test
  void a_customer_chooses_language_and_theme_on_a_telephone_and_signs_out() {
    Page page = window.page("zh-CN", 390, 844);
    page.navigate(server.base + "/#token=" + server.token(Role.CUSTOMER));
    assertThat(page.locator("#link")).hasClass(Pattern.compile("live"));
    // the router heeds the address from its first page on
    assertThat(page.locator("main h1")).isVisible();
    page.navigate(server.base + "/#/account");
    assertThat(page.locator("main")).containsText("acme");
    assertThat(page.locator("main")).containsText("您使用 API 令牌登录");
    window.mustFit(page);
    window.mustBeAccessible(page);
    page.locator("#own-theme").selectOption("dark");
    assertThat(page.locator("html")).hasClass(Pattern.compile("dark"));
    window.mustBeAccessible(page);
    page.locator("#own-language").selectOption("en");
    assertThat(page.locator("h1")).hasText("Account");
    window.shoot(page, "account");
    page.locator("#sign-out").click();
    assertThat(page.locator("#user")).isVisible();
  }

  @Test
  void who_is_new_chooses_a_password_first_then_one_time_codes_and_a_token() {
    invite();
    Page page = window.page("en-GB", 1280, 900);
    page.navigate(server.base + "/");
    signIn(page, GIVEN);
    assertThat(page.locator("#password-form")).isVisible();
    assertThat(page.locator("nav.rooms a")).hasCount(0);
    assertThat(page.locator("#totp")).hasCount(0);
    window.mustBeAccessible(page);
    page.locator("#old-password").fill(GIVEN);
    page.locator("#new-password").fill(CHOSEN);
    page.locator("#new-again").fill(CHOSEN);
    page.locator("#password-form button[type=submit]").click();
    assertThat(page.locator("nav.rooms a")).not().hasCount(0);

    page.locator("#who").click();
    page.locator("#totp button").click();
    assertThat(page.locator("#totp .qr")).isVisible();
    var app = new CodeApp(page.locator("#totp-secret").textContent(), server.clock);
    window.mustBeAccessible(page);
    window.shoot(page, "account-totp");
    page.locator("#totp-code").fill(app.code(0));
    page.locator("#totp button[type=submit]").click();
    assertThat(page.locator("#totp-password")).isVisible();

    aTokenOfTheirOwn(page);
    window.mustBeCalm();

    page.locator("#sign-out").click();
    assertThat(page.locator("#user")).isVisible();
    server.clock.move(Duration.ofSeconds(30)); // a code is good once
    signIn(page, CHOSEN);
    assertThat(page.locator("#code")).isVisible();
    page.locator("#code").fill(app.code(0));
    page.locator(".door button[type=submit]").click();
    assertThat(page.locator("#who")).containsText("Mei");
    window.forgive("401");
    window.mustBeCalm();
  }

  private void aTokenOfTheirOwn(Page page) {
    page.locator("#token-name").fill("night report");
    page.locator("form.filters button[type=submit]").click();
    assertThat(page.locator(".secret code")).not().isEmpty();
    String token = page.locator(".secret code").textContent();
    assertEquals(200, with(token).statusCode());
    var line = page.locator("#tokens tbody tr", new Page.LocatorOptions().setHasText("night"));
    line.locator("button").click();
    page.locator(".el-message-box .el-button--primary").click();
    assertThat(line).hasCount(0);
    assertEquals(401, with(token).statusCode());
  }

  private HttpResponse<String> with(String token) {
    return server.send(
        server.request("/api/v1/tickets").header("Authorization", "Bearer " + token));
  }

  @Test
  void the_door_says_in_chinese_that_a_name_is_locked_and_that_an_address_tried_too_often() {
    invite();
    var other = new Browser(server);
    for (int i = 0; i < 10; i++) {
      assertEquals(401, other.signIn("mei", CHOSEN, null).statusCode());
    }
    Page page = window.page("zh-CN", 390, 844);
    page.navigate(server.base + "/");
    signIn(page, GIVEN);
    assertThat(page.locator("#door-error")).containsText("锁定");
    window.mustBeAccessible(page);
    window.mustFit(page);
    int status = 401;
    for (int i = 0; i < 100 && status == 401; i++) {
      status = other.signIn("somebody" + i, CHOSEN, null).statusCode();
    }
    assertEquals(429, status);
    page.locator("#user").fill("somebody");
    page.locator(".door button[type=submit]").click();
    assertThat(page.locator("#door-error")).containsText("地址的尝试过多");
    window.forgive("429");
    window.mustBeCalm();
  }

  private void invite() {
    var body =
        new JsonObject()
            .put("user", "mei")
            .put("name", "Mei")
            .put("role", Role.SUPPORT.code())
            .put("password", GIVEN);
    assertEquals(201, server.send("POST", "/api/v1/users", Role.ADMIN, body).statusCode());
  }

  private static void signIn(Page page, String password) {
    page.locator("#user").fill("mei");
    page.locator("#password").fill(password);
    page.locator(".door button[type=submit]").click();
  }
}
