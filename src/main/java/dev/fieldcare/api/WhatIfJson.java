package dev.fieldcare.api;

import dev.fieldcare.base.Durations;
import dev.fieldcare.registry.Limit;
import dev.fieldcare.stability.proposals.Proposal;
import dev.fieldcare.stability.proposals.Trial;
import dev.fieldcare.tickets.Difference;
import dev.fieldcare.tickets.WhatIf;
import dev.fieldcare.tickets.WouldBe;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;

/** Writes what would have been. */
final class WhatIfJson {
  private static final int SHOWN = 200;

  private WhatIfJson() {}

  static JsonObject of(WhatIf.Answer answer) {
    Difference difference = answer.difference();
    int both = difference.kept().size() + difference.moved().size();
    return new JsonObject()
        .put("devices", answer.devices())
        .put("readings", answer.readings())
        .put(
            "present",
            new JsonObject()
                .put("alarms", answer.presentAlarms())
                .put("tickets", both + difference.gone().size()))
        .put(
            "other",
            new JsonObject()
                .put("alarms", answer.otherAlarms())
                .put("tickets", both + difference.opened().size()))
        .put("opened", list(difference.opened().stream().map(WhatIfJson::of).toList()))
        .put("gone", list(difference.gone().stream().map(WhatIfJson::of).toList()))
        .put("moved", list(difference.moved().stream().map(WhatIfJson::of).toList()))
        .put("kept", list(difference.kept().stream().map(WhatIfJson::of).toList()));
  }

  private static JsonObject list(List<JsonObject> tickets) {
    return new JsonObject()
        .put("count", tickets.size())
        .put("tickets", tickets.stream().limit(SHOWN).toList());
  }

  private static JsonObject of(Difference.Moved moved) {
    Duration later = Duration.between(moved.before().openedAt(), moved.after().openedAt());
    return of(moved.after())
        .put("openedBefore", moved.before().openedAt().toString())
        .put("laterSeconds", later.toMillis() / 1000.0);
  }

  private static JsonObject of(WouldBe ticket) {
    return new JsonObject()
        .put("device", ticket.device())
        .put("symptom", ticket.symptom())
        .put("severity", ticket.severity().code())
        .put("openedAt", ticket.openedAt().toString())
        .put("firstSeenAt", ticket.firstSeen().toString())
        .put("lastSeenAt", ticket.lastSeen().toString())
        .put("occurrences", ticket.occurrences())
        .put("because", ticket.because());
  }

  static JsonObject of(Proposal proposal) {
    return new JsonObject()
        .put("present", of(proposal.present()))
        .put("proposed", of(proposal.proposed()))
        .put("isChange", !proposal.present().equals(proposal.proposed()))
        .put("devices", proposal.devices())
        .put("readings", proposal.readings())
        .put("noise", proposal.noise())
        .put("lastingExcursions", proposal.lasting())
        .put("before", of(proposal.before()))
        .put("after", of(proposal.after()));
  }

  private static JsonObject of(Limit limit) {
    return new JsonObject()
        .put(limit.side().code(), limit.value())
        .put("severity", limit.severity().code())
        .put("onDelay", Durations.format(limit.onDelay()))
        .put("offDelay", Durations.format(limit.offDelay()))
        .put("deadband", limit.deadband());
  }

  private static JsonObject of(Trial trial) {
    return new JsonObject()
        .put("alarms", trial.alarms())
        .put("chattering", trial.chattering())
        .put("fleeting", trial.fleeting())
        .put("caught", trial.caught())
        .put("meanDelaySeconds", trial.meanDelaySeconds());
  }
}
