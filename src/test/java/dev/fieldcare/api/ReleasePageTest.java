package dev.fieldcare.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import dev.fieldcare.base.ConsoleWindow;
import dev.fieldcare.registry.Role;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An engineer brings an image to the field by clicking, up to a rollout's dry run. */
class ReleasePageTest {
  private static final int SIZE = 20_000_000; // in three parts

  private final ConsoleWindow window = ConsoleWindow.open();
  private final ApiServer server = new ApiServer();

  @AfterEach
  void close() {
    server.close();
    window.close();
  }

  @Test
  void an_image_becomes_a_release_that_is_signed_published_and_tried() {
    server.device("d-1", "gateway-x1", "acme");
    byte[] image = new byte[SIZE];
    new Random(7).nextBytes(image);
    Page page = window.page("en-GB", 1360, 900);
    page.navigate(server.base + "/#token=" + server.token(Role.ADMIN));
    assertThat(page.locator("#leave")).isVisible();
    page.navigate(server.base + "/#/releases");
    assertThat(page.locator("main")).containsText("No release yet");
    page.locator("button", new Page.LocatorOptions().setHasText("New release")).click();
    page.locator("#file")
        .setInputFiles(new FilePayload("gateway-1.5.0.bin", "application/octet-stream", image));
    assertThat(page.locator("#image")).containsText("20 MB");
    page.locator("#model").selectOption("gateway-x1");
    page.locator("#version").fill("1.5.0");
    page.locator("#fixes").fill("temperature.high");
    page.locator("#en").fill("Cools better.");
    window.mustBeAccessible(page);
    page.locator("button[type=submit]").click();
    assertThat(page.locator("#release-head")).containsText("draft");
    window.mustBeAccessible(page);
    window.shoot(page, "release");
    step(page, "SIGNED", "signed");
    step(page, "PUBLISHED", "published");

    page.locator("button", new Page.LocatorOptions().setHasText("Roll it out")).click();
    page.locator("#filter").fill("model = gateway-x1");
    page.locator("button[type=submit]").click();
    assertThat(page.locator("#dry-run h2")).containsText("of 1 devices get it");
    window.mustBeAccessible(page);
    window.shoot(page, "dry-run");
    page.locator("button", new Page.LocatorOptions().setHasText("Save as draft")).click();
    assertThat(page.locator("#rollout-head")).containsText("Draft");
    window.mustBeCalm();
  }

  private static void step(Page page, String to, String state) {
    page.locator("#release-head button[data-to=" + to + "]").click();
    page.locator(".el-dialog button", new Page.LocatorOptions().setHasText("Confirm")).click();
    assertThat(page.locator("#release-head .tag").first()).hasText(state);
  }
}
