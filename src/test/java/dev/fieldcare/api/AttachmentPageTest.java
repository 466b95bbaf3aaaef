package dev.fieldcare.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.fieldcare.api.ApiServer.NOW;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import dev.fieldcare.base.ConsoleWindow;
import dev.fieldcare.registry.Role;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A customer sends a photo; support sees it, adds a note of its own, and a manager erases it. */
class AttachmentPageTest {
  private final ConsoleWindow window = ConsoleWindow.open();
  private final ApiServer server = new ApiServer();

  @AfterEach
  void close() {
    server.close();
    window.close();
  }

  private Page open(Role role, String locale, int width, String address) {
    Page page = window.page(locale, width, 900);
    page.navigate(server.base + "/#token=" + server.token(role));
    page.locator("#link.live").waitFor();
    page.navigate(server.base + "/#" + address);
    return page;
  }

  private static byte[] picture() throws IOException {
    var image = new BufferedImage(160, 110, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < 160; x++) {
      image.setRGB(x, 55, Color.ORANGE.getRGB());
    }
    var bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"en-GB", "zh-CN"})
  void a_photo_is_sent_seen_and_erased(String locale) throws IOException {
    server.device("d-1", "gateway-x1", "acme");
    String number = server.alarm("d-1", NOW.minusSeconds(90), NOW);
    Page customer = open(Role.CUSTOMER, locale, 390, "/my/tickets/" + number);
    Locator theirs = customer.locator("#detail-attachments");
    theirs
        .locator("input[type=file]")
        .setInputFiles(new FilePayload("泵.png", "image/png", picture()));
    assertThat(theirs.locator("img")).hasJSProperty("naturalWidth", 160);
    assertThat(customer.locator(".el-message")).hasCount(0);
    window.mustFit(customer);
    window.mustBeAccessible(customer);

    Page manager = open(Role.MANAGER, locale, 1360, "/tickets/" + number);
    Locator all = manager.locator("#detail-attachments");
    assertThat(all.locator("img")).hasJSProperty("naturalWidth", 160);
    all.locator(".tick input").check();
    byte[] note = "Looks like the bearing.".getBytes(StandardCharsets.UTF_8);
    all.locator("input[type=file]").setInputFiles(new FilePayload("note.txt", "text/plain", note));
    assertThat(all.locator("li")).hasCount(2);
    assertThat(manager.locator(".el-message")).hasCount(0);
    window.mustBeAccessible(manager);
    window.shoot(manager, "attachments-" + locale);
    customer.reload();
    assertThat(theirs.locator("li")).hasCount(1);

    all.locator("li button").first().click();
    manager.locator(".el-message-box input").fill("asked for");
    manager.locator(".el-message-box .el-button--primary").click();
    assertThat(all.locator("img")).hasCount(0);
    assertThat(all.locator("li")).hasCount(2);
    window.mustBeCalm();
  }
}
