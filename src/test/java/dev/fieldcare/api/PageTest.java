package dev.fieldcare.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.fieldcare.api.ApiServer.NOW;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import dev.fieldcare.registry.Role;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The live page in a real browser. Leaves pictures in target/screens to look at. */
class PageTest {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path SCREENS = Path.of("target", "screens");

  private static @Nullable Playwright playwright;
  private static @Nullable Browser browser;
  private final ApiServer server = new ApiServer();
  private final List<String> complaints = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void launch() {
    Assumptions.assumeTrue(
        Files.isExecutable(CHROMIUM),
        "the page is tested in Debian's browser, which is missing: apt-get install chromium");
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(CHROMIUM)
                    .setArgs(
                        List.of(
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-quic",
                            "--no-first-run",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync")));
  }

  @AfterAll
  static void quit() {
    if (playwright != null) {
      playwright.close();
    }
  }

  @BeforeEach
  void heat() {
    server.device("d-17", "gateway-x1", "acme");
    long start = NOW.minusSeconds(5400).toEpochMilli();
    int count = 540;
    long[] ts = new long[count];
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      ts[i] = start + i * 10_000L;
      double rise = Math.max(0, Math.min(1, (i - 240) / 120.0));
      values[i] = 48 + 26 * rise + 1.2 * Math.sin(i / 9.0) + 0.4 * Math.sin(i * 2.7);
    }
    server.readings("d-17", "temperature", ts, values);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void a_ticket_appears_live_and_its_series_is_drawn() {
    Page page = open("en-GB", 1360, 860);
    page.navigate(server.base + "/#token=" + server.token(Role.SUPPORT));
    assertThat(page.locator("#list-state")).containsText("No open fault tickets");
    assertThat(page.locator("#link")).hasText("Live");
    assertFalse(page.url().contains("token"), page.url());
    shoot(page, "empty");

    String number = overheat();
    Locator card = page.locator(".ticket");
    assertThat(card).hasCount(1);
    assertThat(card).containsText("Temperature too high");
    assertThat(card).containsText("now");
    assertThat(page.locator("#count")).hasText("1");

    card.click();
    assertThat(page.locator("#chart .series")).not().hasCount(0);
    assertThat(page.locator("#chart .limit")).hasCount(1);
    assertThat(page.locator("#chart .alarmed")).hasCount(1);
    assertThat(page.locator("#chart .limit-word")).hasText("limit high 70 °C");
    assertThat(page.locator("#chart-foot")).containsText("Asia/Shanghai");
    assertTrue(page.url().endsWith("#/tickets/" + number), page.url());
    shoot(page, "ticket");

    page.locator("#chart svg").focus();
    page.keyboard().press("ArrowRight");
    page.keyboard().press("PageDown");
    assertThat(page.locator(".readout")).containsText("°C");
    assertEquals(List.of(), complaints);
  }

  @Test
  void an_alarm_is_acknowledged_and_shelved_in_the_page() {
    overheat();
    Page page = open("en-GB", 1360, 860);
    page.navigate(server.base + "/#token=" + server.token(Role.SUPPORT));
    page.locator(".ticket").click();
    Locator condition = page.locator("#detail-condition");
    assertThat(condition).containsText("alarm: unacknowledged");
    page.locator("#detail-condition button", withText("Acknowledge")).click();
    assertThat(condition).containsText("alarm: acknowledged");
    page.locator("#detail-condition button", withText("Shelve for 8 h")).click();
    page.locator("dialog textarea").fill("part ordered");
    page.locator("dialog button[type=submit]").click();
    assertThat(condition).containsText("by support: part ordered");
    shoot(page, "shelved");
    page.locator("#detail-condition button", withText("Unshelve")).click();
    assertThat(condition).containsText("alarm: acknowledged");
    assertEquals(List.of(), complaints);
  }

  @Test
  void people_work_on_a_ticket_in_the_page() {
    overheat();
    Page page = open("en-GB", 1360, 860);
    page.navigate(server.base + "/#token=" + server.token(Role.MANAGER));
    page.locator(".ticket").click();
    page.locator("#detail-actions button", withText("Cancel the ticket")).click();
    assertThat(page.locator("dialog")).containsText("cannot be undone");
    shoot(page, "sure");
    page.keyboard().press("Escape");
    assertThat(page.locator(".ticket")).hasCount(1);

    page.locator(".comment-form textarea").fill("Fan replaced last week, see ticket 12.");
    page.locator(".comment-form button").click();
    assertThat(page.locator("#detail-comments")).containsText("see ticket 12");
    page.locator("#detail-actions button", withText("Assign to me")).click();
    assertThat(page.locator("#detail-facts")).containsText("manager");

    page.locator("#detail-actions button", withText("Cancel the ticket")).click();
    page.locator("dialog textarea").fill("a test");
    page.locator("dialog button[type=submit]").click();
    assertThat(page.locator("#detail-head")).containsText("Cancelled");
    assertThat(page.locator("#detail-history")).containsText("manager moved it to “Cancelled”");
    shoot(page, "worked");
    assertThat(page.locator(".ticket")).hasCount(0);
    page.locator("#filter button", withText("All")).click();
    assertThat(page.locator(".ticket")).hasCount(1);
    assertEquals(List.of(), complaints);
  }

  @Test
  void two_chat_on_a_ticket_in_the_page() {
    String number = overheat();
    Page page = open("en-GB", 1360, 860);
    page.navigate(server.base + "/#token=" + server.token(Role.SUPPORT));
    page.locator(".ticket").click();
    Locator thread = page.locator("#detail-thread");
    thread.locator("textarea").fill("Please clean the filter.");
    thread.locator("button").click();
    assertThat(thread.locator("li.out")).containsText("Please clean the filter.");
    thread.locator("textarea").fill("and then");
    server.send(
        "POST",
        "/api/v1/tickets/" + number + "/messages",
        Role.SUPPORT,
        "{\"text\":\"It is clean.\",\"channel\":\"phone\",\"direction\":\"in\"}");
    assertThat(thread.locator("li.in")).containsText("by telephone");
    assertThat(thread.locator("textarea")).hasValue("and then");
    shoot(page, "chat");
    assertEquals(List.of(), complaints);
  }

  @Test
  void it_speaks_chinese_and_fits_a_phone() {
    overheat();
    Page page = open("zh-CN", 390, 844);
    page.navigate(server.base + "/#token=" + server.token(Role.ADMIN));
    assertThat(page.locator(".ticket")).containsText("温度过高");
    shoot(page, "phone-list");
    page.locator(".ticket").click();
    assertThat(page.locator("#chart .series")).not().hasCount(0);
    assertThat(page.locator(".because").first()).containsText("持续高于上限");
    shoot(page, "phone-ticket");
    int overflow =
        (Integer)
            page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth");
    assertEquals(0, overflow, "nothing sticks out sideways");
    page.locator(".back").click();
    page.locator("#language").click();
    assertThat(page.locator(".ticket")).containsText("Temperature too high");
    assertEquals(List.of(), complaints);
  }

  @Test
  void every_symptom_has_a_name_in_words() {
    Page page = open("en-GB", 1000, 700);
    page.navigate(server.base + "/");
    assertEquals(
        "Temperature unusual, Supply voltage too low, Signal strength stuck, Unexpected reboot,"
            + " Crash, Silent, Readings missing",
        page.evaluate(
            """
            () => import("/words.js").then(words =>
              ["temperature.unusual", "supplyVoltage.low", "rssi.stuck", "reboot.unexpected",
               "crash", "silence", "readings.missing"].map(words.symptomName).join(", "))
            """));
  }

  @Test
  void a_wrong_token_is_asked_for_again_and_a_lost_connection_comes_back() {
    Page page = open("en-GB", 1000, 700);
    page.navigate(server.base + "/");
    page.locator("#token").fill("wrong");
    page.locator("#door-form button").click();
    assertThat(page.locator("#door-error")).containsText("does not know this token");
    shoot(page, "door");
    page.locator("#token").fill(server.token(Role.VIEWER));
    page.locator("#door-form button").click();
    assertThat(page.locator("#link")).hasText("Live");

    server.stream.close();
    assertThat(page.locator("#link")).containsText("Reconnecting");
    assertThat(page.locator("#link")).hasText("Live");
    overheat();
    assertThat(page.locator(".ticket")).hasCount(1);
    page.reload();
    assertThat(page.locator(".ticket")).hasCount(1);
  }

  @Test
  void the_page_is_served_with_a_tag_and_a_strict_policy() {
    HttpResponse<String> first = server.send("GET", "/", null, null);
    String tag = first.headers().firstValue("ETag").orElse("");
    String policy = first.headers().firstValue("Content-Security-Policy").orElse("");
    assertFalse(policy.contains("unsafe"), policy);
    assertEquals("no-cache", first.headers().firstValue("Cache-Control").orElse(""));
    var second = server.send(server.request("/").header("If-None-Match", tag));
    assertEquals(304, second.statusCode());
  }

  private String overheat() {
    return server.alarm("d-17", NOW.minusSeconds(2300), NOW.minusSeconds(20));
  }

  private Page open(String locale, int width, int height) {
    Browser it = java.util.Objects.requireNonNull(browser);
    Page page =
        it.newPage(
            new Browser.NewPageOptions()
                .setLocale(locale)
                .setTimezoneId("Asia/Shanghai")
                .setViewportSize(width, height));
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error")) {
            complaints.add(message.text());
          }
        });
    page.onPageError(complaints::add);
    return page;
  }

  private static Page.LocatorOptions withText(String text) {
    return new Page.LocatorOptions().setHasText(text);
  }

  private static void shoot(Page page, String name) {
    page.screenshot(new Page.ScreenshotOptions().setPath(SCREENS.resolve(name + ".png")));
  }
}
