package dev.fieldcare.commands;

import dev.fieldcare.base.Problem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** One rollout of the demo, followed by the public API: each wave, verdict and state is told. */
final class DemoWaves {
  private final DemoPeople people;
  private final String path;
  private final Patience patience = new Patience("demo.rollout");
  private final Map<String, String> fixes = new TreeMap<>();
  private final Set<String> urgent = new TreeSet<>();
  private String state = "";
  private int wave;
  private int seq;

  private DemoWaves(DemoPeople people, String path) {
    this.people = people;
    this.path = path;
  }

  /** Written by one, approved and started by the other; nobody approves what they wrote. */
  static DemoWaves start(DemoPeople people, String model, String version, JsonObject plan) {
    JsonObject made =
        people
            .writer()
            .send(
                "POST",
                "/api/v1/rollouts",
                new JsonObject().put("model", model).put("release", version).put("plan", plan));
    var waves = new DemoWaves(people, "/api/v1/rollouts/" + made.getString("id"));
    people.tell(
        "rollout %s of %s written by %s: waves %s, %s held back to compare with",
        made.getString("id"),
        version,
        made.getString("createdBy"),
        words(plan.getJsonArray("waves")),
        plan.getString("holdBack"));
    waves.step(people.writer(), "submitted");
    waves.mustBeRefused();
    waves.step(people.approver(), "approved");
    JsonObject running = waves.step(people.approver(), "running");
    people.tell(
        "approved and started by %s: lots are drawn among %d devices",
        running.getString("approvedBy"), running.getInteger("size"));
    return waves;
  }

  private static String words(JsonArray waves) {
    return waves.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  private JsonObject step(FirmwareServer who, String to) {
    return who.send("POST", path + "/transitions", new JsonObject().put("to", to));
  }

  private void mustBeRefused() {
    try {
      step(people.writer(), "approved");
    } catch (Problem refused) {
      DemoPeople.expect(
          refused.code().equals("rollout.four-eyes"), "rollout.four-eyes", refused.code());
      people.tell("approval by who wrote it is refused: %s", refused.code());
      return;
    }
    DemoPeople.expect(false, "the writer's own approval to be refused", "that it was accepted");
  }

  /** Tells what happens until the rollout will do. Blocks. */
  JsonObject await(String what, Predicate<JsonObject> enough) throws InterruptedException {
    return patience.await(what, this::look, enough);
  }

  private JsonObject look() {
    JsonObject found = people.get(path);
    tellVerdicts();
    tellWaves(found);
    tellFixes(found);
    String now = found.getString("state");
    if (!now.equals(state) && !now.equals("running")) {
      String because = now.equals("halted") ? "by its gates" : found.getString("because");
      people.tell("%s: %s", now.replace('_', ' '), because);
    }
    state = now;
    return found;
  }

  private void tellVerdicts() {
    JsonArray verdicts = people.get(path + "/verdicts").getJsonArray("items");
    for (int i = verdicts.size() - 1; i >= 0; i--) {
      JsonObject each = verdicts.getJsonObject(i);
      if (each.getInteger("seq") > seq) {
        seq = each.getInteger("seq");
        people.tell(
            "gates: wave %d %-4s %s: %s",
            each.getInteger("wave"),
            each.getString("answer"),
            each.getString("gate"),
            each.getString("because"));
      }
    }
  }

  private void tellWaves(JsonObject found) {
    int now = found.getInteger("wave");
    if (now > wave) {
      tellProgress(found);
      wave = now;
      List<JsonObject> members = members("wave=" + now);
      List<String> first = named(members, each -> !each.getBoolean("drawn"));
      urgent.addAll(first);
      people.tell(
          "wave %d opens: %d devices%s%s",
          now,
          members.size(),
          isHeldBack(found, now) ? ", those held back" : "",
          first.isEmpty()
              ? ""
              : "; first the %d with a ticket about it: %s"
                  .formatted(first.size(), String.join(", ", first)));
    }
  }

  /** How far the wave has come that is not the newest any more. */
  private void tellProgress(JsonObject found) {
    JsonArray waves = found.getJsonArray("waves");
    for (int i = 0; i < waves.size(); i++) {
      JsonObject each = waves.getJsonObject(i);
      if (wave > 0 && each.getInteger("wave") == wave) {
        people.tell(
            "wave %d: %d of %d run it, for %.1f device-hours in all",
            wave,
            each.getJsonObject("states").getInteger("updated", 0),
            each.getInteger("members"),
            each.getDouble("exposureHours"));
      }
    }
  }

  private static boolean isHeldBack(JsonObject rollout, int wave) {
    return wave > rollout.getJsonObject("plan").getJsonArray("waves").size();
  }

  private void tellFixes(JsonObject found) {
    JsonArray all = found.getJsonArray("fixes", new JsonArray());
    for (int i = 0; i < all.size(); i++) {
      JsonObject each = all.getJsonObject(i);
      String verdict = each.getString("state", "?");
      if (!verdict.equals(fixes.put(each.getString("symptom"), verdict))) {
        people.tell(
            "fix of %s %s: %s", each.getString("symptom"), verdict, each.getString("because"));
      }
    }
  }

  /** Devices that were given the release out of turn, because of their tickets. */
  Set<String> urgent() {
    return urgent;
  }

  List<JsonObject> members(String query) {
    return people.all(path + "/members" + (query.isEmpty() ? "" : "?" + query));
  }

  static List<String> named(List<JsonObject> members, Predicate<JsonObject> which) {
    return members.stream().filter(which).map(each -> each.getString("device")).sorted().toList();
  }
}
