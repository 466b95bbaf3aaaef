package dev.fieldcare.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.fieldcare.api.ApiServer.NOW;
import static dev.fieldcare.api.ApiServer.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import dev.fieldcare.base.ConsoleWindow;
import dev.fieldcare.registry.Role;
import io.vertx.sqlclient.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The board on a bad day: five thousand open fault tickets, each with a promise, and news without
 * end. The figures are printed; the bounds are wide, as they must hold on a busy machine.
 */
class BoardPageTest {
  private static final int OPEN = 5000;
  private static final int FIRST = 100_000;
  private static final int CHANGES = 200;

  private final ConsoleWindow window = ConsoleWindow.open();
  private final ApiServer server = new ApiServer();

  @AfterEach
  void close() {
    server.close();
    window.close();
  }

  @Test
  void five_thousand_open_tickets_scroll_and_change_smoothly() {
    fill();
    Page page = window.page("en-GB", 1360, 900);
    page.navigate(server.base + "/#token=" + server.token(Role.SUPPORT));
    allRead(page);
    int drawn = page.locator(".ticket").count();
    assertTrue(drawn < 60, drawn + " rows are in the page");

    page.evaluate(MEASURE);
    for (int i = 0; i < CHANGES; i++) {
      String path = "/api/v1/tickets/" + number(i) + "/assignee";
      String who = "{\"assignee\":\"person-" + i % 7 + "\"}";
      assertEquals(200, server.send("PUT", path, Role.MANAGER, who).statusCode());
    }
    page.locator("#group").selectOption("customer");
    assertThat(page.locator(".group").first()).containsText("customer-");
    page.locator("#group").selectOption("promise");
    assertThat(page.locator(".group")).hasCount(0);
    double frame = number(page, "measured.done = true, measured.frame");
    double task = number(page, "measured.task");
    System.out.printf(
        "board with %d open tickets, scrolled over %.0f frames under %d changes: longest frame"
            + " %.0f ms, longest task %.0f ms%n",
        OPEN, number(page, "measured.frames"), CHANGES, frame, task);
    assertTrue(frame < 2000, frame + " ms for one frame");

    assertThat(page.locator(".ticket .tags").first()).containsText("person-");
    window.mustBeAccessible(page);
    window.shoot(page, "board-5000");
    page.locator("button[aria-label='Light or dark']").click();
    window.mustBeAccessible(page);
    window.shoot(page, "board-dark");
    window.mustBeCalm();
  }

  @Test
  void a_new_ticket_is_on_the_full_board_within_a_second() {
    fill();
    server.device("d-new", "gateway-x1", "acme");
    Page page = window.page("en-GB", 1360, 900);
    page.navigate(server.base + "/#token=" + server.token(Role.SUPPORT));
    allRead(page);
    assertThat(page.locator("#link")).hasText("Live");
    page.evaluate(
        """
        () => {
          window.seenAt = 0;
          new MutationObserver(() => {
            if (!window.seenAt && document.querySelector("#count").textContent.startsWith("5001")) {
              window.seenAt = Date.now();
            }
          }).observe(document.querySelector(".board"),
                     { subtree: true, childList: true, characterData: true });
        }
        """);
    long began = System.currentTimeMillis();
    String number = server.alarm("d-new", NOW.minusSeconds(90), NOW);
    assertThat(page.locator(".ticket[data-number='" + number + "']")).isVisible();
    double took = number(page, "seenAt") - began;
    System.out.printf("a new ticket was on the board %.0f ms after its alarm%n", took);
    assertTrue(took < 5000, took + " ms");
    window.mustBeCalm();
  }

  /** Scrolls through the board, back and forth, and keeps the longest frame and task. */
  private static final String MEASURE =
      """
      () => {
        const it = window.measured = { frame: 0, task: 0, frames: 0, done: false };
        new PerformanceObserver(list =>
          list.getEntries().forEach(each => it.task = Math.max(it.task, each.duration))
        ).observe({ type: "longtask" });
        const pane = document.querySelector(".pane");
        let before = performance.now(), way = 700;
        const next = now => {
          it.frame = Math.max(it.frame, now - before);
          it.frames++;
          before = now;
          const was = pane.scrollTop;
          pane.scrollTop += way;
          if (pane.scrollTop === was) way = -way;
          if (!it.done) requestAnimationFrame(next);
          else pane.scrollTop = 0;
        };
        requestAnimationFrame(next);
      }
      """;

  /** One ticket is opened by its alarm, with all that belongs to it; the others are its likes. */
  private void fill() {
    server.device("d-17", "gateway-x1", "acme");
    String number = server.alarm("d-17", NOW.minusSeconds(2300), NOW.minusSeconds(20));
    await(
        server
            .database
            .pool()
            .preparedQuery(
                """
                INSERT INTO tickets (number, kind, state, device, model, customer, symptom, severity,
                  metric, opened_at, first_seen_at, last_seen_at, updated_at, occurrences,
                  active_alarms, because, because_key, because_args, entitled_at_intake, known)
                SELECT 'F-2026-' || ($2 + n), kind, state, 'p-' || n, model, 'customer-' || n % 40,
                  symptom, (ARRAY['critical', 'major', 'minor', 'warning'])[1 + n % 4], metric,
                  opened_at - n * interval '7 s', first_seen_at - n * interval '7 s', last_seen_at,
                  updated_at, 1 + n % 5, 1, because, because_key, because_args,
                  entitled_at_intake, known
                FROM tickets, generate_series(0, $3 - 2) n WHERE number = $1
                """)
            .execute(Tuple.of(number, FIRST, OPEN)));
    await(
        server
            .database
            .pool()
            .preparedQuery(
                """
                INSERT INTO commitments (subject, customer, kind, clause, measure, amount, start_at,
                  terms_version, snapshot, ladder, calendar, calendar_version, pauses, outcome,
                  deadline)
                SELECT replace(subject, $1, 'F-2026-' || ($2 + n)), 'customer-' || n % 40, kind,
                  clause, measure, amount, start_at, terms_version, snapshot, ladder, calendar,
                  calendar_version, pauses, outcome, deadline + n * interval '11 s'
                FROM commitments, generate_series(0, $3 - 2) n WHERE subject LIKE '%' || $1
                """)
            .execute(Tuple.of(number, FIRST, OPEN)));
  }

  private static void allRead(Page page) {
    assertThat(page.locator("#count"))
        .hasText("5000 open", new LocatorAssertions.HasTextOptions().setTimeout(30_000));
  }

  private static String number(int i) {
    return "F-2026-" + (FIRST + i);
  }

  private static double number(Page page, String expression) {
    return ((Number) page.evaluate("() => (" + expression + ")")).doubleValue();
  }
}
