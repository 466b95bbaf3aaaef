package dev.fieldcare.api;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Media;
import dev.fieldcare.base.Await;
import dev.fieldcare.base.ConsoleWindow;
import dev.fieldcare.firmware.Image;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.firmware.ReleaseDraft;
import dev.fieldcare.firmware.ReleaseState;
import dev.fieldcare.registry.Role;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a customer sees and does on a telephone, in a real browser. */
class CustomerPageTest {
  private static final Instant SUNDAY = ApiServer.NOW;

  private final ConsoleWindow window = ConsoleWindow.open();
  private final ApiServer server = new ApiServer();

  @TempDir private Path directory;

  @AfterEach
  void close() {
    server.close();
    window.close();
  }

  private Page open(String locale, String address) {
    Page page = window.page(locale, 390, 844);
    page.navigate(server.base + "/#token=" + server.token(Role.CUSTOMER));
    assertThat(page.locator("#waiting")).isVisible();
    page.navigate(server.base + "/#" + address);
    return page;
  }

  private JsonObject done(HttpResponse<String> answer) {
    assertTrue(answer.statusCode() / 100 == 2, answer.body());
    return ApiServer.json(answer);
  }

  private JsonObject post(String path, Role role, Object body) {
    return done(server.send("POST", path, role, body));
  }

  private void pump(String id) {
    server.device(id, "pump-p2", "acme");
    var attributes = new JsonObject().put("deliveredOn", "2022-03-01"); // long out of warranty
    done(
        server.send(
            "PATCH",
            "/api/v1/devices/" + id,
            Role.ADMIN,
            new JsonObject().put("attributes", attributes).put("name", "Pump " + id)));
    Await.get(server.states.reportedPresence(server.devices.get(id), true, null, ApiServer.NOW));
  }

  private void move(String ticket, Role role, String to, JsonObject with) {
    post("/api/v1/tickets/" + ticket + "/transitions", role, with.copy().put("to", to));
  }

  /** A fault that was diagnosed and quoted; the customer's word is awaited. */
  private String quoted(String device) {
    String number = server.alarm(device, SUNDAY, SUNDAY);
    move(number, Role.SUPPORT, "TRIAGED", new JsonObject());
    move(number, Role.SUPPORT, "DIAGNOSED", diagnosis());
    var lines =
        new JsonArray()
            .add(new JsonObject().put("kind", "LABOUR").put("item", "1").put("quantity", 2))
            .add(new JsonObject().put("kind", "PART").put("item", "BEARING-P2").put("quantity", 1));
    var wanted =
        new JsonObject().put("ticket", number).put("purpose", "REPAIR").put("lines", lines);
    JsonObject draft = post("/api/v1/quotes", Role.SUPPORT, wanted);
    post(
        "/api/v1/quotes/" + draft.getString("id") + "/transitions",
        Role.SUPPORT,
        new JsonObject().put("to", "ISSUED"));
    return number;
  }

  /** The ticket opened by itself and knew whom to ask for. */
  private void knows(String number) {
    String contact = "{\"contact\":{\"name\":\"Li Wei\",\"email\":\"li@example.com\"}}";
    String sql = "update tickets set known = '%s' where number = '%s'".formatted(contact, number);
    ApiServer.await(server.database.pool().query(sql).execute());
  }

  private JsonObject diagnosis() {
    return new JsonObject()
        .put("mode", "The front bearing runs hot")
        .put("cause", "Its grease was used up")
        .put("causeCode", "BEARING_WORN")
        .put("plan", "Replace the bearing and test for a day")
        .put(
            "explainedTo",
            new JsonObject()
                .put("name", "Li Wei")
                .put("at", server.clock.instant().toString())
                .put("how", "phone"));
  }

  /** The repair and its test, done by those who do them. */
  private void repair(String number, String device) {
    move(number, Role.FIELD_ENGINEER, "REPAIRING", new JsonObject());
    server.clock.move(Duration.ofHours(3));
    var part =
        new JsonObject().put("partNo", "BEARING-P2").put("serial", "B-7001").put("lot", "L-77");
    var step = new JsonObject().put("step", "replace bearing").put("done", true);
    move(
        number,
        Role.FIELD_ENGINEER,
        "TESTING",
        new JsonObject()
            .put("procedure", "P-12 v3")
            .put("steps", new JsonArray().add(step))
            .put("parts", new JsonArray().add(part)));
    server.normal(device, SUNDAY);
    server.clock.move(Duration.ofHours(25));
    move(
        number,
        Role.FIELD_ENGINEER,
        "AWAITING_SIGNOFF",
        new JsonObject().put("checklistDone", true));
  }

