package dev.fieldcare.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.microsoft.playwright.Page;
import dev.fieldcare.base.ConsoleWindow;
import dev.fieldcare.registry.Role;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Coming into the console in a real browser, and how its files are served. */
class DoorPageTest {
  private final ConsoleWindow window = ConsoleWindow.open();
  private final ApiServer server = new ApiServer();

  @AfterEach
  void close() {
    server.close();
    window.close();
  }

  @Test
  void a_wrong_token_is_asked_for_again_and_a_lost_connection_comes_back() {
    Page page = window.page("en-GB", 1000, 700);
    page.navigate(server.base + "/");
    page.locator("#other-way").click();
    page.locator("#token").fill("wrong");
    page.locator("button[type=submit]").click();
    assertThat(page.locator("#door-error")).containsText("does not know this token");
    window.mustBeAccessible(page);
    window.shoot(page, "door");
    page.locator("#token").fill(server.token(Role.VIEWER));
    page.locator("button[type=submit]").click();
    assertThat(page.locator("#link")).hasText("Live");

    server.stream.close();
    assertThat(page.locator("#link")).containsText("Reconnecting");
    assertThat(page.locator("#link")).hasText("Live");
    page.reload();
    assertThat(page.locator("#link")).hasText("Live");
    page.locator("#leave").click();
    assertThat(page.locator("#user")).isVisible();
  }

  @Test
  void a_link_with_a_token_comes_in_and_does_not_keep_it() {
    Page page = window.page("zh-CN", 390, 844);
    page.navigate(server.base + "/#token=" + server.token(Role.SUPPORT));
    assertThat(page.locator("#link")).hasText("实时");
    assertFalse(page.url().contains("token"), page.url());
    window.mustFit(page);
    page.locator("#language").click();
    assertThat(page.locator("#link")).hasText("Live");
  }

  @Test
  void the_page_is_served_with_a_tag_and_a_strict_policy_and_what_it_names_for_good() {
    HttpResponse<String> first = server.send("GET", "/", null, null);
    String tag = first.headers().firstValue("ETag").orElse("");
    String policy = first.headers().firstValue("Content-Security-Policy").orElse("");
    assertFalse(policy.contains("unsafe"), policy);
    assertEquals("no-cache", first.headers().firstValue("Cache-Control").orElse(""));
    var second = server.send(server.request("/").header("If-None-Match", tag));
    assertEquals(304, second.statusCode());

    String script = first.body().replaceAll("(?s).*src=\"\\./(assets/[^\"]+\\.js)\".*", "$1");
    HttpResponse<String> named = server.send("GET", "/" + script, null, null);
    assertEquals(200, named.statusCode(), script);
    assertEquals(
        "public, max-age=31536000, immutable",
        named.headers().firstValue("Cache-Control").orElse(""));
  }
}
