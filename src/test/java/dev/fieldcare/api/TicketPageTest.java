package dev.fieldcare.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.fieldcare.api.ApiServer.NOW;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.fieldcare.base.Await;
import dev.fieldcare.base.ConsoleWindow;
import dev.fieldcare.registry.Role;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The alert board and a ticket's page in a real browser. */
class TicketPageTest {
  private final ConsoleWindow window = ConsoleWindow.open();
  private final ApiServer server = new ApiServer();

  @BeforeEach
  void heat() {
    server.device("d-17", "gateway-x1", "acme");
    long start = NOW.minusSeconds(5400).toEpochMilli();
    int count = 540;
    long[] ts = new long[count];
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      ts[i] = start + i * 10_000L;
      double rise = Math.max(0, Math.min(1, (i - 240) / 120.0));
      values[i] = 48 + 26 * rise + 1.2 * Math.sin(i / 9.0) + 0.4 * Math.sin(i * 2.7);
    }
    server.readings("d-17", "temperature", ts, values);
  }

  @AfterEach
  void close() {
    server.close();
    window.close();
  }

  @Test
  void a_ticket_appears_live_and_its_series_is_drawn() {
    Page page = open("en-GB", Role.SUPPORT, 1360, 900);
    assertThat(page.locator("main")).containsText("No open fault tickets");
    assertThat(page.locator("#link")).hasText("Live");

    String number = overheat();
    Locator card = page.locator(".ticket");
    assertThat(card).hasCount(1);
    assertThat(card).containsText("Temperature too high");
    assertThat(page.locator("#count")).hasText("1 open");
    window.mustBeAccessible(page);
    window.shoot(page, "board");

    card.click();
    assertThat(page.locator("#detail-series canvas")).isVisible();
    assertThat(page.locator("#chart-foot")).containsText("Asia/Shanghai");
    assertTrue(page.url().endsWith("#/tickets/" + number), page.url());
    page.locator("#detail-series [role=img]").focus();
    page.keyboard().press("ArrowRight");
    page.keyboard().press("PageDown");
    assertThat(page.locator(".readout")).containsText("°C");
    page.locator("#detail-series button", withText("As a table")).click();
    assertThat(page.locator("#detail-series tbody tr").first()).containsText("°C");
    page.locator("#detail-series button", withText("As a table")).click();
    window.mustBeAccessible(page);
    window.shoot(page, "ticket");
    window.mustBeCalm();
  }

  @Test
  void sound_and_desktop_notification_are_chosen_and_stay_so() {
    Page page = open("zh-CN", Role.SUPPORT, 1360, 900);
    page.context().grantPermissions(List.of("notifications"));
    Locator choices = page.locator("main [aria-pressed]");
    Locator sound = choices.filter(new Locator.FilterOptions().setHasText("提示音"));
    Locator notify = choices.filter(new Locator.FilterOptions().setHasText("桌面通知"));
    assertThat(sound).hasAttribute("aria-pressed", "false");
    sound.click();
    notify.click();
    assertThat(sound).hasAttribute("aria-pressed", "true");
    assertThat(notify).hasAttribute("aria-pressed", "true");
    overheat();
    assertThat(page.locator(".ticket")).hasCount(1);
    page.reload();
    assertThat(sound).hasAttribute("aria-pressed", "true");
    assertThat(notify).hasAttribute("aria-pressed", "true");
    sound.click();
    notify.click();
    assertThat(notify).hasAttribute("aria-pressed", "false");
    window.mustBeAccessible(page);
    window.mustBeCalm();
  }

  @Test
  void a_letter_that_was_set_aside_becomes_a_ticket() {
    Await.get(
        server
            .database
            .pool()
            .query(
                "INSERT INTO letters (mailbox, identity, received_at, sender, subject, body,"
                    + " disposition, reason) VALUES ('m', gen_random_uuid()::text, now(),"
                    + " 'ann@acme.example', '请问滤芯型号', '用哪种滤芯？', 'aside', 'unknown')")
            .execute());
    Page page = open("zh-CN", Role.SUPPORT, 1360, 900);
    page.navigate(server.base + "/#/letters");
    page.locator("main a", new Page.LocatorOptions().setHasText("请问滤芯型号")).click();
    assertThat(page.locator("main .said")).hasText("用哪种滤芯？");
    page.locator("#letter-kind").selectOption("consultation");
    page.locator("#letter-device").fill("d-17");
    window.mustBeAccessible(page);
    window.shoot(page, "letters");
    page.locator("main form button[type=submit]").click();
    assertThat(page).hasURL(Pattern.compile("#/tickets/C-"));
    assertThat(page.locator("main")).containsText("用哪种滤芯？");
    window.mustBeCalm();
  }

  @Test
  void one_keystroke_takes_acknowledges_and_opens() {
    String number = overheat();
    Page page = open("en-GB", Role.SUPPORT, 1360, 900);
    assertThat(page.locator(".ticket")).hasCount(1);
    page.keyboard().press("?");
    assertThat(page.locator("#keys")).containsText("acknowledge its alarm");
    page.keyboard().press("j");
    page.keyboard().press("t");
    assertThat(page.locator(".ticket .tags")).containsText("support");
    page.keyboard().press("a");
    assertThat(page.locator(".el-message").last()).containsText("is acknowledged");
    page.keyboard().press("s");
    page.locator(".el-message-box input").fill("part ordered");
    page.keyboard().press("Enter");
    assertThat(page.locator(".el-message").last()).containsText("shelved for 8 hours");
    page.keyboard().press("Enter");
    assertThat(page.locator("#detail-condition")).containsText("by support: part ordered");
    assertTrue(page.url().endsWith(number), page.url());
    page.locator("#detail-condition button", withText("Unshelve")).click();
    assertThat(page.locator("#detail-condition")).containsText("alarm: acknowledged");
    window.mustBeCalm();
  }

  @Test
  void people_work_on_a_ticket_in_the_page() {
    overheat();
    Page page = open("en-GB", Role.MANAGER, 1360, 900);
    page.locator(".ticket").click();
    page.locator("#detail-actions button", withText("Cancel the ticket")).click();
    assertThat(page.locator(".el-dialog")).containsText("cannot be undone");
    page.keyboard().press("Escape");
    assertThat(page.locator(".el-dialog")).isHidden();

    page.locator(".comment-form textarea").fill("Fan replaced last week, see ticket 12.");
    page.locator(".comment-form button").click();
    assertThat(page.locator("#detail-comments")).containsText("see ticket 12");
    page.locator("#detail-actions button", withText("Assign to me")).click();
    assertThat(page.locator("#detail-facts")).containsText("manager");

    page.locator("#detail-actions button", withText("Cancel the ticket")).click();
    page.locator(".el-dialog textarea").fill("a test");
    page.locator(".el-dialog button[type=submit]").click();
    assertThat(page.locator("#detail-head")).containsText("Cancelled");
    assertThat(page.locator("#detail-history")).containsText("manager moved it to “Cancelled”");
    page.navigate(server.base + "/#/board");
    assertThat(page.locator("main")).containsText("No open fault tickets");
    page.navigate(server.base + "/#/tickets?all=true");
    assertThat(page.locator("#tickets tbody tr")).hasCount(1);
    page.locator("#state").selectOption("TESTING");
    assertThat(page.locator("main")).containsText("Nothing matches");
    page.locator("#state").selectOption("CANCELLED");
    page.locator("#tickets button", withText("⌕")).click();
    assertThat(page.locator("#tickets tbody tr")).hasCount(1);
    assertTrue(page.url().contains("customer=acme"), page.url());
    page.locator("#search").fill("nothing like it");
    assertThat(page.locator("main")).containsText("Nothing matches");
    assertTrue(page.url().contains("q=nothing"), page.url());
    window.mustBeAccessible(page);
    window.mustBeCalm();
  }

  @Test
  void two_chat_on_a_ticket_in_the_page() {
    String number = overheat();
    Page page = open("en-GB", Role.SUPPORT, 1360, 900);
    page.locator(".ticket").click();
    Locator thread = page.locator("#detail-thread");
    thread.locator("textarea").fill("Please clean the filter.");
    thread.locator("button[type=submit]").click();
    assertThat(thread.locator("li.out").last()).containsText("Please clean the filter.");
    thread.locator("textarea").fill("and then");
    server.send(
        "POST",
        "/api/v1/tickets/" + number + "/messages",
        Role.SUPPORT,
        "{\"text\":\"It is clean.\",\"channel\":\"phone\",\"direction\":\"in\"}");
    assertThat(thread.locator("li.in")).containsText("by telephone");
    assertThat(thread.locator("textarea")).hasValue("and then");
    window.mustBeCalm();
  }

  @Test
  void promises_count_down_and_say_how_they_are_counted() {
    overheat();
    Page page = open("zh-CN", Role.SUPPORT, 1360, 900);
    page.locator(".ticket").click();
    Locator promises = page.locator("#detail-promises");
    assertThat(promises).containsText("首次响应");
    page.locator("#detail-promises button", withText("如何计算")).click();
    assertThat(page.locator("#intervals")).containsText("计时");
    window.mustBeAccessible(page);
    window.shoot(page, "ticket-zh");
    window.mustBeCalm();
  }

  @Test
  void it_speaks_chinese_and_fits_a_phone_and_the_dark() {
    overheat();
    Page page = open("zh-CN", Role.ADMIN, 390, 844);
    assertThat(page.locator(".ticket")).containsText("温度过高");
    window.mustFit(page);
    page.locator("button[aria-label='浅色或深色']").click();
    window.mustBeAccessible(page);
    window.shoot(page, "board-phone-dark");
    page.locator(".ticket").click();
    assertThat(page.locator(".because").first()).containsText("持续高于上限");
    assertThat(page.locator("#detail-series canvas")).isVisible();
    window.mustFit(page);
    window.mustBeAccessible(page);
    window.shoot(page, "ticket-phone-dark");
    page.locator("#language").click();
    assertThat(page.locator("#detail-head")).containsText("Temperature too high");
    window.mustBeCalm();
  }

  private String overheat() {
    return server.alarm("d-17", NOW.minusSeconds(2300), NOW.minusSeconds(20));
  }

  private Page open(String locale, Role role, int width, int height) {
    Page page = window.page(locale, width, height);
    page.navigate(server.base + "/#token=" + server.token(role));
    page.locator("#link").waitFor();
    return page;
  }

  private static Page.LocatorOptions withText(String text) {
    return new Page.LocatorOptions().setHasText(text);
  }
}