  private static void draw(Page page, Locator pad) {
    pad.scrollIntoViewIfNeeded();
    BoundingBox box = pad.boundingBox();
    double y = box.y + box.height / 2;
    page.mouse().move(box.x + 30, y);
    page.mouse().down();
    for (int i = 1; i <= 24; i++) {
      page.mouse().move(box.x + 30 + i * 9, y + 30 * Math.sin(i / 2.0));
    }
    page.mouse().up();
  }

  @Test
  void a_quote_is_accepted_by_code_the_repair_signed_on_the_pad_and_the_ticket_closed() {
    pump("p-1");
    String number = quoted("p-1");
    knows(number);
    Page page = open("en-GB", "/home");
    assertThat(page.locator("#waiting")).containsText("Decide on a quote of at most ¥556.00");
    window.shoot(page, "customer-home-phone");
    window.mustFit(page);
    window.mustBeAccessible(page);

    page.locator("#waiting a").click();
    assertThat(page.locator("#diagnosis")).containsText("Its grease was used up");
    Locator quote = page.locator(".quote");
    assertThat(quote).containsText("¥556.00");
    quote.locator(".sign-yes").click();
    assertThat(quote.locator(".sign-now")).isDisabled();
    quote.locator(".signer").fill("Li Wei");
    quote.scrollIntoViewIfNeeded();
    window.shoot(page, "customer-quote-phone");
    window.mustFit(page);
    window.mustBeAccessible(page);
    quote.getByLabel("With a one-time code").check();
    quote.locator(".send-code").click();
    assertThat(quote.locator("[role=status]")).containsText("li@example.com");
    String code = server.posted.getOrDefault("li@example.com", "").replaceAll(".* ", "");
    quote.locator(".code").fill(code);
    quote.locator(".sign-now").click();
    assertThat(page.locator("#state")).hasText("Approved");
    assertThat(quote).containsText("accepted");

    repair(number, "p-1");
    window.enter(page, server.base, server.token(Role.CUSTOMER), "/my/tickets/" + number);
    assertThat(page.locator("#state")).hasText("Awaiting sign-off");
    Locator report = page.locator("#report");
    var paper = page.waitForDownload(() -> page.locator("#report-pdf").click());
    assertEquals(number + ".pdf", paper.suggestedFilename());
    report.locator(".sign-yes").click();
    report.locator(".signer").fill("Li Wei");
    draw(page, report.locator(".pad"));
    report.locator(".sign-now").click();
    assertThat(page.locator("#state")).hasText("Closed");
    assertThat(page.locator(".stages .now")).hasText("Done");
    JsonObject ticket = done(server.get("/api/v1/tickets/" + number, Role.SUPPORT));
    String signoff =
        ticket.getJsonObject("facts").getJsonObject("signature").getValue("signoff").toString();
    JsonObject holds = done(server.get("/api/v1/signoffs/" + signoff + "/verify", Role.CUSTOMER));
    assertEquals(true, holds.getBoolean("valid"));
    assertEquals("drawn", holds.getJsonObject("signoff").getString("method"));

    page.navigate(server.base + "/#/my/promises");
    assertThat(page.locator(".entries li").first()).isVisible();
    assertThat(page.locator(".entries")).containsText(number);
    window.mustFit(page);
    window.mustBeAccessible(page);
    window.mustBeCalm();
  }

  @Test
  void a_quote_is_declined_with_a_reason() {
    pump("p-2");
    String number = quoted("p-2");
    Page page = open("zh-CN", "/my/tickets/" + number);
    Locator quote = page.locator(".quote");
    quote.locator(".sign-no").click();
    quote.locator(".sign-reason").fill("太贵");
    quote.locator(".signer").fill("李伟");
    draw(page, quote.locator(".pad"));
    window.mustFit(page);
    window.mustBeAccessible(page);
    quote.locator(".sign-now").click();
    assertThat(page.locator("#state")).hasText("已拒绝");
    assertThat(quote).containsText("已拒绝");
    window.mustBeCalm();
  }

  private Page asSupport(String locale, String address) {
    Page page = window.page(locale, 1360, 900);
    window.enter(page, server.base, server.token(Role.SUPPORT), address);
    return page;
  }

