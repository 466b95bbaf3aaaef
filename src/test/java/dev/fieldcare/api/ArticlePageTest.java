package dev.fieldcare.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.fieldcare.api.ApiServer.NOW;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.fieldcare.base.ConsoleWindow;
import dev.fieldcare.registry.Role;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a fault taught is written down, published and read on the next one, by clicking. */
class ArticlePageTest {
  private final ConsoleWindow window = ConsoleWindow.open();
  private final ApiServer server = new ApiServer();

  @AfterEach
  void close() {
    server.close();
    window.close();
  }

  private Page open(Role role, String locale, int width, String address) {
    Page page = window.page(locale, width, 900);
    page.navigate(server.base + "/#token=" + server.token(role));
    page.locator("#link.live").waitFor();
    page.navigate(server.base + "/#" + address);
    return page;
  }

  private void move(String number, String to, JsonObject with) {
    var answer =
        server.send(
            "POST", "/api/v1/tickets/" + number + "/transitions", Role.SUPPORT, with.put("to", to));
    assertEquals(200, answer.statusCode(), answer.body());
  }

  private String diagnosed() {
    server.device("d-1", "gateway-x1", "acme");
    String number = server.alarm("d-1", NOW.minusSeconds(90), NOW);
    move(number, "TRIAGED", new JsonObject());
    move(
        number,
        "DIAGNOSED",
        new JsonObject()
            .put("mode", "风扇不转")
            .put("cause", "风扇磨损")
            .put("causeCode", "FAN_WORN")
            .put("plan", "更换风扇")
            .put(
                "explainedTo",
                new JsonObject()
                    .put("name", "Li Wei")
                    .put("at", server.clock.instant().toString())
                    .put("how", "phone")));
    return number;
  }

  @ParameterizedTest
  @CsvSource({"en-GB,published,The fan is worn", "zh-CN,已发布,风扇磨损"})
  void a_fault_becomes_an_article_that_the_next_one_is_offered(
      String locale, String published, String title) {
    Page page = open(Role.SUPPORT, locale, 1360, "/tickets/" + diagnosed());
    page.locator("#learn").click();
    page.locator("#edit-article").click();
    Locator form = page.locator("#article-form");
    assertThat(form.locator("#article-body-zh")).hasValue("风扇不转\n\n风扇磨损\n\n更换风扇");
    form.locator("#article-title-zh").fill("风扇磨损");
    form.locator("#article-title-en").fill("The fan is worn");
    form.locator("#article-body-en").fill("Replace the fan.");
    form.locator("input[type=checkbox]").check();
    window.mustBeAccessible(page);
    form.locator("button[type=submit]").click();
    page.locator("#publish-article").click();
    page.locator(".el-message-box .el-button--primary").click();
    assertThat(page.locator("#article")).containsText(published);
    assertThat(page.locator("details")).containsText("3");
    assertThat(page.locator(".el-message")).hasCount(0);
    window.mustBeAccessible(page);
    window.shoot(page, "article-" + locale);

    server.device("d-2", "gateway-x1", "acme");
    String next = server.alarm("d-2", NOW.minusSeconds(90), NOW);
    Page customer = open(Role.CUSTOMER, locale, 390, "/my/tickets/" + next);
    Locator offered = customer.locator("#detail-articles");
    assertThat(offered.locator("summary")).hasText(title);
    offered.locator("summary").click();
    offered.locator("a").click();
    assertThat(customer.locator("#article h1")).hasText(title);
    assertThat(customer.locator("#article a")).hasCount(0);
    window.mustFit(customer);
    window.mustBeAccessible(customer);

    page.navigate(server.base + "/#/articles?q=fan");
    assertThat(page.locator(".articles li")).hasCount(1);
    page.locator("#article-words").fill("zebra");
    page.locator(".filters button").click();
    assertThat(page.locator(".articles li")).hasCount(0);
    window.mustBeAccessible(page);
    window.mustBeCalm();
  }
}
