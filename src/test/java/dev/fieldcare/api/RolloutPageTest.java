package dev.fieldcare.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import dev.fieldcare.registry.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rollouts in the live page, in a real browser. Leaves pictures in target/screens to look at. */
class RolloutPageTest {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path SCREENS = Path.of("target", "screens");

  private static @Nullable Playwright playwright;
  private static @Nullable Browser browser;
  private final ApiServer server = new ApiServer();
  private final RolloutField field = new RolloutField(server, 120);
  private final List<String> complaints = new CopyOnWriteArrayList<>();

  RolloutPageTest() {
    server.rollouts.onChange(server.stream::rollout);
  }

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
                    .setArgs(List.of("--no-sandbox", "--disable-gpu", "--no-first-run")));
  }

  @AfterAll
  static void quit() {
    if (playwright != null) {
      playwright.close();
    }
  }

  @AfterEach
  void close() {
    server.close();
  }

  private Page open(Role role, String locale, int width, int height, String place) {
    Page page =
        Objects.requireNonNull(browser)
            .newPage(
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
    page.navigate(server.base + "/#token=" + server.token(role));
    assertThat(page.locator("#leave")).isVisible();
    page.evaluate("place => { location.hash = place }", place);
    return page;
  }

  private static void shoot(Page page, String name) {
    page.screenshot(
        new Page.ScreenshotOptions().setPath(SCREENS.resolve("rollout-" + name + ".png")));
  }

  /** All of the rollout, however long. */
  private static void shootWhole(Page page, String name) {
    page.setViewportSize(1360, 2600);
    shoot(page, name);
    page.setViewportSize(1360, 860);
  }

  private static Locator button(Page page, String to) {
    return page.locator("#rollout-actions button[data-to=" + to + "]");
  }

  @Test
  void a_rollout_is_followed_live_from_its_draft_to_its_halt() {
    String id = field.draft();
    Page page = open(Role.MANAGER, "en-GB", 1360, 860, "#/rollouts");
    assertThat(page.locator(".rollout")).hasCount(1);
    page.locator(".rollout").click();
    assertThat(page.locator("#rollout-head")).containsText("Draft");
    assertThat(page.locator("#rollout-waves")).containsText("drawn when it starts");
    button(page, "submitted").click();
    button(page, "approved").click();
    button(page, "running").click();
    assertThat(page.locator("#rollout-head .tags")).containsText("Running");
    field.settle();
    field.install(2);
    field.pass(Duration.ofMinutes(80));
    field.settle();
    field.install(0);
    field.pass(Duration.ofMinutes(30));
    field.settle();
    assertThat(page.locator("#rollout-head .tags")).containsText("wave 2 of 3");
    assertThat(page.locator(".wave")).hasCount(4);
    assertThat(page.locator("#rollout-waves")).containsText("updated 8");
    assertThat(page.locator("#rollout-waves")).containsText("kept to compare 24");
    assertThat(page.locator("#rollout-gates .gate")).not().hasCount(0);
    shootWhole(page, "running");

    field.crash(20);
    assertThat(page.locator("#rollout-head .tags")).containsText("Halted");
    assertThat(page.locator("#rollout-gates .tag.critical")).hasText("halt");
    assertThat(page.locator("#rollout-trials tbody tr").first()).containsText("crash");
    assertThat(page.locator("#rollout-trials svg.harm")).not().hasCount(0);
    assertThat(page.locator("#rollout-trials tbody tr").first()).containsText("∞ [");
    assertThat(page.locator("#rollout-facts")).containsText("P-2026-000001");
    shootWhole(page, "halted");

    page.locator("#rollout-members select[data-filter=state]").selectOption("failed");
    assertThat(page.locator("#rollout-members tbody tr")).hasCount(2);
    assertThat(page.locator("#rollout-members tbody")).containsText("FLASH: worn out");
    page.locator("#rollout-members select[data-filter=state]").selectOption("");
    assertThat(page.locator("#rollout-members tbody tr")).hasCount(25);
    page.locator("#rollout-members button.wide").click();
    assertThat(page.locator("#rollout-members tbody tr")).hasCount(50);
    assertEquals("/rollouts/" + id, page.url().replaceAll(".*#", ""));
    assertEquals(List.of(), complaints);
  }

  @Test
  void what_cannot_be_undone_is_asked_for_with_its_reason() {
    field.running();
    Page page = open(Role.MANAGER, "en-GB", 1360, 860, "#/rollouts");
    page.locator(".rollout").click();
    button(page, "halted").click();
    assertThat(page.locator("dialog")).containsText("No device gets the release any more");
    shoot(page, "sure");
    page.keyboard().press("Escape");
    assertThat(page.locator("#rollout-head .tags")).containsText("Running");
    button(page, "halted").click();
    page.locator("dialog textarea").fill("a doubt about the radio");
    page.locator("dialog button[type=submit]").click();
    assertThat(page.locator("#rollout-head")).containsText("a doubt about the radio");
    button(page, "running").click();
    page.locator("dialog textarea").fill("the doubt was unfounded");
    page.locator("dialog button[type=submit]").click();
    assertThat(page.locator("#rollout-head .tags")).containsText("Running");
    assertEquals(List.of(), complaints);
  }

  @Test
  void nobody_is_offered_a_step_that_is_not_theirs() {
    String id = field.draft();
    field.step(id, "submitted", Role.RELEASE_ENGINEER);
    Page writer = open(Role.RELEASE_ENGINEER, "en-GB", 1360, 860, "#/rollouts/" + id);
    assertThat(button(writer, "draft")).isVisible();
    assertThat(button(writer, "approved")).hasCount(0);
    Page viewer = open(Role.VIEWER, "en-GB", 1360, 860, "#/rollouts/" + id);
    assertThat(viewer.locator("#rollout-actions")).containsText("Nothing for you to do");
    Page customer = open(Role.CUSTOMER, "en-GB", 1360, 860, "#/rollouts/" + id);
    assertThat(customer.locator("#desk")).isVisible();
    assertThat(customer.locator("#fleet")).isHidden();
    assertThat(customer.locator("#rooms")).isHidden();
    assertEquals(List.of(), complaints);
  }

  @Test
  void it_speaks_chinese_and_fits_a_phone() {
    String id = field.running();
    field.install(1);
    field.pass(Duration.ofMinutes(20));
    field.settle();
    Page page = open(Role.ADMIN, "zh-CN", 390, 844, "#/rollouts");
    assertThat(page.locator(".rollout")).containsText("进行中");
    shoot(page, "phone-list");
    page.locator(".rollout").click();
    assertThat(page.locator("#rollout-gates")).containsText("本批已开放");
    shoot(page, "phone");
    page.setViewportSize(390, 3000);
    shoot(page, "phone-whole");
    Object overflow =
        page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth");
    assertEquals(0, overflow, "nothing sticks out sideways");
    page.locator("#language").click();
    assertThat(page.locator("#rollout-head")).containsText("Rollout " + id);
    assertEquals(List.of(), complaints);
  }
}