  @Test
  void a_quote_is_written_in_the_form_issued_and_reaches_the_customer() {
    pump("p-3");
    String number = server.alarm("p-3", SUNDAY, SUNDAY);
    move(number, Role.SUPPORT, "TRIAGED", new JsonObject());
    move(number, Role.SUPPORT, "DIAGNOSED", diagnosis());
    Page page = asSupport("zh-CN", "/tickets/" + number);
    Locator quotes = page.locator("#detail-quotes");
    quotes.locator("button", new Locator.LocatorOptions().setHasText("编制报价")).click();
    Locator lines = quotes.locator("form .line");
    lines.nth(0).locator("input").first().fill("BEARING-P2");
    quotes.locator("form button", new Locator.LocatorOptions().setHasText("增加一行")).click();
    lines.nth(1).locator("select").selectOption("LABOUR");
    lines.nth(1).locator("input").nth(0).fill("1");
    lines.nth(1).locator("input").nth(1).fill("2");
    window.mustBeAccessible(page);
    window.shoot(page, "quote-form");
    quotes.locator("form button[type=submit]").click();
    Locator quote = quotes.locator(".quote");
    assertThat(quote).containsText("¥556.00");
    quote.locator(".el-button--primary").click();
    assertThat(quote.locator(".tag")).not().hasText("草稿");
    window.mustBeCalm();
    Page theirs = open("zh-CN", "/my/tickets/" + number);
    assertThat(theirs.locator(".quote.urgent")).containsText("¥556.00");
    window.mustBeCalm();
  }

  private static void mustPrintWell(Page page) {
    page.emulateMedia(
        new Page.EmulateMediaOptions().setMedia(Media.PRINT).setColorScheme(ColorScheme.LIGHT));
    assertThat(page.locator(".bar")).isHidden();
    for (Locator button : page.locator(".el-button").all()) {
      assertThat(button).isHidden();
    }
    assertEquals(
        "rgb(255, 255, 255)",
        page.evaluate("getComputedStyle(document.body).backgroundColor"),
        "ink is not wasted");
    assertEquals(
        "rgb(255, 255, 255)",
        page.evaluate("getComputedStyle(document.querySelector('.card')).backgroundColor"),
        "nor where the reader likes it dark");
    assertEquals(
        "visible", page.evaluate("getComputedStyle(document.querySelector('main')).overflowY"));
  }

  @Test
  void quotes_and_reports_are_printed_without_what_is_clicked() {
    pump("p-4");
    String number = quoted("p-4");
    Page page = open("zh-CN", "/my/tickets/" + number);
    assertThat(page.locator(".quote")).containsText("¥556.00");
    mustPrintWell(page);
    assertThat(page.locator(".quote tfoot")).isVisible();
    window.shoot(page, "quote-print");
    Page desk = asSupport("zh-CN", "/tickets/" + number);
    assertThat(desk.locator("#detail-quotes .quote")).containsText("¥556.00");
    desk.evaluate("document.documentElement.classList.add('dark')");
    mustPrintWell(desk);
    assertThat(desk.locator("#detail-quotes .quote tfoot")).isVisible();
    window.shoot(desk, "ticket-print");
    window.mustBeCalm();
  }

  @Test
  void a_repair_that_did_not_help_is_disputed() {
    pump("p-5");
    String number = quoted("p-5");
    Page page = open("zh-CN", "/my/tickets/" + number);
    Locator quote = page.locator(".quote");
    quote.locator(".sign-yes").click();
    quote.locator(".signer").fill("李伟");
    draw(page, quote.locator(".pad"));
    quote.locator(".sign-now").click();
    assertThat(quote.locator(".tag").first()).hasText("已接受");
    repair(number, "p-5");
    window.enter(page, server.base, server.token(Role.CUSTOMER), "/my/tickets/" + number);
    Locator report = page.locator("#report");
    report.locator(".sign-no").click();
    report.locator(".sign-reason").fill("轴承仍然发热");
    report.locator(".signer").fill("李伟");
    draw(page, report.locator(".pad"));
    window.mustFit(page);
    window.mustBeAccessible(page);
    report.locator(".sign-now").click();
    assertThat(page.locator("#state")).hasText("有争议");
    window.mustBeCalm();
  }

  @Test
  void an_update_waits_for_the_customer_who_consents_on_the_phone() {
    server.device("d-17", "gateway-x1", "acme");
    Release release = server.workshop.published("gateway-x1", "1.5.0", new byte[] {1, 2, 3});
    server.releases.put(release.id(), release);
    var wanted =
        new JsonObject().put("device", "d-17").put("release", "1.5.0").put("confirm", true);
    String id = post("/api/v1/actions", Role.SUPPORT, wanted).getString("id");
    Page page = open("zh-CN", "/my/devices/d-17");
    Locator asked = page.locator("section[aria-label=同意升级]");
    assertThat(asked).containsText("1.5.0");
    window.mustFit(page);
    window.mustBeAccessible(page);
    asked.locator(".el-button--primary").click();
    assertThat(asked).hasCount(0);
    JsonObject action = done(server.get("/api/v1/actions/" + id, Role.SUPPORT));
    assertEquals("assigned", action.getString("state"), action.encode());
    window.forgive("404");
    window.mustBeCalm();
  }

