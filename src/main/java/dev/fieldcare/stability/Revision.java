package dev.fieldcare.stability;

import dev.fieldcare.stability.Alarm.Phase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a device's history, judged again, makes of the alarms told before. Pure. */
final class Revision {
  private record Episode(String symptom, Instant since) {}

  private Revision() {}

  /**
   * The alarms to be told in place of what was told: new and changed ones in the order they began,
   * then those that never were.
   *
   * @param now by key, the alarms as they came out now
   * @param told those told so far that were raised or changed since {@code from}
   * @param from event time, epoch milliseconds: before it nothing can have changed
   */
  static List<Alarm> of(Map<String, Alarm> now, List<Alarm> told, long from) {
    Map<Episode, @Nullable Instant> quiet = new HashMap<>();
    for (Alarm each : now.values()) {
      Instant at = each.course().quietAt();
      if (at != null) {
        quiet.put(episodeOf(each), at);
      }
    }
    Map<String, Alarm> toldByKey = new HashMap<>();
    told.forEach(each -> toldByKey.put(each.key(), each));

    var revised = new ArrayList<Alarm>();
    for (Alarm each : now.values()) {
      Alarm before = toldByKey.get(each.key());
      if (before == null ? wasRaisedSince(each, from) : isOther(each, before)) {
        revised.add(each.revised(each.phase(), quiet.get(episodeOf(each))));
      }
    }
    revised.sort(Comparator.comparing(Alarm::activeSince).thenComparing(Alarm::symptom));
    for (Alarm each : told) {
      boolean isGone = !now.containsKey(each.key()) && each.phase() != Phase.RETRACTED;
      if (isGone && wasRaisedSince(each, from)) {
        revised.add(each.revised(Phase.RETRACTED, null));
      }
    }
    return revised;
  }

  private static Episode episodeOf(Alarm alarm) {
    return new Episode(alarm.symptom(), alarm.course().episodeSince());
  }

  private static boolean wasRaisedSince(Alarm alarm, long from) {
    return alarm.course().raisedAt().toEpochMilli() >= from;
  }

  private static boolean isOther(Alarm now, Alarm told) {
    return now.phase() != told.phase()
        || now.severity() != told.severity()
        || !now.course().episodeSince().equals(told.course().episodeSince())
        || !Objects.equals(now.course().normalAt(), told.course().normalAt())
        || (now.phase() == Phase.QUIET && !now.at().equals(told.course().quietAt()))
        || (now.phase() != Phase.ACTIVE && !now.lastSeen().equals(told.lastSeen()))
        || !now.because().text().equals(told.because().text());
  }
}
