package dev.fieldcare;

import dev.fieldcare.rollout.waves.Sightings;
import dev.fieldcare.stability.RaisedAlarms;
import dev.fieldcare.stability.RebootReason;
import dev.fieldcare.telemetry.EventLog;
import dev.fieldcare.tickets.OpenedTickets;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/** What rollouts count, gathered from whoever knows it. */
final class FieldNews implements Sightings {
  private static final Duration LOOP_WITHIN = Duration.ofHours(1);
  private static final int LOOP = 3;
  private static final String SYMPTOM = "symptom:";

  private final EventLog events;
  private final RaisedAlarms alarms;
  private final OpenedTickets tickets;
  private final ToIntFunction<String> numberOf;

  /**
   * @param numberOf the number of a device's id, 0 when there is none
   */
  FieldNews(
      EventLog events, RaisedAlarms alarms, OpenedTickets tickets, ToIntFunction<String> numberOf) {
    this.events = events;
    this.alarms = alarms;
    this.tickets = tickets;
    this.numberOf = numberOf;
  }

  @Override
  public Future<List<Sighting>> known(String kind, Instant from, Instant until) {
    return switch (kind) {
      case "crash" -> crashes(from, until);
      case "crashloop" -> crashes(from.minus(LOOP_WITHIN), until).map(all -> loops(all, from));
      case "alarm" -> alarms.raised(null, from, until).map(FieldNews::sightings);
      case "ticket" ->
          tickets
              .opened(from, until)
              .map(
                  opened ->
                      opened.stream()
                          .map(each -> new Sighting(numberOf.applyAsInt(each.device()), each.at()))
                          .filter(each -> each.device() > 0)
                          .toList());
      default ->
          kind.startsWith(SYMPTOM)
              ? alarms
                  .raised(kind.substring(SYMPTOM.length()), from, until)
                  .map(FieldNews::sightings)
              : Future.succeededFuture(List.of());
    };
  }

  private static List<Sighting> sightings(List<RaisedAlarms.Raised> raised) {
    return raised.stream().map(each -> new Sighting(each.device(), each.since())).toList();
  }

  /** Unexpected reboots, and crashes without one. */
  private Future<List<Sighting>> crashes(Instant from, Instant until) {
    return events
        .arrived("reboot", from, until)
        .compose(
            reboots ->
                events
                    .arrived("crash", from, until)
                    .map(
                        crashes -> {
                          var all = new ArrayList<Sighting>();
                          for (EventLog.Told each : reboots) {
                            if (RebootReason.isUnexpected(RebootReason.parse(each.code()))) {
                              all.add(sighting(each));
                            }
                          }
                          crashes.forEach(each -> all.add(sighting(each)));
                          all.sort(Comparator.comparing(Sighting::at));
                          return all;
                        }));
  }

  private static Sighting sighting(EventLog.Told event) {
    return new Sighting(event.device(), Instant.ofEpochMilli(event.ts()));
  }

  /**
   * Devices that crashed three times within an hour, at the third time; in order of time.
   *
   * @param from what was before is known already
   */
  static List<Sighting> loops(List<Sighting> crashes, Instant from) {
    Map<Integer, Deque<Instant>> lately = new HashMap<>();
    var loops = new ArrayList<Sighting>();
    for (Sighting each : crashes) {
      Deque<Instant> times = lately.computeIfAbsent(each.device(), any -> new ArrayDeque<>());
      times.addLast(each.at());
      while (times.getFirst().isBefore(each.at().minus(LOOP_WITHIN))) {
        times.removeFirst();
      }
      if (times.size() >= LOOP && !each.at().isBefore(from.minus(LOOP_WITHIN))) {
        loops.add(each);
      }
    }
    return loops;
  }
}