  @Test
  void a_fault_is_reported_and_talked_about() {
    pump("p-3");
    Page page = open("zh-CN", "/my/tickets");
    window.mustBeAccessible(page);
    page.locator("#new-ticket").click();
    page.locator("#fault-device").selectOption("p-3");
    page.locator("#fault-symptom").selectOption("leak");
    page.locator("#fault-text").fill("法兰处漏水");
    window.mustFit(page);
    window.mustBeAccessible(page);
    page.locator("#send-ticket").click();
    Locator thread = page.locator("#detail-thread");
    assertThat(thread).containsText("法兰处漏水");
    String number = page.url().replaceAll(".*/", "");
    post(
        "/api/v1/tickets/" + number + "/messages",
        Role.SUPPORT,
        new JsonObject().put("text", "请关闭进水阀。").put("channel", "chat"));
    assertThat(thread).containsText("请关闭进水阀。");
    thread.locator("textarea").fill("已关闭。");
    thread.locator("button[type=submit]").click();
    assertThat(thread.locator("li")).hasCount(3);
    window.mustFit(page);
    window.mustBeAccessible(page);
    window.mustBeCalm();
  }

  @Test
  void a_device_is_looked_at_and_its_package_is_what_the_api_gives() throws IOException {
    server.device("d-17", "gateway-x1", "acme");
    server.device("z-1", "gateway-x1", "zeta");
    server.reading("d-17", "temperature", SUNDAY.toEpochMilli() - 60_000, 41.5);
    byte[] image = new byte[300_007];
    new SplittableRandom(7).nextBytes(image);
    release(image);
    Page page = open("en-GB", "/my/devices");
    assertThat(page.locator(".devices li")).hasCount(1);
    window.mustBeAccessible(page);
    page.locator(".devices a").click();
    assertThat(page.locator(".figures tbody")).containsText("41.5");
    assertThat(page.locator(".drawing")).hasAttribute("data-drawn", "true");
    var saved = page.waitForDownload(() -> page.locator(".get-package").click());
    byte[] wanted =
        server.bytes(
            server
                .request("/api/v1/devices/d-17/package")
                .header("Authorization", "Bearer " + server.token(Role.CUSTOMER)));
    assertArrayEquals(wanted, Files.readAllBytes(saved.path()));
    assertThat(page.locator(".package-hash")).isVisible();
    window.mustFit(page);
    window.mustBeAccessible(page);
    window.mustBeCalm();
  }

  private Release release(byte[] bytes) throws IOException {
    Path file = Files.write(directory.resolve("image.bin"), bytes);
    Image image = Await.get(server.depot.images.adopt(file, "image.bin", null, "user:test"));
    Release made =
        Await.get(
            server.depot.releases.create(
                ReleaseDraft.of("gateway-x1", "1.5.0", image.sha256()), "user:test"));
    return Await.get(
        server.depot.releases.transition(made.id(), ReleaseState.PUBLISHED, "user:test"));
  }

  @Test
  void a_notice_is_put_off_declined_and_accepted() {
    server.device("d-17", "gateway-x1", "acme");
    Release release = server.workshop.published("gateway-x1", "1.5.0", new byte[] {1, 2, 3});
    server.releases.put(release.id(), release);
    ApiServer.await(
        server
            .database
            .pool()
            .query(
                """
                WITH made AS (
                  INSERT INTO rollouts (name, model, release, filter, plan, state, created_by,
                    created_at, changed_at)
                  VALUES ('r', 'gateway-x1', %d, '', '{}', 'RUNNING', 'me', now(), now())
                  RETURNING id)
                INSERT INTO rollout_notices (rollout, customer, devices, made_at)
                SELECT id, 'acme', 1, now() FROM made
                """
                    .formatted(release.id()))
            .execute());
    Page page = open("en-GB", "/home");
    page.locator("#waiting a").click();
    Locator notice = page.locator(".notice");
    assertThat(notice).containsText("gateway-x1 1.5.0");
    window.mustFit(page);
    window.mustBeAccessible(page);
    notice.locator(".later").click();
    notice.locator(".answer-now").click();
    assertThat(notice).containsText("Put off");
    notice.locator(".declined").click();
    notice.locator(".notice-reason").fill("stock-taking");
    notice.locator(".answer-now").click();
    assertThat(notice).containsText("stock-taking");
    notice.locator(".accept").click();
    assertThat(notice).containsText("Accepted");
    window.mustBeCalm();
  }
}
