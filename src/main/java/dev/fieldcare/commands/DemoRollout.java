package dev.fieldcare.commands;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/**
 * The demo of rollouts, by the public API alone. Act one: tickets complain of a symptom, and a
 * release that fixes it goes out in waves. Act two: a release that harms one hardware revision is
 * stopped by its gates, and its devices are brought back.
 */
final class DemoRollout implements Callable<String> {
  private static final String MODEL = "gateway-x1";
  private static final String SYMPTOM = "temperature.high";
  private static final String GOOD = "1.5.0";
  private static final String BAD = "1.6.0";
  private static final String BACK = "1.6.1";
  private static final String REVISION = "hardwareRevision=B";
  private static final Set<String> OVER =
      Set.of("finished", "halted", "rolling_back", "rolled_back", "canceled");

  private final DemoPeople people;
  private final Path directory;
  private final Patience patience = new Patience("demo.rollout");

  DemoRollout(DemoPeople people, Path directory) {
    this.people = people;
    this.directory = directory;
  }

  /** Both acts. Blocks; fails with {@code demo.rollout} when something does not come about. */
  @Override
  public String call() throws IOException, InterruptedException {
    return mend() + "\n" + harm();
  }

  private String mend() throws IOException, InterruptedException {
    people.title("act one: a release that mends");
    JsonObject ticket = patience.await("tickets of " + SYMPTOM, this::oneOfSome, found -> true);
    people.tell(
        "ticket %s of %s: %s",
        ticket.getString("number"), ticket.getString("device"), ticket.getString("because"));
    String symptom = ticket.getString("symptom");
    publish(GOOD, GOOD, List.of(symptom), "Runs cooler.", "降低温升。");
    JsonObject plan =
        new JsonObject()
            .put("waves", new JsonArray().add(4).add("100%"))
            .put("holdBack", "35%")
            .put("seed", 1)
            .put("offersPerMinute", 6)
            .put("backOff", "2m")
            .put("gates", gates("5m", "15m", "5m"));
    DemoWaves waves = DemoWaves.start(people, MODEL, GOOD, plan);
    JsonObject over =
        waves.await(
            "the rollout of " + GOOD + " to end, its fix shown",
            found ->
                OVER.contains(state(found))
                    && (!state(found).equals("finished") || isShown(found)));
    DemoPeople.expect(state(over).equals("finished"), "a rollout that finished", state(over));
    List<JsonObject> members = waves.members("");
    List<String> updated = DemoWaves.named(members, each -> state(each).equals("updated"));
    DemoPeople.expect(!waves.urgent().isEmpty(), "devices with tickets in wave 2", waves.urgent());
    DemoPeople.expect(
        updated.containsAll(waves.urgent()), "devices with tickets to be updated", updated);
    if (over.containsKey("fixes")) {
      tellClosed(symptom);
    }
    return mended(members, symptom);
  }

  private JsonObject oneOfSome() {
    List<JsonObject> open = tickets("open=true", SYMPTOM);
    return open.size() < 3 ? new JsonObject() : open.getFirst();
  }

  private List<JsonObject> tickets(String query, String symptom) {
    return people.all("/api/v1/tickets?kind=fault&" + query).stream()
        .filter(each -> each.getString("device") != null)
        .filter(each -> each.getString("symptom").toLowerCase(Locale.ROOT).endsWith(symptom))
        .toList();
  }

  private void publish(
      String version, String program, List<String> fixes, String english, String chinese)
      throws IOException {
    JsonObject release =
        new DemoRelease(MODEL, version, program, fixes, english, chinese)
            .publish(people.writer(), directory);
    people.tell(
        "release %s signed and published, counter %d%s%s",
        version,
        release.getLong("counter"),
        fixes.isEmpty() ? "" : ", fixes " + String.join(", ", fixes),
        program.equals(version) ? "" : ": the image of " + program + " again");
  }

  /** Minutes for what takes days in the field. */
  private static JsonObject gates(String... soaks) {
    return new JsonObject()
        .put("alpha", 0.05)
        .put("hold", 0.05)
        .put("kinds", new JsonObject().put("crash", 0.4).put("crashloop", 0.1).put("silence", 0.3))
        .put("soak", new JsonArray(List.of(soaks)))
        .put("exposureHours", 0.05);
  }

  private static String state(JsonObject found) {
    return found.getString("state");
  }

  private static boolean isShown(JsonObject rollout) {
    return rollout.getJsonArray("fixes", new JsonArray()).stream()
        .allMatch(each -> "SHOWN".equals(((JsonObject) each).getString("state")));
  }

