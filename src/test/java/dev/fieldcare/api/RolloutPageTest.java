package dev.fieldcare.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.fieldcare.base.Await;
import dev.fieldcare.base.ConsoleWindow;
import dev.fieldcare.registry.Role;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rollouts in the console, in a real browser. Leaves pictures in target/screens to look at. */
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
    page.evaluate("place => { location.hash = place }", place);
    return page;
  }

  /** All of the page, however long. */
  private void shootWhole(Page page, String name) {
    page.setViewportSize(1360, 3000);
    window.shoot(page, name);
    page.evaluate("document.documentElement.classList.add('dark')");
    window.shoot(page, name + "-dark");
    page.evaluate("document.documentElement.classList.remove('dark')");
    page.setViewportSize(1360, 860);
  }

  private static Locator button(Page page, String to) {
    return page.locator("#rollout-actions button[data-to=" + to + "]");
  }

  private static Locator head(Page page) {
    return page.locator("#rollout-head .tags");
  }

  @Test
  void a_rollout_is_followed_live_from_its_draft_to_its_halt() {
    String id = field.draft();
    Page page = open(Role.MANAGER, "en-GB", 1360, 860, "#/rollouts");
    assertThat(page.locator(".rollout")).hasCount(1);
    window.mustBeAccessible(page);
    page.locator(".rollout").click();
    assertThat(head(page)).containsText("Draft");
    assertThat(page.locator("#rollout-waves")).containsText("drawn when it starts");
    button(page, "submitted").click();
    button(page, "approved").click();
    button(page, "running").click();
    assertThat(head(page)).containsText("Running");
    field.settle();
    field.install(2);
    field.pass(Duration.ofMinutes(80));
    field.settle();
    field.install(0);
    field.pass(Duration.ofMinutes(30));
    field.settle();
    assertThat(head(page)).containsText("wave 2 of 3");
    assertThat(page.locator(".wave")).hasCount(4);
    assertThat(page.locator("#rollout-waves")).containsText("updated 8");
    assertThat(page.locator("#rollout-waves")).containsText("kept to compare 24");
    assertThat(page.locator("#rollout-gates .gate")).not().hasCount(0);
    shootWhole(page, "rollout-running");

    field.crash(20);
    assertThat(head(page)).containsText("Halted");
    assertThat(page.locator(".because.stopped")).isVisible();
    assertThat(page.locator("#rollout-gates .tag.critical")).hasText("halt");
    assertThat(page.locator("#rollout-gates canvas")).isVisible();
    assertThat(page.locator("#rollout-trials tbody tr").first()).containsText("crash");
    assertThat(page.locator("#rollout-trials svg.harm")).not().hasCount(0);
    assertThat(page.locator("#rollout-trials tbody tr").first()).containsText("∞ [");
    assertThat(page.locator("#rollout-head")).containsText("P-2026-000001");
    shootWhole(page, "rollout-halted");
    window.mustBeAccessible(page);

    page.locator("#rollout-members select[data-filter=state]").selectOption("failed");
    assertThat(page.locator("#rollout-members tbody tr")).hasCount(2);
    assertThat(page.locator("#rollout-members tbody")).containsText("FLASH: worn out");
    page.locator("#rollout-members select[data-filter=state]").selectOption("");
    assertThat(page.locator("#rollout-members tbody tr")).hasCount(25);
    page.locator("#rollout-members button.more").click();
    assertThat(page.locator("#rollout-members tbody tr")).hasCount(50);
    assertEquals("/rollouts/" + id, page.url().replaceAll(".*#", ""));
    window.mustBeCalm();
  }

  @Test
  void what_a_customer_says_on_the_telephone_is_taken_down_on_their_notice() {
    String id = field.draft();
    Await.get(
        server
            .database
            .pool()
            .query(
                """
                WITH made AS (UPDATE rollouts SET state = 'RUNNING' WHERE id = %s RETURNING id)
                INSERT INTO rollout_notices (rollout, customer, devices, made_at)
                SELECT id, 'acme', 3, now() FROM made
                """
                    .formatted(id))
            .execute());
    Page page = open(Role.SUPPORT, "zh-CN", 1360, 860, "#/notices");
    page.locator("main a", new Page.LocatorOptions().setHasText("acme")).first().click();
    assertThat(page.locator("#answer")).isVisible();
    page.locator("input[name=answer][value=declined]").check();
    page.locator("#notice-reason").fill("盘点期间");
    window.mustBeAccessible(page);
    page.locator("main form button[type=submit]").click();
    assertThat(page.locator("#answer")).containsText("盘点期间");
    window.shoot(page, "notice-zh");
    window.mustBeCalm();
  }

  @Test
  void what_cannot_be_undone_is_asked_for_with_its_reason() {
    field.running();
    Page page = open(Role.MANAGER, "en-GB", 1360, 860, "#/rollouts");
    page.locator(".rollout").click();
    button(page, "halted").click();
    assertThat(page.locator("#rollout-step")).containsText("No device gets the release any more");
    window.mustBeAccessible(page);
    page.keyboard().press("Escape");
    assertThat(page.locator("#rollout-step")).isHidden();
    assertThat(head(page)).containsText("Running");
    button(page, "halted").click();
    page.locator("#rollout-reason").fill("a doubt about the radio");
    page.locator("#rollout-step button[type=submit]").click();
    assertThat(page.locator("#rollout-head")).containsText("a doubt about the radio");
    button(page, "running").click();
    page.locator("#rollout-reason").fill("the doubt was unfounded");
    page.locator("#rollout-step button[type=submit]").click();
    assertThat(head(page)).containsText("Running");
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
    window.mustBeCalm();
    Page customer = open(Role.CUSTOMER, "en-GB", 1360, 860, "#/rollouts/" + id);
    assertThat(customer.locator("main [role=alert]")).isVisible();
    assertThat(customer.locator("#rollout-head")).hasCount(0);
    assertThat(customer.locator(".rooms")).not().containsText("Rollouts");
  }

  @Test
  void it_speaks_chinese_and_fits_a_phone() {
    String id = field.running();
    field.install(1);
    field.pass(Duration.ofMinutes(20));
    field.settle();
    Page page = open(Role.ADMIN, "zh-CN", 390, 844, "#/rollouts");
    assertThat(page.locator(".card")).containsText("进行中");
    window.mustFit(page);
    page.locator(".rollout").click();
    assertThat(page.locator("#rollout-gates")).containsText("本批已开放");
    window.mustFit(page);
    page.setViewportSize(390, 3000);
    window.shoot(page, "rollout-phone-zh");
    page.locator("#language").click();
    assertThat(page.locator("#rollout-head")).containsText("Rollout " + id);
    window.mustBeCalm();
  }

  @Test
  void a_plan_is_tried_out_before_it_is_written_and_a_wrong_filter_is_named() {
    Page page = open(Role.RELEASE_ENGINEER, "en-GB", 1360, 860, "#/rollouts/new?release=1.5.0");
    page.locator("#plan-model").selectOption("gateway-x1");
    page.locator("#plan-filter").pressSequentially("hardwareR");
    assertThat(page.locator("#plan-filter-options li")).hasCount(1);
    page.keyboard().press("ArrowDown");
    page.keyboard().press("Enter");
    page.locator("#plan-filter").pressSequentially("=== A");
    page.locator("#try").click();
    assertThat(page.locator(".filter .error")).containsText("expected");
    window.forgive("400");
    page.locator("#plan-filter").fill("hardwareRevision = A");
    page.locator("#plan-waves").fill("10, 50%, 100%");
    page.locator("#plan-holdBack").fill("20%");
    assertThat(page.locator("#write")).isDisabled();
    page.locator("#try").click();
    assertThat(page.locator("#dry-run")).containsText("60 of 60 devices would get it");
    assertThat(page.locator("#dry-run tbody").first()).containsText("12");
    window.mustBeAccessible(page);
    shootWhole(page, "dry-run");
    page.locator("#write").click();
    assertThat(head(page)).containsText("Draft");
    assertThat(page.locator("#rollout-facts")).containsText("hardwareRevision = A");
    window.mustBeCalm();
  }
}
