package dev.fieldcare.commands;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A dry run: what a rollout would amount to if it began now. */
@Command(
    name = "try",
    description = {
      "A dry run: which devices a rollout would go to if it began now, why not to others, how they"
          + " get there, and what there is to be fetched.",
      "Changes nothing."
    },
    mixinStandardHelpOptions = true)
final class RolloutTryCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private FirmwareServer server;
  @Mixin private RolloutDraft draft;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  RolloutTryCommand() {}

  @Override
  public Integer call() {
    show(
        server.send("POST", "/api/v1/rollouts/dry-run", draft.json()), spec.commandLine().getOut());
    return 0;
  }

  private static void show(JsonObject report, PrintWriter out) {
    out.printf(
        "%s %s: %d devices match, %d may have it now, %d of them with a ticket that it fixes%n",
        report.getString("model"),
        report.getString("release"),
        report.getLong("devices"),
        report.getLong("eligible"),
        report.getLong("urgent"));
    out.printf(
        "waves: %s; held back: %d%n",
        joined(report.getJsonArray("waves")), report.getLong("heldBack"));
    for (JsonObject each : objects(report, "reasons")) {
      out.printf(
          "  %7d not, %s: %s%n",
          each.getLong("devices"), each.getString("reason"), joined(each.getJsonArray("examples")));
    }
    out.println("how they get there");
    for (JsonObject each : objects(report, "paths")) {
      JsonArray over = each.getJsonArray("over");
      out.printf(
          "  %7d by %s%s, %s each%n",
          each.getLong("devices"),
          each.getString("by"),
          over.isEmpty() ? "" : " over " + joined(over),
          bytes(each.getLong("bytesEach")));
    }
    load(report.getJsonObject("load"), out);
    for (JsonObject each : objects(report, "conflicts")) {
      out.printf(
          "conflict: %d have %s open, which %s: %s%n",
          each.getLong("devices"),
          each.getString("release"),
          each.getBoolean("superseded") ? "would end" : "keeps this one away",
          joined(each.getJsonArray("examples")));
    }
    tickets("tickets helped", report.getJsonObject("ticketsHelped"), out);
    tickets("tickets of devices it may not go to", report.getJsonObject("ticketsMissed"), out);
    promises(report.getJsonObject("promises"), out);
  }

  private static void promises(JsonObject promises, PrintWriter out) {
    for (JsonObject each : objects(promises, "open")) {
      String first = each.getString("firstDue");
      out.printf(
          "promises it may help: %d %s%s%n",
          each.getLong("count"),
          each.getString("kind"),
          first == null ? "" : ", the first due " + first);
    }
    JsonObject late = promises.getJsonObject("late");
    if (late.getLong("count") > 0) {
      out.printf(
          "promises due before it is there, by %s: %d%n",
          promises.getString("expectedBy"), late.getLong("count"));
      for (JsonObject each : objects(late, "examples")) {
        out.printf(
            "  %s %s, due %s%n",
            each.getString("ticket"), each.getString("kind"), each.getString("due"));
      }
    }
    JsonObject early = promises.getJsonObject("unannounced");
    if (early.getLong("customers") > 0) {
      out.printf(
          "customers whose %d devices may get it, from %s, before the time to tell them is over:"
              + " %d: %s%n",
          early.getLong("devices"),
          promises.getString("start"),
          early.getLong("customers"),
          joined(early.getJsonArray("examples")));
    }
  }

  private static void load(JsonObject load, PrintWriter out) {
    Long seconds = load.getLong("seconds");
    out.printf(
        "load: %s in all, %s in the largest wave%s%n",
        bytes(load.getLong("bytes")),
        bytes(load.getLong("largestWaveBytes")),
        seconds == null
            ? ""
            : ", %d min and %s/s at the plan's rate"
                .formatted(Math.ceilDiv(seconds, 60L), bytes(load.getLong("peakBytesPerSecond"))));
  }

  private static void tickets(String title, JsonObject tickets, PrintWriter out) {
    long count = tickets.getLong("count");
    String numbers = joined(tickets.getJsonArray("numbers"));
    out.println(title + ": " + count + (numbers.isEmpty() ? "" : ": " + numbers));
  }

  private static List<JsonObject> objects(JsonObject report, String key) {
    return report.getJsonArray(key).stream().map(JsonObject.class::cast).toList();
  }

  private static String joined(JsonArray words) {
    return words.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  private static String bytes(long count) {
    return count < 1_000_000
        ? Math.ceilDiv(count, 1_000L) + " kB"
        : String.format(Locale.ROOT, "%.1f MB", count / 1e6);
  }
}
