package dev.fieldcare.api;

import dev.fieldcare.registry.Device;
import dev.fieldcare.stability.LearntClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What was learnt of a device's clock from the stamps it gives. */
final class ClockRoutes {
  private final Vertx vertx;
  private final Sight sight;
  private final Clocks clocks;

  ClockRoutes(Vertx vertx, Sight sight, Clocks clocks) {
    this.vertx = vertx;
    this.sight = sight;
    this.clocks = clocks;
  }

  Future<Reply> get(Call call) {
    Device device = sight.get(call.caller(), call.path("id"));
    return Future.fromCompletionStage(clocks.of(device), vertx.getOrCreateContext())
        .map(learnt -> Reply.ok(json(learnt.orElse(null)).put("device", device.id())));
  }

  private static JsonObject json(@Nullable LearntClock clock) {
    return clock == null
        ? new JsonObject().put("state", "unknown")
        : new JsonObject()
            .put("state", word(clock.state()))
            .put("since", clock.since().toString())
            .put("heardAt", clock.heardAt().toString())
            .put("aheadSeconds", seconds(clock.ahead()))
            .put("correctionSeconds", seconds(clock.correction()))
            .put("correctedStamps", clock.correctedStamps())
            .put("drift", json(clock.drift()));
  }

  private static @Nullable JsonObject json(LearntClock.@Nullable Drift drift) {
    return drift == null
        ? null
        : new JsonObject()
            .put("partsPerMillion", drift.partsPerMillion())
            .put("lower", drift.lower())
            .put("upper", drift.upper())
            .put("overSeconds", seconds(drift.over()));
  }

  private static String word(LearntClock.State state) {
    return switch (state) {
      case GOOD -> "good";
      case AHEAD -> "ahead";
      case PUT_BACK -> "putBack";
      case NONE -> "none";
    };
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
