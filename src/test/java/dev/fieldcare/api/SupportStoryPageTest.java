package dev.fieldcare.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.fieldcare.api.ApiServer.NOW;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.fieldcare.base.ConsoleWindow;
import dev.fieldcare.registry.Role;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Support brings an alert to its end by clicking; the customer signs, and the page says so. */
class SupportStoryPageTest {
  /** What the buttons say, and what the page answers. */
  private record Words(
      String locale,
      String symptom,
      String triage,
      String guide,
      String test,
      String handOver,
      String confirm,
      String awaiting,
      String closed) {}

  private static final Words ENGLISH =
      new Words(
          "en-GB",
          "Temperature too high",
          "Triage",
          "Guide remotely",
          "Test",
          "Hand over for sign-off",
          "Confirm",
          "Awaiting sign-off",
          "Closed");
  private static final Words CHINESE =
      new Words("zh-CN", "温度过高", "完成分诊", "远程指导", "开始测试", "提交签收", "确认", "待签收", "已关闭");

  private final ConsoleWindow window = ConsoleWindow.open();
  private final ApiServer server = new ApiServer();

  @AfterEach
  void close() {
    server.close();
    window.close();
  }

  @Test
  void an_alert_is_guided_tested_signed_and_closed_by_clicking() {
    tell(ENGLISH);
  }

  @Test
  void the_same_story_is_told_in_chinese() {
    tell(CHINESE);
  }

  private void tell(Words words) {
    server.device("warm-1", "pump-p2", "acme");
    var delivered = new JsonObject().put("deliveredOn", "2025-11-30");
    ok(
        server.send(
            "PATCH",
            "/api/v1/devices/warm-1",
            Role.ADMIN,
            new JsonObject().put("attributes", delivered)));
    Page page = window.page(words.locale, 1360, 900);
    page.navigate(server.base + "/#token=" + server.token(Role.SUPPORT));
    page.locator("#link.live").waitFor();
    String number = server.alarm("warm-1", NOW, NOW);

    Locator alert = page.locator(".ticket");
    assertThat(alert).containsText(words.symptom);
    alert.click();
    assertThat(page.locator("#detail-entitlement")).containsText("100");
    assertThat(page.locator("#detail-entitlement .reasons li").first()).not().isEmpty();
    take(page, words, words.triage);
    take(page, words, words.guide);

    Locator thread = page.locator("#detail-thread");
    thread.locator("textarea").fill("Clean the inlet. 请清洁进水口。");
    thread.locator("label.tick input").first().check();
    thread.locator("button[type=submit]").click();
    assertThat(thread.locator("li.out").last()).containsText("Clean the inlet.");

    step(page, words.test);
    page.locator("#step-form textarea[name=guidance]").fill("Cleaned the inlet");
    page.locator("#step-form button[type=submit]").click();
    assertThat(page.locator(".el-dialog")).isHidden();

    server.normal("warm-1", NOW);
    server.clock.move(Duration.ofHours(25)); // longer than a session lasts
    window.enter(page, server.base, server.token(Role.SUPPORT), "/tickets/" + number);
    step(page, words.handOver);
    page.locator("#step-form input[name=checklistDone]").check();
    page.locator("#step-form button[type=submit]").click();
    assertThat(page.locator("#detail-head")).containsText(words.awaiting);
    assertThat(page.locator("#detail-quotes button", withText("PDF"))).isVisible();
    assertThat(page.locator(".el-message")).hasCount(0); // a fading message has no contrast
    window.mustBeAccessible(page);

    sign(number);
    assertThat(page.locator("#detail-head")).containsText(words.closed);
    assertThat(page.locator("#detail-quotes")).containsText("Li Wei");
    assertThat(page.locator("#detail-quotes img.drawn")).isVisible();
    assertThat(page.locator("#detail-history li").first()).containsText("customer");
    assertThat(page.locator(".el-message")).hasCount(0); // a fading message has no contrast
    window.mustBeAccessible(page);
    window.shoot(page, "story-" + words.locale);
    window.mustBeCalm();
  }

  private static void step(Page page, String button) {
    page.locator("#detail-actions button", withText(button)).click();
    page.locator("#step-form").waitFor();
  }

  /** A step that wants nothing to be told. */
  private static void take(Page page, Words words, String button) {
    step(page, button);
    assertThat(page.locator("#step-form button[type=submit]")).containsText(words.confirm);
    page.locator("#step-form button[type=submit]").click();
    assertThat(page.locator(".el-dialog")).isHidden();
    assertThat(page.locator("#detail-actions button", withText(button))).hasCount(0);
  }

  private void sign(String number) {
    JsonObject report = ok(server.get("/api/v1/tickets/" + number + "/report", Role.CUSTOMER));
    var signing =
        new JsonObject()
            .put("subject", "report:" + report.getString("id"))
            .put("hash", report.getString("hash"))
            .put("agreed", true)
            .put("signer", "Li Wei")
            .put("method", "drawn")
            .put("drawing", "<svg viewBox=\"0 0 9 9\"><path d=\"M1 1L8 8\"/></svg>");
    ok(server.send("POST", "/api/v1/signoffs", Role.CUSTOMER, signing));
  }

  private static JsonObject ok(java.net.http.HttpResponse<String> answer) {
    assertEquals(2, answer.statusCode() / 100, answer.body());
    return ApiServer.json(answer);
  }

  private static Page.LocatorOptions withText(String text) {
    return new Page.LocatorOptions().setHasText(text);
  }
}
