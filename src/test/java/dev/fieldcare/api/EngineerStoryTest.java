package dev.fieldcare.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import dev.fieldcare.base.ConsoleWindow;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.registry.Role;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An engineer's day, by clicking: a release is made, tried out, rolled out, and stopped. */
class EngineerStoryTest {
  private final ConsoleWindow window = ConsoleWindow.open();
  private final ApiServer server = new ApiServer();

  EngineerStoryTest() {
    server.rollouts.onChange(server.stream::rollout);
  }

  @AfterEach
  void close() {
    server.close();
    window.close();
  }

  private Page open(Role role, String locale) {
    Page page = window.page(locale, 1360, 860);
    page.navigate(server.base + "/#token=" + server.token(role));
    assertThat(page.locator("#leave")).isVisible();
    return page;
  }

  private static void step(Page page, String to) {
    page.locator("#rollout-actions button[data-to=" + to + "]").click();
  }

  @ParameterizedTest
  @CsvSource({"en-GB,Published,Running,Halted", "zh-CN,已发行,进行中,已叫停"})
  void a_release_goes_from_its_image_to_the_gate_that_halts_it(
      String locale, String published, String running, String halted) {
    Page engineer = open(Role.RELEASE_ENGINEER, locale);
    engineer.locator(".rooms a[href='#/releases']").click();
    engineer.locator("#new-release").click();
    engineer
        .locator("#release-file")
        .setInputFiles(
            new FilePayload("image.bin", "application/octet-stream", "an image".getBytes(UTF_8)));
    engineer.locator("#release-model").selectOption(RolloutField.MODEL);
    engineer.locator("#release-version").fill(RolloutField.VERSION);
    engineer.locator("#make").click();
    engineer.locator("button[data-to=published]").click();
    engineer.locator("#release-sure button[type=submit]").click();
    assertThat(engineer.locator("#release-head")).containsText(published);
    long id = Long.parseLong(engineer.url().replaceAll(".*/", ""));
    Release release = server.workshop.releases.get(id);
    server.releases.put(id, release);
    var field = new RolloutField(server, 120, release);

    engineer.locator("#release-head .el-button--primary").click();
    assertThat(engineer.locator("#plan-release")).hasValue(RolloutField.VERSION);
    engineer.locator("#plan-waves").fill("10, 50%, 100%");
    engineer.locator("#plan-holdBack").fill("20%");
    engineer.locator("#plan-soak").fill("1h");
    engineer.locator("#plan-exposureHours").fill("0.5");
    engineer.locator("#plan-alpha").fill("5%");
    engineer.locator("#try").click();
    assertThat(engineer.locator("#dry-run .great")).containsText("120");
    engineer.locator("#write").click();
    step(engineer, "submitted");
    assertThat(engineer.locator("#rollout-actions button[data-to=approved]")).hasCount(0);

    Page manager = open(Role.MANAGER, locale);
    manager.locator(".rooms a[href='#/rollouts']").click();
    manager.locator("a.rollout").click();
    step(manager, "approved");
    step(engineer, "running");
    assertThat(engineer.locator("#rollout-head .tags")).containsText(running);
    field.settle();
    field.install(0);
    field.pass(Duration.ofMinutes(80));
    field.settle();
    field.install(0);
    field.pass(Duration.ofMinutes(30));
    field.crash(20);
    assertThat(engineer.locator("#rollout-head .tags")).containsText(halted);
    assertThat(engineer.locator(".because.stopped")).isVisible();
    assertThat(manager.locator("#rollout-head .tags")).containsText(halted);
    window.shoot(engineer, "engineer-story-" + locale);
    window.mustBeAccessible(engineer);
    window.mustBeCalm();
  }
}