  /** None of those that ran the release in time may have failed. */
  private String mended(List<JsonObject> members, String symptom) {
    List<JsonObject> all = tickets("", symptom.toLowerCase(Locale.ROOT));
    Set<String> failed =
        all.stream().map(each -> each.getString("device")).collect(Collectors.toSet());
    List<String> after =
        members.stream()
            .filter(each -> state(each).equals("updated"))
            .filter(each -> all.stream().anyMatch(ticket -> isAfter(ticket, each)))
            .map(each -> each.getString("device"))
            .toList();
    DemoPeople.expect(after.isEmpty(), "no ticket of " + symptom + " under " + GOOD, after);
    return "%s mends: %d of %d devices had a ticket of %s, none while it ran %s"
        .formatted(GOOD, failed.size(), members.size(), symptom, GOOD);
  }

  private static boolean isAfter(JsonObject ticket, JsonObject member) {
    return ticket.getString("device").equals(member.getString("device"))
        && Instant.parse(ticket.getString("firstSeenAt"))
            .isAfter(Instant.parse(member.getString("changedAt")));
  }

  /** Tickets of what the release was shown to fix are closed by it. */
  private void tellClosed(String symptom) throws InterruptedException {
    JsonObject closed =
        patience.await(
            "tickets of " + symptom + " to be closed",
            () -> {
              List<JsonObject> all = tickets("", symptom.toLowerCase(Locale.ROOT));
              boolean isOpen = all.stream().anyMatch(each -> each.getBoolean("open", false));
              List<JsonObject> by =
                  all.stream().filter(each -> each.encode().contains(GOOD)).toList();
              return isOpen || by.isEmpty() ? new JsonObject() : by.getFirst();
            },
            found -> found.getString("resolution", "").contains(GOOD));
    people.tell(
        "ticket %s %s: %s",
        closed.getString("number"), state(closed), closed.getString("resolution"));
  }

  private String harm() throws IOException, InterruptedException {
    people.title("act two: a release that harms");
    publish(BAD, BAD, List.of(), "New radio driver.", "更新无线驱动。");
    publish(BACK, GOOD, List.of(), "As 1.5.0.", "同 1.5.0。");
    JsonObject plan =
        new JsonObject()
            .put("waves", new JsonArray().add(8).add("50%").add("100%"))
            .put("holdBack", "25%")
            .put("seed", 2)
            .put("backOff", "2m")
            .put("rollback", BACK)
            .put("gates", gates("30m"));
    DemoWaves waves = DemoWaves.start(people, MODEL, BAD, plan);
    JsonObject halted =
        waves.await(
            "the gates to halt the rollout of " + BAD,
            found -> found.getString("problem") != null || state(found).equals("finished"));
    DemoPeople.expect(!state(halted).equals("finished"), "a halted rollout", state(halted));
    tellProblem(halted.getString("problem"));
    JsonObject over =
        waves.await(
            "devices to be brought back to " + BACK,
            found -> Set.of("rolled_back", "canceled").contains(state(found)));
    DemoPeople.expect(state(over).equals("rolled_back"), "rolled back", state(over));
    return harmed(waves.members(""));
  }

  private void tellProblem(String number) {
    JsonObject problem = people.get("/api/v1/tickets/" + number);
    String because = problem.getString("because");
    people.tell("problem %s: %s", number, because);
    DemoPeople.expect(
        because.contains(BAD) && because.contains(REVISION) && because.contains("crash"),
        "a problem that names " + BAD + ", " + REVISION + " and crashes",
        because);
  }

  private String harmed(List<JsonObject> members) {
    List<String> back = DemoWaves.named(members, each -> state(each).equals("brought_back"));
    DemoPeople.expect(!back.isEmpty(), "devices that were brought back", members);
    for (String each : back) {
      JsonObject firmware =
          people.get("/api/v1/devices/" + each).getJsonObject("firmware", new JsonObject());
      DemoPeople.expect(
          BACK.equals(firmware.getString("version")), each + " to run " + BACK, firmware.encode());
    }
    List<String> harmed = back.stream().filter(this::hasCrashed).toList();
    people.tell("crashed under %s: %s", BAD, String.join(", ", harmed));
    DemoPeople.expect(
        !harmed.isEmpty() && harmed.size() < members.size() / 4, "few that crashed", harmed);
    return "%s harms: %d of %d devices got it, %d crashed; all %d are back and report %s"
        .formatted(BAD, back.size(), members.size(), harmed.size(), back.size(), BACK);
  }

  /** Whether it rebooted unexpectedly while it ran the harmful release. */
  private boolean hasCrashed(String device) {
    List<JsonObject> life = people.all("/api/v1/devices/" + device + "/timeline");
    String since =
        life.stream()
            .filter(each -> each.getString("kind").equals("firmware"))
            .filter(each -> BAD.equals(each.getJsonObject("firmware").getString("version")))
            .map(each -> each.getString("at"))
            .findAny()
            .orElse("9");
    return life.stream()
        .filter(each -> each.getString("kind").equals("event"))
        .filter(each -> each.getString("at").compareTo(since) > 0)
        .map(each -> each.getJsonObject("event"))
        .anyMatch(
            each ->
                each.getString("type").equals("reboot")
                    && Integer.decode(each.getString("code")) >= 0x8000);
  }
}
