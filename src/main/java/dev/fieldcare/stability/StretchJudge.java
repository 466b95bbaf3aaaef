package dev.fieldcare.stability;

import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.ModelHistory;
import dev.fieldcare.telemetry.Event;
import dev.fieldcare.telemetry.EventLog;
import dev.fieldcare.telemetry.Reading;
import dev.fieldcare.telemetry.TelemetryStore;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Judges one stretch of what a device sent by the {@link Judgement} every device in the field has:
 * the same detectors, limits and delays, fed with what is stored, in order of event time. It begins
 * with nothing learnt, so that the same stretch always gets the same answer.
 */
public final class StretchJudge {
  private final TelemetryStore telemetry;
  private final EventLog events;
  private final Function<String, ModelHistory> models;
  private final StabilitySettings settings;

  public StretchJudge(
      TelemetryStore telemetry,
      EventLog events,
      Function<String, ModelHistory> models,
      StabilitySettings settings) {
    this.telemetry = telemetry;
    this.events = events;
    this.models = models;
    this.settings = settings;
  }

  /**
   * The alarms of the stretch, each as it stood in the end. Blocks.
   *
   * @param also is shown each reading
   */
  public List<Alarm> judge(Device device, Instant from, Instant to, Consumer<Reading> also) {
    Map<String, Alarm> raised = new LinkedHashMap<>();
    var judgement =
        new Judgement(
            device,
            models.apply(device.model()),
            settings,
            new StabilityCounts(),
            alarm -> raised.put(alarm.key(), alarm));
    var due = new ArrayDeque<Event>();
    events.history(device).stream()
        .filter(each -> each.ts() >= from.toEpochMilli() && each.ts() <= to.toEpochMilli())
        .sorted(Comparator.comparingLong(Event::ts))
        .forEach(due::add);
    telemetry.history(
        device,
        from.toEpochMilli() - 1,
        reading -> {
          if (reading.ts() <= to.toEpochMilli()) {
            feedEvents(judgement, due, reading.ts());
            judgement.reading(reading.ts(), reading.metrics(), reading.values());
            also.accept(reading);
          }
        });
    feedEvents(judgement, due, Long.MAX_VALUE);
    return List.copyOf(raised.values());
  }

  private static void feedEvents(Judgement judgement, ArrayDeque<Event> due, long until) {
    for (Event next = due.peek(); next != null && next.ts() <= until; next = due.peek()) {
      judgement.event(next.ts(), next);
      due.remove();
    }
  }
}
