package dev.fieldcare.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import dev.fieldcare.base.ConsoleWindow;
import dev.fieldcare.base.Json;
import dev.fieldcare.registry.Role;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A release from its image to its withdrawal, by clicking. */
class ReleasePageTest {
  private static final byte[] IMAGE = "an image that was built".getBytes(UTF_8);

  private final ConsoleWindow window = ConsoleWindow.open();
  private final ApiServer server = new ApiServer();

  @AfterEach
  void close() {
    server.close();
    window.close();
  }

  private Page open(Role role, String locale, String place) {
    Page page = window.page(locale, 1360, 860);
    page.navigate(server.base + "/#token=" + server.token(role));
    assertThat(page.locator("#leave")).isVisible();
    page.evaluate("place => { location.hash = place }", place);
    return page;
  }

  private void make(Page page, String version) {
    page.locator("#new-release").click();
    assertThat(page.locator("#make")).isDisabled();
    page.locator("#release-file")
        .setInputFiles(new FilePayload("image.bin", "application/octet-stream", IMAGE));
    assertThat(page.locator("#release-image")).containsText(Json.sha256Hex(IMAGE));
    page.locator("#release-model").selectOption("gateway-x1");
    page.locator("#release-version").fill(version);
    page.locator("#release-fixes").fill("temperature.high");
    page.locator("#release-en").fill("Fan control corrected.");
    page.locator("#make").click();
  }

  @Test
  void what_differs_from_the_release_before_is_shown_in_chinese_too() {
    Page page = open(Role.RELEASE_ENGINEER, "zh-CN", "#/releases");
    make(page, "1.5.0");
    assertThat(page.locator("#release-head")).containsText("已签名");
    page.locator("button[data-to=published]").click();
    page.locator("#release-sure button[type=submit]").click();
    assertThat(page.locator("#release-head")).containsText("已发行");
    page.evaluate("location.hash = '#/releases'");
    make(page, "1.6.0");
    assertThat(page.locator("#release-differences")).containsText("之前：1.5.0");
    assertThat(page.locator("tr.differs").first()).containsText("1.6.0");
    window.shoot(page, "release-zh");
    window.mustBeCalm();
  }
}
