package dev.fieldcare.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.fieldcare.api.ApiServer.NOW;

import com.microsoft.playwright.Page;
import dev.fieldcare.base.ConsoleWindow;
import dev.fieldcare.registry.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What runs where, how reliable it is, and what other limits would have made of it. */
class FleetPageTest {
  private static final Instant START = NOW.minus(Duration.ofDays(4));

  private final ConsoleWindow window = ConsoleWindow.open();
  private final ApiServer server = new ApiServer();
  private final FieldHistory history = new FieldHistory(server);

  @AfterEach
  void close() {
    server.close();
    window.close();
  }

  private Page open(String locale, String place) {
    Page page = window.page(locale, 1360, 860);
    page.navigate(server.base + "/#token=" + server.token(Role.RELEASE_ENGINEER));
    assertThat(page.locator("#leave")).isVisible();
    page.evaluate("place => { location.hash = place }", place);
    return page;
  }

  private void runs(String device, String version) {
    server.device(device, "gateway-x1", null);
    history.ran(device, version, START);
    history.operated(device, START, 90);
  }

  @Test
  void each_model_shows_how_many_devices_report_which_version() {
    runs("a", "1.4.0");
    runs("b", "1.4.0");
    runs("c", "1.5.0");
    server.device("d", "gateway-x1", null);
    Page page = open("en-GB", "#/fleet");
    assertThat(page.locator(".fleet-model")).containsText("4 devices");
    assertThat(page.locator(".fleet-model tbody tr").first()).containsText("1.4.0");
    assertThat(page.locator(".fleet-model tbody tr").first()).containsText("50%");
    assertThat(page.locator(".fleet-model")).containsText("none reported");
    page.locator("#language").click();
    assertThat(page.locator(".fleet-model")).containsText("未上报");
    window.shoot(page, "fleet-zh");
    window.mustBeAccessible(page);
    window.mustBeCalm();
  }

  @Test
  void two_releases_are_compared_and_the_link_shows_what_its_sender_saw() {
    for (int i = 0; i < 6; i++) {
      runs("old-" + i, "1.4.0");
      for (int hour = 5; hour < 85; hour += 10) {
        history.happened("old-" + i, START.plusSeconds(hour * 3600L), "reboot", "0x8002");
      }
      runs("new-" + i, "1.5.0");
    }
    Page page = open("zh-CN", "#/reliability");
    page.locator("#compare-a").fill("1.4.0");
    page.locator("#compare-b").fill("1.5.0");
    page.locator("form.card button[type=submit]").click();
    assertThat(page.locator("#comparison .great")).containsText("1.5.0");
    assertThat(page.locator("#comparison svg")).isVisible();
    assertThat(page).hasURL(Pattern.compile("a=1\\.4\\.0&b=1\\.5\\.0"));
    page.reload();
    assertThat(page.locator("#comparison .great")).containsText("1.5.0");
    window.mustBeAccessible(page);
    window.shoot(page, "compare-zh");
    window.mustBeCalm();
  }

  @Test
  void the_life_of_a_model_is_drawn_with_its_bounds() {
    for (int i = 1; i <= 6; i++) {
      runs("life-" + i, "1.4.0");
      if (i < 6) {
        history.happened("life-" + i, START.plusSeconds(i * 12 * 3600L), "reboot", "0x8002");
      }
    }
    Page page = open("zh-CN", "#/life?model=gateway-x1");
    assertThat(page.locator("#life")).containsText("6 台中有 5 台故障");
    assertThat(page.locator("#life-curve polyline")).isVisible();
    window.mustBeAccessible(page);
    window.shoot(page, "life-zh");
    page.locator("#life-model").selectOption("pump-p2");
    assertThat(page.locator("main .card")).containsText("尚无可拟合的数据");
    window.forgive("400");
    window.mustBeCalm();
  }

  @Test
  void a_longer_delay_is_tried_on_history_and_nothing_changes() {
    server.device("hot", "gateway-x1", null);
    int count = 4 * 8640;
    long[] ts = new long[count];
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      ts[i] = START.toEpochMilli() + i * 10_000L;
      values[i] = i > 360 && i <= 372 ? 72 : 50;
    }
    server.readings("hot", "temperature", ts, values);
    Page page = open("en-GB", "#/what-if");
    page.locator("#wi-model").selectOption("gateway-x1");
    page.locator("#wi-metric").selectOption("temperature");
    assertThat(page.locator("#wi-value")).hasValue("70");
    page.locator("#wi-on").fill("180s");
    page.locator("#ask").click();
    assertThat(page.locator("#what-if-result")).containsText("1 tickets avoided");
    assertThat(page.locator("#what-if-result tbody")).containsText("hot");
    page.locator("#propose").click();
    assertThat(page.locator("#proposals")).containsText("Now:");
    window.shoot(page, "what-if");
    window.mustBeAccessible(page);
    window.mustBeCalm();
  }
}
