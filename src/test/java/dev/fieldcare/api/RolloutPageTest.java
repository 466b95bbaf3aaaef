package dev.fieldcare.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.fieldcare.base.ConsoleWindow;
import dev.fieldcare.registry.Role;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rollouts in the console, in a real browser. */
class RolloutPageTest {
  private final ConsoleWindow window = ConsoleWindow.open();
  private final ApiServer server = new ApiServer();
  private final RolloutField field = new RolloutField(server, 120);

  RolloutPageTest() {
    server.rollouts.onChange(server.stream::rollout);
  }

  @AfterEach
  void close() {
    server.close();
    window.close();
  }

  private Page open(Role role, String locale, int width, int height, String place) {
    Page page = window.page(locale, width, height);
    page.navigate(server.base + "/#token=" + server.token(role));
    assertThat(page.locator("#leave")).isVisible();
    page.navigate(server.base + "/" + place);
    return page;
  }

  /** All of the rollout, however long. */
  private void shootWhole(Page page, String name) {
    page.setViewportSize(1360, 2600);
    window.shoot(page, name);
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
    page.locator(".rollout a").click();
    assertThat(page.locator("#rollout-head")).containsText("Draft");
    assertThat(page.locator("#rollout-waves")).containsText("drawn when it starts");
    button(page, "submitted").click();
    button(page, "approved").click();
    button(page, "running").click();
    assertThat(page.locator("#rollout-head")).containsText("Running");
    field.settle();
    field.install(2);
    field.pass(Duration.ofMinutes(80));
    field.settle();
    field.install(0);
    field.pass(Duration.ofMinutes(30));
    field.settle();
    assertThat(page.locator("#rollout-head")).containsText("wave 2 of 3");
    assertThat(page.locator("#rollout-waves li")).hasCount(4);
    assertThat(page.locator("#rollout-waves")).containsText("updated 8");
    assertThat(page.locator("#rollout-waves")).containsText("kept to compare 24");
    assertThat(page.locator("#rollout-gates li")).not().hasCount(0);
    window.mustBeAccessible(page);
    shootWhole(page, "rollout-running");

    field.crash(20);
    assertThat(page.locator("#rollout-head")).containsText("Halted");
    assertThat(page.locator("#rollout-gates .tag.bad")).hasText("halt");
    assertThat(page.locator("#rollout-trials tbody tr").first()).containsText("crash");
    assertThat(page.locator("#rollout-trials svg.harm")).not().hasCount(0);
    assertThat(page.locator("#rollout-trials tbody tr").first()).containsText("∞ [");
    assertThat(page.locator("#rollout-facts")).containsText("P-2026-000001");
    window.mustBeAccessible(page);
    shootWhole(page, "rollout-halted");

    page.locator("#rollout-members select[data-filter=state]").selectOption("failed");
    assertThat(page.locator("#rollout-members tbody tr")).hasCount(2);
    assertThat(page.locator("#rollout-members tbody")).containsText("FLASH: worn out");
    page.locator("#rollout-members select[data-filter=state]").selectOption("");
    assertThat(page.locator("#rollout-members tbody tr")).hasCount(25);
    page.locator("#rollout-members .el-button").click();
    assertThat(page.locator("#rollout-members tbody tr")).hasCount(50);
    assertEquals("/rollouts/" + id, page.url().replaceAll(".*#", ""));
    window.mustBeCalm();
  }

  @Test
  void what_cannot_be_undone_is_asked_for_with_its_reason() {
    field.running();
    Page page = open(Role.MANAGER, "en-GB", 1360, 860, "#/rollouts");
    page.locator(".rollout a").click();
    button(page, "halted").click();
    assertThat(page.locator(".el-dialog")).containsText("No device gets the release any more");
    page.keyboard().press("Escape");
    assertThat(page.locator("#rollout-head")).containsText("Running");
    button(page, "halted").click();
    page.locator(".el-dialog textarea").fill("a doubt about the radio");
    page.locator(".el-dialog button[type=submit]").click();
    assertThat(page.locator("#rollout-head")).containsText("a doubt about the radio");
    button(page, "running").click();
    page.locator(".el-dialog textarea").fill("the doubt was unfounded");
    page.locator(".el-dialog button[type=submit]").click();
    assertThat(page.locator("#rollout-head")).containsText("Running");
    window.mustBeCalm();
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
    assertThat(customer.locator(".rooms a[href='#/rollouts']")).hasCount(0);
    assertThat(customer.locator("#rollout-head")).hasCount(0);
    window.forgive("403");
    window.mustBeCalm();
  }

  @Test
  void it_speaks_chinese_and_fits_a_phone() {
    String id = field.running();
    field.install(1);
    field.pass(Duration.ofMinutes(20));
    field.settle();
    Page page = open(Role.ADMIN, "zh-CN", 390, 844, "#/rollouts");
    assertThat(page.locator(".rollout")).containsText("进行中");
    page.locator(".rollout a").click();
    assertThat(page.locator("#rollout-gates")).containsText("本批已开放");
    window.shoot(page, "rollout-phone-zh");
    window.mustFit(page);
    window.mustBeAccessible(page);
    page.locator("#language").click();
    assertThat(page.locator("#rollout-head")).containsText("Rollout " + id);
    window.mustBeCalm();
  }
}
