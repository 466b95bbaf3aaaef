package dev.fieldcare.commands;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.FilePayload;
import dev.fieldcare.Server;
import dev.fieldcare.Settings;
import dev.fieldcare.base.AcceleratedClock;
import dev.fieldcare.base.ConsoleWindow;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The main story of support, of engineers and of customers, by clicking, in both languages, on the
 * whole server with its database, and simulated devices that report over MQTT and update
 * themselves. An hour of theirs is a minute here.
 */
@Timeout(300)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ConsoleStoriesTest {
  private static final Path HOME = Path.of(System.getProperty("fieldcare.home", ".."));
  private static final Path SIMULATOR =
      HOME.resolve("device-simulator/target/device-simulator.jar");
  private static final String TOKEN = "console-stories";
  private static final double SPEED = 60;
  private static final int GATEWAYS = 40;
  private static final String CUSTOMER = "harbour-water";

  /** Pumps overheat, and a release makes gateways of one hardware revision crash. */
  private static final String PUMPS =
      """
      duration: PT6H
      faults:
        - {fault: overheating, device: gateway-000.pump-01, at: PT12M, for: PT35M}
        - {fault: overheating, device: gateway-011.pump-02, at: PT12M, for: PT35M}
        - {fault: overheating, device: gateway-022.pump-03, at: PT12M, for: PT35M}
        - {fault: overheating, device: gateway-033.pump-04, at: PT12M, for: PT35M}
      """;

  private static final String HARMED =
      """
      duration: PT6H
      faults:
        - {fault: crash-loop, device: all, hardwareRevision: B, at: PT0S, onlyIn: %s}
      """;

  /**
   * One language, and what plays in it.
   *
   * @param pump whose fault support mends
   * @param paid whose repair the customer pays for
   * @param fleet begins the ids of the gateways that get the release
   * @param halted what the page calls a rollout that its gates stopped
   */
  private record Telling(
      String locale,
      String pump,
      String paid,
      String fleet,
      String version,
      String triage,
      String guide,
      String test,
      String handOver,
      String accepted,
      String closed,
      String halted) {}

  private static final Telling ENGLISH =
      new Telling(
          "en-GB",
          "gateway-000.pump-01",
          "gateway-022.pump-03",
          "east-",
          "1.6.0",
          "Triage",
          "Guide remotely",
          "Test",
          "Hand over for sign-off",
          "accepted",
          "Closed",
          "Halted");
  private static final Telling CHINESE =
      new Telling(
          "zh-CN",
          "gateway-011.pump-02",
          "gateway-033.pump-04",
          "west-",
          "1.7.0",
          "完成分诊",
          "远程指导",
          "开始测试",
          "提交签收",
          "已接受",
          "已关闭",
          "已叫停");

  @TempDir static Path directory;
  private static Server server;
  private static FirmwareServer admin;
  private static AcceleratedClock clock;
  private static final List<ChildProcess> fleets = new ArrayList<>();

  private final ConsoleWindow window = ConsoleWindow.open();
  private final Map<String, Page> pages = new LinkedHashMap<>();

  @BeforeAll
  static void start() throws Exception {
    Assumptions.assumeTrue(
        Files.exists(SIMULATOR), "the simulator is not built; mvn verify builds it first");
    long began = System.currentTimeMillis();
    clock = new AcceleratedClock(Instant.ofEpochMilli(began), SPEED);
    Settings settings =
        Settings.load(HOME, Map.of())
            .with(
                Map.of(
                    "data.dir", directory.resolve("data").toString(),
                    "http.port", "0",
                    "mqtt.port", "0",
                    "database.port", "0",
                    "clock.start", Long.toString(began),
                    "clock.speed", Double.toString(SPEED),
                    "stability.grace", "900s",
                    "signin.idle", "24h"));
    server = Server.start(settings, TOKEN);
    admin = FirmwareServer.at(server.url(), TOKEN);
    simulate(began, "pumps", PUMPS, "--devices=44", "--gateway-share=1");
    for (Telling each : List.of(ENGLISH, CHINESE)) {
      simulate(
          began,
          each.fleet,
          HARMED.formatted(each.version),
          "--devices=" + GATEWAYS,
          "--model=gateway-x1",
          "--prefix=" + each.fleet);
      sold(each.pump, "2026-01-30");
      sold(each.paid, "2021-11-01");
    }
    sold("gateway-000", "2026-01-30");
    admin.send(
        "POST",
        "/api/v1/standards/deviations",
        new JsonObject()
            .put("level", "customer")
            .put("subject", CUSTOMER)
            .put("key", "commissioning.soak")
            .put("value", new JsonObject().put("measure", "elapsed").put("amount", 0.25)));
  }

  @AfterAll
  static void stop() {
    fleets.forEach(ChildProcess::close);
    if (server != null) {
      server.close();
    }
  }

  /** Leaves a picture of what each page showed last. */
  @AfterEach
  void close() {
    pages.forEach((who, page) -> window.shoot(page, "house-" + who));
    window.close();
  }

  private static void simulate(long began, String name, String faults, String... more)
      throws Exception {
    Path scenario = Files.writeString(directory.resolve(name + ".yaml"), faults);
    var arguments =
        new ArrayList<>(
            List.of(
                "simulate",
                "--scenario=" + scenario,
                "--firmware=" + directory.resolve(name + "-disks"),
                "--server=" + server.url(),
                "--mqtt=tcp://127.0.0.1:" + server.mqttPort(),
                "--clock-start=" + began,
                "--clock-speed=" + SPEED));
    arguments.addAll(List.of(more));
    fleets.add(
        ChildProcess.ofJar(
            "simulator",
            SIMULATOR,
            arguments,
            Map.of("FIELDCARE_ADMIN_TOKEN", TOKEN),
            directory.resolve(name + ".log")));
  }

  /** It is the customer's, and was delivered on that day. */
  private static void sold(String device, String deliveredOn) throws InterruptedException {
    var facts =
        new JsonObject()
            .put("customer", CUSTOMER)
            .put("attributes", new JsonObject().put("deliveredOn", deliveredOn));
    new Patience("console.stories")
        .await(
            device + " to be registered",
            () -> admin.send("PATCH", "/api/v1/devices/" + device, facts),
            found -> true);
  }

  private Page open(String role, String locale, int width) {
    var wish = new JsonObject().put("name", "console " + role).put("role", role);
    if (role.equals("customer")) {
      wish.put("customer", CUSTOMER);
    }
    String token = admin.send("POST", "/api/v1/tokens", wish).getString("token");
    Page page = window.page(locale, width, 900);
    pages.put(role + "-" + locale, page);
    page.navigate(server.url() + "/#token=" + token);
    page.locator("#link.live").waitFor();
    return page;
  }

  private void go(Page page, String address) {
    page.navigate(server.url() + "/#" + address);
  }

  @Test
  @Order(1) // while its pumps are hot
  void support_brings_an_alert_from_the_board_to_its_end() throws Exception {
    var inEnglish = new DemoDesk(server.url(), TOKEN, clock);
    var inChinese = new DemoDesk(server.url(), TOKEN, clock);
    Page english = open("support", ENGLISH.locale, 1360);
    Page chinese = open("support", CHINESE.locale, 1360);
    guided(english, ENGLISH);
    guided(chinese, CHINESE);
    inEnglish.awaitTicket(ENGLISH.pump);
    inChinese.awaitTicket(CHINESE.pump);
    inEnglish.awaitNormal();
    inChinese.awaitNormal();
    tested(english, ENGLISH);
    tested(chinese, CHINESE);
    closed(english, inEnglish, ENGLISH);
    closed(chinese, inChinese, CHINESE);
    window.mustBeCalm();
  }

  /** From the board to the words that help. */
  private void guided(Page page, Telling telling) {
    Locator alert = page.locator(".ticket", withText(telling.pump));
    alert.click();
    assertThat(page.locator("#detail-entitlement")).containsText("100");
    assertThat(page.locator("#detail canvas").first()).isVisible();
    step(page, telling.triage);
    confirm(page);
    step(page, telling.guide);
    confirm(page);
    Locator thread = page.locator("#detail-thread");
    thread.locator("textarea").fill("Clean the inlet. 请清洁进水口。");
    thread.locator("label.tick input").first().check();
    thread.locator("button[type=submit]").click();
    assertThat(thread.locator("li.out").last()).containsText("Clean the inlet.");
    step(page, telling.test);
    page.locator("#step-form textarea[name=guidance]").fill("Cleaned the inlet");
    confirm(page);
  }

  /** Handed over once the device was quiet for as long as its soak wants. */
  private void tested(Page page, Telling telling) throws InterruptedException {
    new Patience("console.stories")
        .await(
            "the soak of " + telling.pump + " to end",
            () -> {
              step(page, telling.handOver);
              page.locator("#step-form input[name=checklistDone]").check();
              var answer =
                  page.waitForResponse(
                      found -> found.url().endsWith("/transitions"),
                      () -> page.locator("#step-form button[type=submit]").click());
              if (!answer.ok()) {
                page.keyboard().press("Escape");
                assertThat(page.locator(".el-dialog")).isHidden();
              }
              return new JsonObject().put("done", answer.ok());
            },
            found -> found.getBoolean("done"));
    window.forgive("409"); // it was asked before the soak was over
  }

  private void closed(Page page, DemoDesk desk, Telling telling) {
    JsonObject report = desk.get("customer", desk.path() + "/report");
    desk.sign("report:" + report.getString("id"), report.getString("hash"), true);
    assertThat(page.locator("#detail-head")).containsText(telling.closed);
    assertThat(page.locator("#detail-quotes img.drawn")).isVisible();
  }

  private static void step(Page page, String button) {
    page.locator("#detail-actions button", withText(button)).click();
    page.locator("#step-form").waitFor();
  }

  private static void confirm(Page page) {
    page.locator("#step-form button[type=submit]").click();
    assertThat(page.locator(".el-dialog")).isHidden();
  }

  private static Page.LocatorOptions withText(String text) {
    return new Page.LocatorOptions().setHasText(text);
  }

  @Test
  void customers_accept_a_quote_sign_the_repair_and_carry_a_package_away() throws Exception {
    publish("1.5.0");
    for (Telling each : List.of(ENGLISH, CHINESE)) {
      var desk = new DemoDesk(server.url(), TOKEN, clock);
      desk.awaitTicket(each.paid);
      JsonObject quote = quoted(desk);
      Page page = open("customer", each.locale, 390);
      go(page, "/my/tickets/" + desk.ticket());
      Locator paper = page.locator(".quote");
      sign(page, paper);
      assertThat(paper).containsText(each.accepted);
      assertEquals(
          "ACCEPTED",
          desk.get("support", "/api/v1/quotes/" + quote.getString("id")).getString("state"));
      repaired(desk);
      sign(page, page.locator("#report"));
      assertThat(page.locator("#state")).hasText(each.closed);
      taken(page, "gateway-000");
      window.mustFit(page);
    }
    window.mustBeCalm();
  }

  private static JsonObject quoted(DemoDesk desk) throws InterruptedException {
    desk.move("support", "TRIAGED", new JsonObject());
    desk.move(
        "support",
        "DIAGNOSED",
        new JsonObject()
            .put("mode", "overheats")
            .put("cause", "the bearing is worn")
            .put("causeCode", "BEARING_WORN")
            .put("plan", "replace the bearing")
            .put(
                "explainedTo",
                new JsonObject()
                    .put("name", "Chen Jing")
                    .put("at", desk.now())
                    .put("how", "phone")));
    var labour = new JsonObject().put("kind", "LABOUR").put("item", "1").put("quantity", 2);
    var draft =
        new JsonObject()
            .put("ticket", desk.ticket())
            .put("purpose", "REPAIR")
            .put("lines", new JsonArray().add(labour));
    JsonObject quote = desk.post("support", "/api/v1/quotes", draft);
    return desk.post(
        "support",
        "/api/v1/quotes/" + quote.getString("id") + "/transitions",
        new JsonObject().put("to", "ISSUED"));
  }

  private static void repaired(DemoDesk desk) throws InterruptedException {
    desk.move("field_engineer", "REPAIRING", new JsonObject());
    desk.awaitNormal();
    var done = new JsonObject().put("step", "replace the bearing").put("done", true);
    desk.move(
        "field_engineer",
        "TESTING",
        new JsonObject().put("procedure", "P-12 v3").put("steps", new JsonArray().add(done)));
    desk.move("field_engineer", "AWAITING_SIGNOFF", new JsonObject().put("checklistDone", true));
  }

  private static void sign(Page page, Locator paper) {
    paper.locator(".sign-yes").click();
    paper.locator(".signer").fill("Chen Jing");
    Locator pad = paper.locator(".pad");
    pad.scrollIntoViewIfNeeded();
    BoundingBox box = pad.boundingBox();
    page.mouse().move(box.x + 30, box.y + box.height / 2);
    page.mouse().down();
    for (int i = 1; i <= 20; i++) {
      page.mouse().move(box.x + 30 + i * 9, box.y + box.height / 2 + 30 * Math.sin(i / 2.0));
    }
    page.mouse().up();
    paper.locator(".sign-now").click();
  }

  /** The package for a stick is one that a device takes. */
  private void taken(Page page, String device) {
    go(page, "/my/devices/" + device);
    var saved = page.waitForDownload(() -> page.locator(".get-package").click());
    Path keys = directory.resolve("data/keys");
    int status =
        CommandLines.run(
            new String[] {
              "firmware",
              "verify",
              "--root=" + keys.resolve("image/1.root.json"),
              "--root=" + keys.resolve("director/1.root.json"),
              saved.path().toString()
            });
    assertEquals(0, status, "firmware verify " + saved.suggestedFilename());
  }

  private static void publish(String version) throws Exception {
    new DemoRelease("gateway-x1", version, version, List.of(), "Runs cooler.", "降低温升。")
        .publish(admin, directory);
  }

  @Test
  void engineers_release_try_out_and_roll_out_and_a_gate_halts_what_harms() {
    Page english = open("release_engineer", ENGLISH.locale, 1360);
    Page chinese = open("release_engineer", CHINESE.locale, 1360);
    rolledOut(english, ENGLISH);
    rolledOut(chinese, CHINESE);
    halted(english, ENGLISH);
    halted(chinese, CHINESE);
    window.mustBeCalm();
  }

  /** From the image to the first wave. */
  private void rolledOut(Page page, Telling telling) {
    var image = new byte[300_000];
    new Random(telling.version.hashCode()).nextBytes(image);
    page.locator(".rooms a[href='#/releases']").click();
    page.locator("#new-release").click();
    page.locator("#release-file")
        .setInputFiles(
            new FilePayload(telling.version + ".bin", "application/octet-stream", image));
    page.locator("#release-model").selectOption("gateway-x1");
    page.locator("#release-version").fill(telling.version);
    page.locator("#make").click();
    page.locator("button[data-to=published]").click();
    page.locator("#release-sure button[type=submit]").click();
    assertThat(page.locator("button[data-to=published]")).hasCount(0);
    page.locator("#release-head .el-button--primary").click();
    page.locator("#plan-filter").fill("id like \"" + telling.fleet + "*\"");
    page.locator("#plan-waves").fill("10, 50%, 100%");
    page.locator("#plan-holdBack").fill("25%");
    page.locator("#plan-soak").fill("30m");
    page.locator("#plan-alpha").fill("5%");
    page.locator("#try").click();
    assertThat(page.locator("#dry-run .great")).containsText(Integer.toString(GATEWAYS));
    page.locator("#write").click();
    page.locator("#rollout-actions button[data-to=submitted]").click();
    Page manager = open("manager", telling.locale, 1360);
    go(manager, page.url().replaceAll(".*#", ""));
    manager.locator("#rollout-actions button[data-to=approved]").click();
    page.locator("#rollout-actions button[data-to=running]").click();
  }

  private void halted(Page page, Telling telling) {
    assertThat(page.locator("#rollout-head .tags"))
        .containsText(
            telling.halted,
            new com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions()
                .setTimeout(300_000));
    assertThat(page.locator(".because.stopped")).isVisible();
  }
}
