package dev.fieldcare.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.fieldcare.api.ApiServer.NOW;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import dev.fieldcare.base.ConsoleWindow;
import dev.fieldcare.registry.Role;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The room of service management in a real browser. */
class ServicePageTest {
  private final ConsoleWindow window = ConsoleWindow.open();
  private final ApiServer server = new ApiServer();

  @BeforeEach
  void serve() {
    var service = new ServiceHistory(server);
    for (int i = 1; i <= 12; i++) {
      String outcome = i % 4 == 0 ? "BREACHED" : "KEPT";
      service.promised("onsite.arrival", "acme", NOW.minus(Duration.ofDays(20L * i)), outcome);
      service.promised("response.general", "zeta", NOW.minus(Duration.ofDays(19L * i)), "KEPT");
    }
    service.promised("onsite.arrival", "zeta", NOW.plus(Duration.ofDays(2)), "OPEN");
    service.promised("response.general", "acme", NOW.plus(Duration.ofHours(2)), "OPEN");
    service.promised("consult.reply", "acme", NOW.minus(Duration.ofHours(1)), "OPEN");
    String[] symptoms = {"temperature.high", "temperature.high", "silent", "supplyVoltage.low"};
    for (int i = 0; i < 8; i++) {
      String cause = i % 2 == 0 ? "FAN" : "CABLE";
      service.fault("d-" + i, symptoms[i % 4], NOW.minus(Duration.ofHours(i + 1)), cause);
    }
  }

  @AfterEach
  void close() {
    server.close();
    window.close();
  }

  @Test
  void what_is_due_first_stands_on_top_and_filters_are_kept_in_the_address() {
    Page page = open("en-GB", "/service");
    assertThat(page.locator("#promises tbody tr")).not().hasCount(0);
    assertThat(page.locator("#promises tbody tr").first()).containsText("Reply");
    assertThat(page.locator(".counts")).containsText("1 overdue");
    assertThat(page.locator(".counts")).containsText("9 at risk");
    window.mustBeAccessible(page);
    window.shoot(page, "promises");
    page.locator("#promise-customer").fill("zeta");
    page.locator("#promise-customer").press("Enter");
    assertThat(page.locator("#promises tbody tr")).hasCount(1);
    assertTrue(page.url().contains("customer=zeta"), page.url());
    page.reload();
    assertThat(page.locator("#promises tbody tr")).hasCount(1);
    page.locator("#promise-show").selectOption("BREACHED");
    assertThat(page.locator("main")).containsText("No promise matches.");
    window.mustBeCalm();
  }

  @Test
  void hit_rates_stand_by_kind_and_month() {
    Page page = open("en-GB", "/service/rates");
    assertThat(page.locator("#rates tbody tr")).hasCount(2);
    assertThat(page.locator("#rates tbody tr").first()).containsText("Arrival on site");
    assertThat(page.locator("#rates tbody tr").first()).containsText("75%");
    window.mustBeAccessible(page);
    window.shoot(page, "hit-rates");
    window.mustBeCalm();
  }

  @Test
  void alarm_figures_say_in_words_what_they_mean() {
    Page page = open("en-GB", "/service/kpis");
    assertThat(page.locator("#kpis")).containsText("good: within the target");
    window.mustBeAccessible(page);
    window.shoot(page, "kpis");
    page.locator("#language").click();
    assertThat(page.locator("#kpis")).containsText("良好");
    window.shoot(page, "kpis-zh");
    window.mustBeCalm();
  }

  @Test
  void the_most_frequent_comes_first_by_symptom_and_by_cause() {
    Page page = open("zh-CN", "/service/pareto");
    assertThat(page.locator("#pareto tbody tr").first()).containsText("温度");
    assertThat(page.locator(".pareto canvas")).isVisible();
    window.shoot(page, "pareto");
    page.locator("#pareto-by").selectOption("cause");
    assertThat(page.locator("#pareto tbody")).containsText("FAN");
    window.mustBeAccessible(page);
    window.mustBeCalm();
  }

  @Test
  void the_ledger_shows_what_became_of_promises() {
    Page page = open("en-GB", "/service/ledger?outcome=BREACHED");
    assertThat(page.locator("#ledger tbody tr")).hasCount(3);
    window.mustBeAccessible(page);
    page.locator(".tabs a").nth(4).click();
    assertThat(page.locator("main")).containsText("No problem is known.");
    window.mustBeCalm();
  }

  private Page open(String locale, String path) {
    Page page = window.page(locale, 1360, 900);
    page.navigate(server.base + "/#token=" + server.token(Role.MANAGER));
    assertThat(page.locator("#link")).hasClass(java.util.regex.Pattern.compile("live"));
    // the router heeds the address from its first page on
    assertThat(page.locator("main h1")).isVisible();
    page.navigate(server.base + "/#" + path);
    return page;
  }
}
