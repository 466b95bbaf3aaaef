package dev.fieldcare.api;

import dev.fieldcare.firmware.Release;
import dev.fieldcare.rollout.waves.Counts;
import dev.fieldcare.rollout.waves.Member;
import dev.fieldcare.rollout.waves.MemberState;
import dev.fieldcare.rollout.waves.Opinion;
import dev.fieldcare.rollout.waves.Rollout;
import dev.fieldcare.rollout.waves.Wave;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rollouts as the API shows them; waves count from 1, those held back are the wave 0. */
final class RolloutJson {
  private RolloutJson() {}

  static JsonObject of(Rollout rollout, Release release) {
    return new JsonObject()
        .put("id", Long.toString(rollout.id()))
        .put("name", rollout.name())
        .put("model", rollout.model())
        .put("release", release.version())
        .put("filter", rollout.filter())
        .put("plan", rollout.plan().written())
        .put("state", rollout.state().code())
        .put("because", rollout.because())
        .put("becauseKey", rollout.becauseKey())
        .put("becauseArgs", rollout.becauseArgs())
        .put("wave", rollout.wave() + 1)
        .put("waveSince", text(rollout.waveSince()))
        .put("size", rollout.size())
        .put("verdict", rollout.verdict())
        .put("problem", rollout.problem())
        .put("fixes", rollout.fixes())
        .put("createdBy", rollout.createdBy())
        .put("createdAt", text(rollout.createdAt()))
        .put("approvedBy", rollout.approvedBy())
        .put("approvedAt", text(rollout.approvedAt()))
        .put("startedAt", text(rollout.startedAt()))
        .put("endedAt", text(rollout.endedAt()))
        .put("changedAt", text(rollout.changedAt()))
        .put("version", rollout.version());
  }

  static JsonArray waves(Counts counts, List<Wave> opened, Instant now) {
    var waves = new JsonArray();
    for (int number : counts.waves()) {
      var states = new JsonObject();
      for (MemberState state : MemberState.values()) {
        if (counts.of(number, state) > 0) {
          states.put(state.code(), counts.of(number, state));
        }
      }
      var json =
          new JsonObject()
              .put("wave", number + 1)
              .put("heldBack", number < 0)
              .put("members", counts.in(number))
              .put("states", states);
      opened.stream()
          .filter(each -> each.number() == number)
          .forEach(
              each ->
                  json.put("openedAt", text(each.openedAt()))
                      .put("exposureHours", Math.round(each.exposureHours(now) * 10) / 10.0));
      waves.add(json);
    }
    return waves;
  }

  /**
   * @param device the device's id
   */
  static JsonObject of(Member member, String device) {
    Long action = member.action();
    return new JsonObject()
        .put("device", device)
        .put("wave", member.wave() + 1)
        .put("stratum", member.stratum())
        .put("drawn", member.drawn())
        .put("hardwareRevision", member.revision())
        .put("state", member.state().code())
        .put("tries", member.tries())
        .put("dueAt", text(member.dueAt()))
        .put("action", action == null ? null : Long.toString(action))
        .put("reason", member.reason())
        .put("changedAt", text(member.changedAt()));
  }

  static JsonObject of(Opinion opinion) {
    return new JsonObject()
        .put("seq", opinion.seq())
        .put("at", text(opinion.at()))
        .put("wave", opinion.wave() + 1)
        .mergeIn(opinion.body().copy());
  }

  private static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }
}
