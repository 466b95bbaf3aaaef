package dev.fieldcare.commands;

import dev.fieldcare.base.Problem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.FutureTask;

/**
 * The demo's story of the service standard, by the public API alone: two pumps overheat, one in
 * warranty and one out of it, and support, a field engineer and the customer do what the standard
 * asks of them.
 */
final class DemoService {
  /** What the scenario overheats. */
  static final String COVERED = "gateway-000.pump-03";

  static final String PAID = "gateway-000.pump-07";

  private final String url;
  private final String adminToken;
  private final Clock clock;

  DemoService(String url, String adminToken, Clock clock) {
    this.url = url;
    this.adminToken = adminToken;
    this.clock = clock;
  }

  /** Both stories, each on a thread of its own. */
  FutureTask<String> start() {
    FutureTask<String> covered = started("covered", this::covered);
    FutureTask<String> paid = started("paid", this::paid);
    return started("service", () -> covered.get() + "\n" + paid.get());
  }

  private static FutureTask<String> started(
      String name, java.util.concurrent.Callable<String> story) {
    var task = new FutureTask<>(story);
    Thread.ofPlatform().daemon().name(name).start(task);
    return task;
  }

  /** Why an act ended before its time. */
  static Problem reason(Throwable failure) {
    Throwable cause = failure;
    while (!(cause instanceof Problem) && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause instanceof Problem problem
        ? problem
        : new Problem(Problem.Kind.INTERNAL, "demo.act", String.valueOf(cause), cause);
  }

  private DemoDesk desk(String device, String deliveredOn) throws InterruptedException {
    var desk = new DemoDesk(url, adminToken, clock);
    var facts =
        new JsonObject()
            .put("customer", DemoDesk.CUSTOMER)
            .put("attributes", new JsonObject().put("deliveredOn", deliveredOn));
    new Patience("demo.service")
        .await(
            "device " + device, () -> desk.patch("/api/v1/devices/" + device, facts), it -> true);
    // a quarter of an hour, or the demo would last a day
    agree(
        desk, "commissioning.soak", new JsonObject().put("measure", "elapsed").put("amount", 0.25));
    return desk;
  }

  private static void agree(DemoDesk desk, String key, JsonObject value) {
    desk.post(
        "manager",
        "/api/v1/standards/deviations",
        new JsonObject()
            .put("level", "customer")
            .put("subject", DemoDesk.CUSTOMER)
            .put("key", key)
            .put("value", value));
  }

  private String day(int daysAgo) {
    return clock.instant().minus(daysAgo, ChronoUnit.DAYS).toString().substring(0, 10);
  }

  private String covered() throws InterruptedException {
    DemoDesk desk = desk(COVERED, day(100));
    JsonObject opened = desk.awaitTicket(COVERED);
    tellOpened(desk, opened);
    desk.move("support", "TRIAGED", new JsonObject());
    desk.move("support", "GUIDING", new JsonObject());
    say(desk, "Please clean the inlet.");
    tellPromise(desk, "response.general");
    desk.move("support", "DISPATCHED", new JsonObject());
    desk.tell("it did not help: somebody has to go there; clocks run from intake");
    tellPromise(desk, "onsite.contact");
    tellPromise(desk, "onsite.arrival");
    desk.move("field_engineer", "ON_SITE", checkIn(desk));
    tellPromise(desk, "onsite.arrival");
    desk.move("field_engineer", "DIAGNOSED", diagnosis(desk));
    desk.tell("diagnosed and explained; " + free(desk.state()));
    desk.move("support", "APPROVED", new JsonObject());
    repair(desk, "B-7001");
    sign(desk, COVERED);

    JsonObject again = desk.awaitTicket(COVERED);
    desk.tell("the same again; repeat of " + again.getString("repeatOf") + "; " + free(again));
    desk.move("support", "TRIAGED", new JsonObject());
    desk.move("support", "DIAGNOSED", diagnosis(desk));
    desk.move("support", "APPROVED", new JsonObject());
    repair(desk, "B-7002");
    sign(desk, COVERED);
    JsonObject bill = desk.get("customer", desk.path() + "/bill");
    expect("a second repair that costs nothing", bill.getInteger("total") == 0, bill);
    desk.tell("bill: " + bill.getInteger("total") + " fen");
    return desk.text("in warranty     " + COVERED);
  }

  private String paid() throws InterruptedException {
    DemoDesk desk = desk(PAID, day(1_200));
    JsonObject opened = desk.awaitTicket(PAID);
    tellOpened(desk, opened);
    tellPromise(desk, "oow.response");
    desk.move("support", "TRIAGED", new JsonObject());
    say(desk, "It will have to be paid for; we send you a quote.");
    tellPromise(desk, "oow.response");
    desk.move("support", "DIAGNOSED", diagnosis(desk));
    JsonObject dear = quote(desk, "REPAIR", "2", 6);
    desk.sign("quote:" + dear.getString("id"), dear.getString("hash"), false);
    desk.tell("quote of %s declined".formatted(yuan(dear.getLong("payable"))));
    mustBeRefused(desk);
    JsonObject fair = quote(desk, "REPAIR", "1", 2);
    desk.sign("quote:" + fair.getString("id"), fair.getString("hash"), true);
    desk.tell("quote of %s accepted by signature".formatted(yuan(fair.getLong("payable"))));
    desk.move("field_engineer", "REPAIRING", new JsonObject());
    JsonObject more = quote(desk, "SUPPLEMENT", "1", 1);
    desk.sign("quote:" + more.getString("id"), more.getString("hash"), true);
    desk.tell("supplement of %s accepted".formatted(yuan(more.getLong("payable"))));
    tested(desk, "B-7003");
    sign(desk, PAID);
    JsonObject bill = desk.get("customer", desk.path() + "/bill");
    long total = bill.getLong("total");
    expect("a bill within what was accepted", total <= bill.getLong("accepted"), bill);
    desk.tell("bill: %s of %s accepted".formatted(yuan(total), yuan(bill.getLong("accepted"))));
    return desk.text("out of warranty " + PAID);
  }

  /** Nobody repairs what the customer declined. */
  private static void mustBeRefused(DemoDesk desk) {
    try {
      desk.post("admin", desk.path() + "/transitions", new JsonObject().put("to", "REPAIRING"));
    } catch (Problem refused) {
      desk.tell("a repair without consent is refused, even to an administrator");
      return;
    }
    expect("a repair without consent to be refused", false, desk.state());
  }

  private static void repair(DemoDesk desk, String bearing) throws InterruptedException {
    desk.move("field_engineer", "REPAIRING", new JsonObject());
    tested(desk, bearing);
  }

  private static void tested(DemoDesk desk, String bearing) throws InterruptedException {
    desk.awaitNormal(); // the fault ends when the part is in
    desk.move("field_engineer", "TESTING", work(bearing));
    desk.tell("repaired, bearing " + bearing + " of lot L-77 is in; the soak begins");
  }

  private static void sign(DemoDesk desk, String device) throws InterruptedException {
    desk.move("field_engineer", "AWAITING_SIGNOFF", new JsonObject().put("checklistDone", true));
    JsonObject report = desk.get("customer", desk.path() + "/report");
    desk.sign("report:" + report.getString("id"), report.getString("hash"), true);
    JsonArray coverages =
        desk.get("customer", "/api/v1/coverages?device=" + device).getJsonArray("items");
    JsonObject newest = coverages.getJsonObject(coverages.size() - 1);
    expect("a repair warranty", newest.getString("basis").equals("REPAIR"), newest);
    desk.tell(
        "quiet long enough, signed by the customer; %s; the repair is warranted until %s"
            .formatted(desk.state().getString("state"), newest.getString("end").substring(0, 10)));
  }

  private static void say(DemoDesk desk, String text) {
    desk.post(
        "support",
        desk.path() + "/messages",
        new JsonObject()
            .put("text", text)
            .put("channel", "phone")
            .put("direction", "out")
            .put("guidance", true));
  }

  private static JsonObject quote(DemoDesk desk, String purpose, String grade, int hours) {
    var lines =
        new JsonArray()
            .add(new JsonObject().put("kind", "LABOUR").put("item", grade).put("quantity", hours));
    if (purpose.equals("REPAIR")) {
      lines.add(new JsonObject().put("kind", "PART").put("item", "BEARING-P2").put("quantity", 1));
    }
    JsonObject draft =
        desk.post(
            "support",
            "/api/v1/quotes",
            new JsonObject()
                .put("ticket", desk.ticket())
                .put("purpose", purpose)
                .put("lines", lines));
    return desk.post(
        "support",
        "/api/v1/quotes/" + draft.getString("id") + "/transitions",
        new JsonObject().put("to", "ISSUED"));
  }

  private static JsonObject diagnosis(DemoDesk desk) {
    return new JsonObject()
        .put("mode", "overheats")
        .put("cause", "the bearing is worn")
        .put("causeCode", "BEARING_WORN")
        .put("plan", "replace the bearing")
        .put(
            "explainedTo",
            new JsonObject().put("name", "Chen Jing").put("at", desk.now()).put("how", "phone"));
  }

  private static JsonObject checkIn(DemoDesk desk) {
    return new JsonObject().put("place", "pump house").put("at", desk.now());
  }

  private static JsonObject work(String bearing) {
    var part =
        new JsonObject().put("partNo", "BEARING-P2").put("serial", bearing).put("lot", "L-77");
    var step = new JsonObject().put("step", "replace the bearing").put("done", true);
    return new JsonObject()
        .put("procedure", "P-12 v3")
        .put("steps", new JsonArray().add(step))
        .put("parts", new JsonArray().add(part));
  }

  private static void tellOpened(DemoDesk desk, JsonObject opened) {
    desk.tell("opened by telemetry: " + opened.getString("because"));
    desk.tell(free(opened));
  }

  private static String free(JsonObject ticket) {
    JsonObject entitlement = ticket.getJsonObject("entitlement");
    JsonArray because = entitlement.getJsonObject("decision").getJsonArray("because");
    var words = new StringBuilder();
    for (int i = 0; i < because.size(); i++) {
      words.append(i == 0 ? "" : "; ").append(because.getJsonObject(i).getString("en"));
    }
    return "free: %d %% of parts, %d %% of labour, %d %% of travel (%s)"
        .formatted(
            entitlement.getInteger("parts"),
            entitlement.getInteger("labour"),
            entitlement.getInteger("travel"),
            words);
  }

  private static void tellPromise(DemoDesk desk, String kind) {
    JsonObject promise = desk.promise(kind);
    String deadline = promise.getString("deadline");
    String outcome = promise.getString("outcome");
    expect("a promise that is kept or open", !outcome.equals("BREACHED"), promise);
    desk.tell("promise %-16s by %s: %s".formatted(kind, DemoDesk.time(deadline), outcome));
  }

  private static String yuan(long fen) {
    return "%d.%02d yuan".formatted(fen / 100, fen % 100);
  }

  private static void expect(String what, boolean holds, JsonObject found) {
    if (!holds) {
      throw new Problem(
          Problem.Kind.INTERNAL, "demo.service", "expected " + what + ", found " + found.encode());
    }
  }
}
