package dev.fieldcare.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import dev.fieldcare.base.ConsoleWindow;
import dev.fieldcare.registry.Role;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The map of sites in a real browser, and what the API says of where they lie. */
class SitesPageTest {
  private final ConsoleWindow window = ConsoleWindow.open();
  private final ApiServer server = new ApiServer();

  @AfterEach
  void close() {
    server.close();
    window.close();
  }

  private HttpResponse<String> importing(String csv) {
    return server.send("POST", "/api/v1/sites/import", Role.SUPPORT, csv);
  }

  private void sites() {
    String csv =
        """
        id,name,customer,zone,latitude,longitude
        hz,Hangzhou hall,acme,Asia/Shanghai,30.27,120.15
        hz-2,Hangzhou river station,acme,Asia/Shanghai,30.21,120.19
        sh,Shanghai depot,zeta,Asia/Shanghai,31.23,121.47
        bj,Beijing works,acme,Asia/Shanghai,39.90,116.40
        cd,Chengdu station,acme,Asia/Shanghai,30.57,104.06
        gz,Guangzhou yard,acme,Asia/Shanghai,23.13,113.26
        xa,Xi'an substation,acme,Asia/Shanghai,34.34,108.94
        store,Spare parts store,acme,Asia/Shanghai,,
        """;
    assertEquals(200, importing(csv).statusCode());
    for (String[] each :
        new String[][] {{"d-1", "hz"}, {"d-2", "hz-2"}, {"d-3", "sh"}, {"d-4", "bj"}}) {
      server.device(each[0], "gateway-x1", each[1].equals("sh") ? "zeta" : "acme");
      var place = new JsonObject().put("site", each[1]);
      server.send("PATCH", "/api/v1/devices/" + each[0], Role.ADMIN, place);
    }
    server.alarm("d-1", ApiServer.NOW, ApiServer.NOW);
    server.alarm("d-3", ApiServer.NOW, ApiServer.NOW);
  }

  private Page open(String locale, Role role) {
    Page page = window.page(locale, 1400, 900);
    page.navigate(server.base + "/#token=" + server.token(role));
    assertThat(page).not().hasURL(Pattern.compile("token="));
    page.navigate(server.base + "/#/sites");
    return page;
  }

  @Test
  void sites_are_drawn_where_they_lie_and_listed_worst_first() {
    sites();
    Page page = open("en-GB", Role.SUPPORT);
    assertThat(page.locator("#map")).hasAttribute("data-drawn", "true");
    var list = page.locator(".sites li");
    assertThat(list).hasCount(8);
    assertThat(list.first()).containsText("1 open");
    assertThat(list.filter(text("Spare parts store"))).containsText("no coordinates");
    assertThat(page.locator("[role=status]", has("without coordinates: 1"))).isVisible();
    window.shoot(page, "map");
    window.mustBeAccessible(page);
    page.locator("#q").fill("shanghai d");
    assertThat(list).hasCount(1);
    page.locator("#map").click(); // the only one left lies in the middle
    assertThat(page.locator("h1")).hasText("Devices");
    assertThat(page.locator("tbody tr")).hasCount(1);
    assertThat(page.locator("tbody tr")).containsText("d-3");
    window.mustBeCalm();
  }

  private static com.microsoft.playwright.Locator.FilterOptions text(String text) {
    return new com.microsoft.playwright.Locator.FilterOptions().setHasText(text);
  }

  private static Page.LocatorOptions has(String text) {
    return new Page.LocatorOptions().setHasText(text);
  }

  @Test
  void a_site_is_added_with_its_place_and_changed() {
    Page page = open("zh-CN", Role.SUPPORT);
    assertThat(page.getByText("还没有站点")).isVisible();
    page.locator("#add-site").click();
    page.locator("#site-id").fill("hz");
    page.locator("#site-name").fill("杭州泵站");
    page.locator("#site-latitude").fill("30.27");
    page.locator("#site-longitude").fill("120.15");
    window.mustBeAccessible(page);
    page.locator("#save-site").click();
    assertThat(page.locator(".sites li")).containsText("杭州泵站");
    page.locator(".sites li button").click();
    page.locator("#site-name").fill("杭州一号泵站");
    page.locator("#save-site").click();
    assertThat(page.locator(".sites li")).containsText("杭州一号泵站");
    JsonObject site = ApiServer.json(server.get("/api/v1/sites/hz", Role.VIEWER));
    assertEquals(30.27, site.getDouble("latitude"));
    assertEquals(2, site.getInteger("version"));
    window.mustBeCalm();
  }

  @Test
  void half_a_place_and_one_off_the_earth_are_refused() {
    for (String wrong :
        new String[] {
          "\"latitude\":30",
          "\"longitude\":5",
          "\"latitude\":91,\"longitude\":5",
          "\"latitude\":\"30\",\"longitude\":\"5\""
        }) {
      var answer =
          server.send(
              "PUT", "/api/v1/sites/s-1", Role.SUPPORT, "{\"name\":\"Hall\"," + wrong + "}");
      assertEquals(400, answer.statusCode(), wrong);
      assertTrue(answer.body().contains("site.invalid"), answer.body());
    }
    assertEquals(400, importing("id,name,latitude,longitude\na,A,north,5\n").statusCode());
  }

  @Test
  void a_customer_counts_only_their_own_devices_and_tickets() {
    sites();
    server.device("z-1", "gateway-x1", "zeta"); // zeta's device stands in acme's hall
    server.send("PATCH", "/api/v1/devices/z-1", Role.ADMIN, new JsonObject().put("site", "hz"));
    server.alarm("z-1", ApiServer.NOW, ApiServer.NOW);
    String path = "/api/v1/sites?standing=true";
    JsonObject seen = site(server.get(path, Role.CUSTOMER), "hz");
    assertEquals(1, seen.getInteger("devices"));
    assertEquals(1, seen.getJsonObject("open").getInteger("major"));
    JsonObject all = site(server.get(path, Role.SUPPORT), "hz");
    assertEquals(2, all.getInteger("devices"));
    assertEquals(2, all.getJsonObject("open").getInteger("major"));
  }

  private static JsonObject site(HttpResponse<String> answer, String id) {
    return ApiServer.json(answer).getJsonArray("items").stream()
        .map(JsonObject.class::cast)
        .filter(each -> id.equals(each.getString("id")))
        .findFirst()
        .orElseThrow();
  }
}
