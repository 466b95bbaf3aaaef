package dev.fieldcare.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.fieldcare.api.ApiServer.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import dev.fieldcare.base.ConsoleWindow;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Signing in with a provider of another site, in a real browser: the cookie must come along. */
class OpenIdPageTest {
  private final ConsoleWindow window = ConsoleWindow.open();
  private final Vertx vertx = Vertx.vertx();
  private final TestProvider provider = new TestProvider(vertx);
  private final int port = freePort();
  private final ApiServer server =
      new ApiServer(
          ApiSettings.defaults(),
          OpenIdTest.settings(provider.issuer, "http://127.0.0.1:" + port),
          port);

  /** Known before the server is up: the provider sends people back to it. */
  private static int freePort() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterEach
  void close() {
    server.close();
    provider.close();
    window.close();
    await(vertx.close());
  }

  @Test
  void the_provider_brings_people_back_to_the_page_they_wanted() {
    provider.person = OpenIdTest.ann("support-team");
    Page page = window.page("en-GB", 1000, 700);
    page.navigate(server.base + "/#/tickets");
    assertThat(page.locator("a.openid")).hasText("Sign in with House");
    window.mustBeAccessible(page);
    page.locator("a.openid").click();
    assertThat(page.locator("main h1")).hasText("Tickets");
    assertTrue(page.url().endsWith("/#/tickets"), page.url());
    assertThat(page.locator("#link")).hasText("Live");
    page.reload();
    assertThat(page.locator("main h1")).hasText("Tickets");
    window.mustBeCalm();
  }
}
