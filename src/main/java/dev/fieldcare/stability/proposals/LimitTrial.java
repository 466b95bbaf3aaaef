package dev.fieldcare.stability.proposals;

import dev.fieldcare.registry.Limit;
import dev.fieldcare.registry.Metric;
import dev.fieldcare.stability.Finding;
import dev.fieldcare.stability.LimitDetector;
import dev.fieldcare.stability.Sink;
import java.util.ArrayList;
import java.util.List;

/** Plays a history to the product's own limit detector and looks at what comes of it. */
final class LimitTrial {
  private static final long CHATTER = 60_000;
  private static final int CHATTER_TIMES = 3;
  private static final long FLEETING = 10_000;

  /** When an alarm was raised and cleared. */
  private record Alarm(long raised, long cleared) {}

  private final List<Alarm> alarms = new ArrayList<>();
  private long raised = Long.MIN_VALUE;

  /** How often the detector itself called it chattering. */
  private int called;

  private LimitTrial() {}

  static Trial of(
      History history,
      Metric metric,
      Limit limit,
      long interval,
      List<Excursions.Span> excursions) {
    return new LimitTrial().run(history, new LimitDetector(metric, limit, interval), excursions);
  }

  private Trial run(History history, LimitDetector detector, List<Excursions.Span> excursions) {
    Sink sink =
        new Sink() {
          @Override
          public void raise(Finding finding) {
            raised = raised == Long.MIN_VALUE ? finding.at() : raised;
            called += finding.because().key().endsWith(".chattering") ? 1 : 0;
          }

          @Override
          public void clear(long at, long lastSeen) {
            if (raised != Long.MIN_VALUE) {
              alarms.add(new Alarm(raised, at));
              raised = Long.MIN_VALUE;
            }
          }
        };
    for (int i = 0; i < history.count(); i++) {
      detector.observe(history.time(i), history.value(i), sink);
    }
    if (raised != Long.MIN_VALUE) {
      alarms.add(new Alarm(raised, Long.MAX_VALUE));
    }
    return judged(excursions);
  }

  private Trial judged(List<Excursions.Span> excursions) {
    int chattering = called;
    int fleeting = 0;
    for (int i = 0; i < alarms.size(); i++) {
      int first = i - CHATTER_TIMES + 1;
      boolean isThird = first >= 0 && alarms.get(i).raised - alarms.get(first).raised <= CHATTER;
      chattering += isThird ? 1 : 0;
      fleeting += alarms.get(i).cleared - alarms.get(i).raised < FLEETING ? 1 : 0;
    }
    int caught = 0;
    double delay = 0;
    int next = 0;
    for (Excursions.Span span : excursions) {
      while (next < alarms.size() && alarms.get(next).cleared < span.since()) {
        next++;
      }
      if (next < alarms.size() && alarms.get(next).raised <= span.until()) {
        caught++;
        delay += Math.max(0, alarms.get(next).raised - span.since());
      }
    }
    double mean = caught == 0 ? 0 : delay / caught / 1000;
    return new Trial(alarms.size(), chattering, fleeting, caught, mean);
  }
}
