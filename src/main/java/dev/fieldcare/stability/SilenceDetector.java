package dev.fieldcare.stability;

import dev.fieldcare.registry.Severity;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Raises when nothing has been heard of a device for longer than it ever leaves between messages.
 * Judged by the server's receive time alone, never by what stamps the readings bear.
 *
 * <p>Patience is six expected intervals; for a model without an interval eight times the device's
 * own long gap; with nothing to go by a day. A last will ({@code online:false}) is a hint that
 * halves it. Nothing is counted before the server's own start and its grace, for it was the server
 * that was not there. A device that was never heard of is not silent.
 *
 * <p>What comes through a gateway counts for the gateway, too. While a gateway is silent its
 * children's silence is hidden behind its alarm; see {@link SilenceCause}.
 */
public final class SilenceDetector {
  static final String SYMPTOM = "silence";
  private static final String AFFECTED = "affected";
  private static final long LEARNT_FLOOR = 600_000;
  private static final long UNKNOWN_PATIENCE = 86_400_000;
  private static final long UNKNOWN_PATIENCE_AFTER_WILL = 3_600_000;
  private static final int NAMED_CHILDREN = 5;
  private static final int LISTED_CHILDREN = 50;

  private final long interval;
  private final long floor;
  private final long floorAfterWill;
  private final long grace;
  private final Place place;
  private final Rhythm rhythm = new Rhythm();

  private long lastArrival;
  private long willArrival;
  private boolean active;

  /** When the device was last heard of or through before it was silent; 0 if not known. */
  private long activeSince;

  /**
   * @param intervalMillis how often the device should report, or 0 if only its habit tells
   */
  SilenceDetector(long intervalMillis, StabilitySettings settings, Place place) {
    this.interval = intervalMillis;
    this.place = place;
    this.grace = settings.restartGrace().toMillis();
    this.floor = settings.silenceFloor().toMillis();
    this.floorAfterWill = settings.lastWillFloor().toMillis();
  }

  /** Something the device measured or did arrived; times in epoch milliseconds. */
  public void heard(long at, Sink sink) {
    if (at < lastArrival) {
      return;
    }
    if (interval == 0) {
      rhythm.arrived(at);
    }
    lastArrival = at;
    willArrival = 0;
    place.heard(at);
    if (active) {
      clear(at, sink);
    }
  }

  private void clear(long at, Sink sink) {
    active = false;
    place.light(at);
    sink.clear(at, at);
  }

  /** The device or its last will said whether it is online. */
  public void told(boolean online, long at) {
    willArrival = online ? 0 : at;
  }

  /**
   * The server's clock has come to {@code now}, and the server has been there to hear devices since
   * {@code listeningSince}, grace included.
   */
  public boolean tick(long now, long listeningSince, Sink sink) {
    long heard = Math.max(lastArrival, place.lastHeard());
    if (heard == 0) {
      return false;
    }
    if (active) {
      return heardThrough(heard, sink);
    }
    long allowed = place.patience(patience());
    long reachable = place.reachableSince(listeningSince, grace);
    long from = Math.max(heard, reachable);
    if (now - from < allowed && willArrival != 0 && willArrival >= heard) {
      from = Math.max(willArrival, reachable);
      allowed = patienceAfterWill();
    }
    if (now - from < allowed) {
      place.light(now);
      return false;
    }
    switch (place.cause(now, from, allowed)) {
      case ITSELF -> raise(now, heard, sink);
      case ITS_GATEWAY -> place.hide();
      case UNDECIDED -> {}
    }
    return active;
  }

  private void raise(long now, long heard, Sink sink) {
    active = true;
    activeSince = heard;
    place.darken();
    sink.raise(new Finding(SYMPTOM, Severity.MAJOR, heard, now, null, because(now, heard)));
  }

  /** A gateway is silent no more when something comes through it. */
  private boolean heardThrough(long heard, Sink sink) {
    if (activeSince == 0) {
      activeSince = heard;
    }
    if (heard == activeSince) {
      return false;
    }
    clear(heard, sink);
    return true;
  }

  private long patience() {
    if (interval > 0) {
      return Math.max(6 * interval, floor);
    }
    return rhythm.isKnown() ? Math.max(8 * rhythm.longGap(), LEARNT_FLOOR) : UNKNOWN_PATIENCE;
  }

  private long patienceAfterWill() {
    if (interval > 0) {
      return Math.max(3 * interval, floorAfterWill);
    }
    return rhythm.isKnown() ? patience() / 2 : UNKNOWN_PATIENCE_AFTER_WILL;
  }

  private Because because(long now, long heard) {
    String expected =
        interval > 0
            ? ", expected every " + Words.duration(interval)
            : rhythm.isKnown()
                ? ", usually at most %s apart".formatted(Words.duration(rhythm.longGap()))
                : "";
    String will =
        willArrival == 0 ? "" : "; it was reported offline at " + Words.instant(willArrival);
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put("silentSeconds", (now - heard) / 1000.0);
    arguments.put("patienceSeconds", place.patience(patience()) / 1000.0);
    arguments.put("intervalSeconds", interval / 1000.0);
    arguments.put("lastArrival", Words.instant(heard));
    if (willArrival != 0) {
      arguments.put("offlineAt", Words.instant(willArrival));
    }
    String what = lastArrival == 0 ? "nothing came through it for " : "no reading for ";
    String text = what + Words.duration(now - heard) + expected + will + behind(arguments);
    String key = willArrival == 0 ? SYMPTOM : SYMPTOM + ".will";
    return new Because(text, arguments.containsKey(AFFECTED) ? key + ".gateway" : key, arguments);
  }

  /** Says who else is unheard of, in words and in the arguments. */
  private String behind(Map<String, Object> arguments) {
    List<String> affected = place.affected();
    if (affected.isEmpty()) {
      return "";
    }
    int count = affected.size();
    arguments.put(AFFECTED, count);
    arguments.put(
        "affectedDevices",
        String.join(", ", affected.subList(0, Math.min(count, LISTED_CHILDREN))));
    String named = String.join(", ", affected.subList(0, Math.min(count, NAMED_CHILDREN)));
    return "; not heard of either, as %s through it: %s%s"
        .formatted(
            count == 1 ? "it reports" : "they report",
            named,
            count > NAMED_CHILDREN ? " and " + (count - NAMED_CHILDREN) + " more" : "");
  }

  public void save(DataOutput out) throws IOException {
    out.writeLong(lastArrival);
    out.writeLong(willArrival);
    out.writeBoolean(active);
    out.writeBoolean(interval == 0);
    if (interval == 0) {
      rhythm.save(out);
    }
  }

  public void load(DataInput in) throws IOException {
    lastArrival = in.readLong();
    willArrival = in.readLong();
    active = in.readBoolean();
    place.heard(lastArrival);
    if (active) {
      place.darken();
    }
    if (in.readBoolean()) {
      rhythm.load(in);
    }
  }
}
