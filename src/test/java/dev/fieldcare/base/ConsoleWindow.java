package dev.fieldcare.base;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Assumptions;

/**
 * Debian's browser, to look at the console with. What the console complains of, and what its
 * content policy stops, is kept; pictures go to target/screens.
 */
public final class ConsoleWindow implements AutoCloseable {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path HOME = Path.of(System.getProperty("fieldcare.home", ".."));
  private static final Path SCREENS = Path.of("target", "screens");

  private final Playwright playwright;
  private final Browser browser;
  private final List<String> complaints = new CopyOnWriteArrayList<>();

  private ConsoleWindow(Playwright playwright, Browser browser) {
    this.playwright = playwright;
    this.browser = browser;
  }

  /** Skips the test where there is no browser, or the console was not built. */
  public static ConsoleWindow open() {
    Assumptions.assumeTrue(
        Files.isExecutable(CHROMIUM),
        "the console is tested in Debian's browser, which is missing: apt-get install chromium");
    Assumptions.assumeTrue(
        isBuilt(), "the console was not built, for want of npm: install Node 20 or newer");
    PlaywrightAssertions.setDefaultAssertionTimeout(20_000);
    var playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    Browser browser =
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
    return new ConsoleWindow(playwright, browser);
  }

  private static boolean isBuilt() {
    try (var files = ConsoleWindow.class.getResourceAsStream("/web/files.txt")) {
      return files != null
          && new String(files.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
              .contains("assets/");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A page in Shanghai that speaks this language: en-GB or zh-CN. */
  public Page page(String locale, int width, int height) {
    Page page =
        browser.newPage(
            new Browser.NewPageOptions()
                .setLocale(locale)
                .setTimezoneId("Asia/Shanghai")
                .setReducedMotion(ReducedMotion.REDUCE) // no picture is taken half-way
                .setViewportSize(width, height));
    page.setDefaultTimeout(30_000);
    PlaywrightAssertions.setDefaultAssertionTimeout(30_000);
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error")) {
            complaints.add(message.text());
          }
        });
    page.onPageError(complaints::add);
    return page;
  }

  /** Signs in with this token, where a session may have ended meanwhile, and goes to this page. */
  public void enter(Page page, String base, String token, String address) {
    page.navigate(base + "/#token=" + token);
    page.waitForURL(url -> !url.contains("token="));
    page.locator("#leave").waitFor();
    page.navigate(base + "/#" + address);
    forgive("401");
  }

  /** Leaves a picture of the page. */
  public void shoot(Page page, String name) {
    page.screenshot(new Page.ScreenshotOptions().setPath(SCREENS.resolve(name + ".png")));
  }

  /** Fails if a page complained, or tried what the content policy forbids; and forgets it. */
  public void mustBeCalm() {
    List<String> found = List.copyOf(complaints);
    complaints.clear();
    assertEquals(List.of(), found);
  }

  /** Forgets complaints that a test provoked: a request that is refused is one to the browser. */
  public void forgive(String part) {
    complaints.removeIf(each -> each.contains(part));
  }

  /** Fails if axe finds a fault of WCAG 2.1 A or AA in what the page shows now. */
  public void mustBeAccessible(Page page) {
    Path axe = HOME.resolve("src/main/web/node_modules/axe-core/axe.min.js");
    try {
      page.evaluate(Files.readString(axe));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Object found =
        page.evaluate(
            """
            async () => (await axe.run(document, {
              runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
            })).violations.map(each => each.id + ": " + each.help + ": "
              + each.nodes.slice(0, 3).map(node => node.target.join(" ")).join(" | "))
            """);
    assertEquals(List.of(), found);
  }

  /** Fails if something sticks out sideways. */
  public void mustFit(Page page) {
    Object overflow =
        page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth");
    assertEquals(0, overflow, "sticks out sideways");
  }

  @Override
  public void close() {
    playwright.close();
  }
}
