package dev.fieldcare.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import dev.fieldcare.base.ConsoleWindow;
import dev.fieldcare.registry.Role;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A reader's own page in a real browser. */
class AccountPageTest {
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
}
