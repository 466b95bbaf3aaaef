package dev.fieldcare.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import dev.fieldcare.base.ConsoleWindow;
import dev.fieldcare.registry.Role;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Quality in a real browser: a lot fails its sampling, a bench unit its run, and both are traced.
 */
class QualityPageTest {
  private final ConsoleWindow window = ConsoleWindow.open();
  private final ApiServer server = new ApiServer();
  private final QualityHistory house = new QualityHistory(server);

  @AfterEach
  void close() {
    server.close();
    window.close();
  }

  private Page open(String locale, String path) {
    Page page = window.page(locale, 1400, 900);
    page.navigate(server.base + "/#token=" + server.token(Role.QUALITY));
    assertThat(page).not().hasURL(Pattern.compile("token="));
    page.navigate(server.base + "/#/quality" + path);
    return page;
  }

  private void calm(Page page) {
    assertThat(page.locator(".el-message")).hasCount(0);
    window.mustBeAccessible(page);
    window.mustBeCalm();
  }

  /** Three devices with capacitors of one lot, of which one is at a customer. */
  private void lot() {
    house.ok(
        "PUT",
        "/api/v1/models/gateway-x1/routing",
        new JsonObject()
            .put("steps", new JsonArray().add(new JsonObject().put("operation", "solder"))));
    house.supplied("CAP-470", "rubycap");
    house.released("cap-1", "CAP-470", "rubycap", 90);
    for (String unit : List.of("gx-1", "gx-2", "gx-3")) {
      house.begun(unit, null);
      house.record(
          unit,
          QualityHistory.done("solder", "ST-3", "wang")
              .put("program", "reflow-12")
              .put("lots", new JsonArray().add("cap-1")));
    }
    house.step("/api/v1/units/gx-1", "RELEASED");
    house.step("/api/v1/units/gx-1", "SHIPPED");
    server.device("gx-1", "gateway-x1", "acme");
    house.ok(
        "POST",
        "/api/v1/inspections",
        new JsonObject().put("kind", "INCOMING").put("lot", "cap-1"));
  }

  private void failsItsSampling(Page page, String screen) {
    page.locator("#inspections tbody tr").first().locator("a").click();
    page.locator("#draw").click();
    assertThat(page.locator("#plan")).containsText("13");
    assertThat(page.locator(".items input")).hasCount(13);
    page.locator(".items input").first().fill("2");
    page.locator("#decide").click();
    page.locator(".el-message-box__btns .el-button--primary").click();
    assertThat(page.locator("#verdict")).containsText("1");
    assertThat(page.locator("#blocked")).hasText("gx-2, gx-3");
    assertThat(page.locator("#siblings tbody tr")).hasCount(1);
    assertThat(page.locator("#siblings")).containsText("acme");
    assertThat(page.locator("#improvement")).containsText("P-2026-");
    window.shoot(page, screen);
    calm(page);
  }

  @Test
  void a_lot_fails_its_sampling_and_shows_what_was_blocked_and_what_had_left() {
    lot();
    Page page = open("en-GB", "");
    assertThat(page.locator("#inspections tbody tr")).hasCount(2);
    window.shoot(page, "quality-inspections");
    calm(page);
    failsItsSampling(page, "quality-inspection");
    page.waitForResponse(
        answer -> answer.url().endsWith("/devices/gx-1/package"),
        () -> page.locator("#siblings a").click());
    assertThat(page).hasURL(Pattern.compile("/devices/gx-1"));
    page.navigate(server.base + "/#/quality/lots");
    assertThat(page.locator("#lots tbody tr")).containsText("On hold");
    window.forgive("404"); // there is no release, and so no package for the device
    calm(page);
  }

  @Test
  void a_lot_fails_its_sampling_in_chinese() {
    lot();
    Page page = open("zh-CN", "");
    assertThat(page.locator("h1")).hasText("质量与追溯");
    failsItsSampling(page, "quality-inspection-zh");
    assertThat(page.locator("h2").first()).containsText("检验");
  }

  @Test
  void a_lot_is_held_with_a_reason() {
    lot();
    Page page = open("en-GB", "/lots");
    page.locator("#lots tbody tr button").last().click();
    page.locator("#lot-words").fill("swollen capacitors on line A");
    page.locator("#lot-step").click();
    assertThat(page.locator("#lots tbody tr")).containsText("swollen capacitors");
    calm(page);
  }

  @Test
  void tracing_draws_what_a_device_is_made_of_and_where_a_lot_went() {
    lot();
    Page page = open("en-GB", "/trace");
    page.locator("#trace-text").fill("gx-1");
    page.locator("#trace").click();
    assertThat(page.locator("#graph")).hasAttribute("data-drawn", "true");
    assertThat(page.locator("#steps tbody tr")).containsText("wang");
    assertThat(page.locator("#parts tbody tr")).containsText("cap-1");
    window.shoot(page, "quality-trace-back");
    calm(page);
    page.locator("#parts a").click();
    assertThat(page.locator("#traced tbody tr")).hasCount(3);
    assertThat(page.locator("#traced")).containsText("In the field");
    window.shoot(page, "quality-trace-forward");
    calm(page);
    page.locator("#trace-way").selectOption("operator");
    page.locator("#trace-text").fill("nobody");
    page.locator("#trace").click();
    assertThat(page.locator("[role=status]").last()).hasText("Nothing is recorded of this.");
  }

  @Test
  void a_bench_unit_fails_its_run_and_the_stretch_of_data_is_drawn() {
    house.ok("PUT", "/api/v1/models/gateway-x1/testprofile", QualityHistory.profile(20));
    server.device("bench-1", "gateway-x1", null);
    Page page = open("zh-CN", "/testruns");
    page.locator("#run-device").fill("bench-1");
    page.locator("#run-start").click();
    assertThat(page).hasURL(Pattern.compile("testruns/1"));
    Instant began = server.clock.instant();
    int count = 120;
    var ts = new long[count];
    var warmth = new double[count];
    var volts = new double[count];
    for (int i = 0; i < count; i++) {
      ts[i] = began.plusSeconds(10L * i + 10).toEpochMilli();
      warmth[i] = i >= 50 && i < 80 ? 79 + i % 5 * 0.2 : 30 + 20 * Math.sin(i / 12.0);
      volts[i] = 12 + i % 7 * 0.01;
    }
    server.readings("bench-1", "temperature", ts, warmth);
    server.readings("bench-1", "supplyVoltage", ts, volts);
    server.clock.move(Duration.ofMinutes(20));
    page.locator("#finish").click();
    assertThat(page.locator("#failures")).containsText("79");
    assertThat(page.locator("#stretch")).hasAttribute("data-points", Pattern.compile("[1-9]\\d+"));
    assertThat(page.locator("#stretch canvas")).isVisible();
    window.shoot(page, "quality-testrun-zh");
    calm(page);
  }
}
