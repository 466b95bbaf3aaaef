package dev.fieldcare.gateway;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what is refused and says so in the log, naming the device and the fault, at most once a
 * minute for each.
 */
final class Refusals {
  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
  private static final long QUIET_MILLIS = 60_000;
  private static final int MOST_REMEMBERED = 10_000;

  /** Since when a fault of a device has not been logged again, and how often it came since. */
  private static final class Seen {
    private long loggedAt;
    private long repeats;
  }

  private final GatewayMetrics metrics;
  private final Clock clock;
  private final ConcurrentHashMap<String, Seen> seen = new ConcurrentHashMap<>();

  Refusals(GatewayMetrics metrics, Clock clock) {
    this.metrics = metrics;
    this.clock = clock;
  }

  /** {@code who} is a device id, or an address when no device is known. */
  void refused(String who, String reason, String words) {
    metrics.refused(reason);
    log(who, reason, "refused", words);
  }

  void dropped(String who, Decoded.Fault fault) {
    metrics.dropped(fault.reason(), fault.subject());
    log(who, fault.reason(), "dropped a part", fault.words());
  }

  /** What a payload held that was not kept, but for the fault for which all of it is refused. */
  void hear(String who, Decoded decoded) {
    metrics.coerced(decoded.coerced());
    metrics.ignored(decoded.ignored());
    List<Decoded.Fault> faults = decoded.faults();
    int last = decoded.isRefused() ? faults.size() - 1 : faults.size();
    faults.subList(0, last).forEach(fault -> dropped(who, fault));
  }

  private void log(String who, String reason, String what, String words) {
    if (seen.size() > MOST_REMEMBERED) {
      seen.clear();
    }
    Seen mine = seen.computeIfAbsent(who + '|' + reason, each -> new Seen());
    long now = clock.millis();
    long repeats;
    synchronized (mine) {
      if (mine.loggedAt != 0 && now - mine.loggedAt < QUIET_MILLIS) {
        mine.repeats++;
        return;
      }
      repeats = mine.repeats;
      mine.repeats = 0;
      mine.loggedAt = now;
    }
    if (repeats == 0) {
      LOG.warn("{}: {} ({}): {}", who, what, reason, words);
    } else {
      LOG.warn("{}: {} ({}), {} more since: {}", who, what, reason, repeats, words);
    }
  }
}
