package dev.fieldcare.stability;

import dev.fieldcare.registry.Limit;
import dev.fieldcare.registry.Limit.Side;
import dev.fieldcare.registry.Metric;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Watches one limit of one metric, with on-delay, off-delay and deadband in event time as OPC UA
 * Part 9 means them.
 *
 * <p>The condition begins with a reading beyond the limit (at the limit is not beyond) and is
 * raised by the first reading at or after the on-delay, if every one between was beyond too. It
 * clears likewise after the off-delay, once back by the deadband. A gap longer than the greater of
 * the delay and three intervals starts a running delay anew: nobody saw the condition hold. Values
 * out of the physical range are passed over.
 *
 * <p>A value that keeps crossing the limit never outlasts a delay, or raises and clears without
 * end. Such chattering ({@link Chatter}) is a condition of its own: it raises at once, and holds
 * until it has ended and the value is back.
 */
public final class LimitDetector implements Detector {
  private static final long GAP_WITHOUT_INTERVAL = 3_600_000;

  private enum Phase {
    NORMAL,
    RISING,
    ACTIVE,
    FALLING
  }

  private final Metric metric;
  private final Limit limit;
  private final String id;
  private final String symptom;
  private final long onDelay;
  private final long offDelay;
  private final long usualGap;
  private final double min;
  private final double max;

  private final Chatter chatter = new Chatter();
  private boolean isBeyond;
  private Phase phase = Phase.NORMAL;
  private long phaseSince;
  private long activeSince;
  private long lastBeyond;
  private long lastTs = Long.MIN_VALUE;

  /**
   * @param intervalMillis how often the device should report, or 0 if that is not known
   */
  public LimitDetector(Metric metric, Limit limit, long intervalMillis) {
    this.metric = metric;
    this.limit = limit;
    this.id = "limit." + limit.side().code() + ":" + limit.value() + "/" + limit.deadband();
    this.symptom = metric.name() + "." + limit.side().code();
    this.onDelay = limit.onDelay().toMillis();
    this.offDelay = limit.offDelay().toMillis();
    this.usualGap = intervalMillis > 0 ? 3 * intervalMillis : GAP_WITHOUT_INTERVAL;
    Double low = metric.physicalMin();
    Double high = metric.physicalMax();
    this.min = low == null ? Double.NEGATIVE_INFINITY : low;
    this.max = high == null ? Double.POSITIVE_INFINITY : high;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public void observe(long ts, double value, Sink sink) {
    if (!(value >= min && value <= max)) {
      return;
    }
    long gap = lastTs == Long.MIN_VALUE ? 0 : ts - lastTs;
    lastTs = ts;
    boolean beyond = limit.side() == Side.HIGH ? value > limit.value() : value < limit.value();
    isBeyond = beyond || (isBeyond && !isBack(value));
    if (isBroken(gap, onDelay)) {
      chatter.forget();
    }
    if (chatter.add(isBeyond) && chatter.isChattering()) {
      chatters(ts, value, sink);
      return;
    }
    switch (phase) {
      case NORMAL, RISING -> rise(ts, value, beyond, gap, sink);
      case ACTIVE, FALLING -> fall(ts, value, beyond, gap, sink);
    }
  }

  private void chatters(long ts, double value, Sink sink) {
    if (phase == Phase.NORMAL || phase == Phase.RISING) {
      activeSince = ts;
    }
    phase = Phase.ACTIVE;
    lastBeyond = ts;
    sink.raise(
        new Finding(
            symptom, limit.severity(), activeSince, ts, metric.name(), becauseChattering(value)));
  }

  private void rise(long ts, double value, boolean beyond, long gap, Sink sink) {
    if (!beyond) {
      phase = Phase.NORMAL;
      return;
    }
    if (phase == Phase.NORMAL || isBroken(gap, onDelay)) {
      phase = Phase.RISING;
      phaseSince = ts;
    }
    if (ts - phaseSince >= onDelay) {
      phase = Phase.ACTIVE;
      activeSince = phaseSince;
      lastBeyond = ts;
      sink.raise(
          new Finding(
              symptom, limit.severity(), activeSince, ts, metric.name(), because(ts, value)));
    }
  }

  private void fall(long ts, double value, boolean beyond, long gap, Sink sink) {
    if (beyond) {
      lastBeyond = ts;
    }
    if (!isBack(value)) {
      phase = Phase.ACTIVE;
      return;
    }
    if (phase == Phase.ACTIVE || isBroken(gap, offDelay)) {
      phase = Phase.FALLING;
      phaseSince = ts;
    }
    if (ts - phaseSince >= offDelay && !chatter.isChattering()) {
      phase = Phase.NORMAL;
      sink.clear(ts, lastBeyond);
    }
  }

  private boolean isBack(double value) {
    return limit.side() == Side.HIGH
        ? value <= limit.value() - limit.deadband()
        : value >= limit.value() + limit.deadband();
  }

  private boolean isBroken(long gap, long delay) {
    return gap < 0 || gap > Math.max(delay, usualGap);
  }

  private Because because(long ts, double value) {
    String side = limit.side() == Side.HIGH ? "above" : "below";
    String bound = Words.quantity(limit.value(), metric.unit());
    String text = metric.name() + " " + Words.quantity(value, metric.unit());
    text +=
        onDelay == 0
            ? " is %s the %s limit".formatted(side, bound)
            : " stayed %s the %s limit for %s (on-delay %s)"
                .formatted(side, bound, Words.duration(ts - phaseSince), Words.duration(onDelay));
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put("metric", metric.name());
    arguments.put("value", value);
    arguments.put("unit", metric.unit() == null ? "" : metric.unit());
    arguments.put("limit", limit.value());
    arguments.put("heldSeconds", (ts - phaseSince) / 1000.0);
    arguments.put("onDelaySeconds", onDelay / 1000.0);
    return new Because(text, "limit." + limit.side().code(), arguments);
  }

  private Because becauseChattering(double value) {
    String text =
        "%s is chattering: it crossed the %s limit %d times in 20 readings, now %s"
            .formatted(
                metric.name(),
                Words.quantity(limit.value(), metric.unit()),
                chatter.count(),
                Words.quantity(value, metric.unit()));
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put("metric", metric.name());
    arguments.put("value", value);
    arguments.put("unit", metric.unit() == null ? "" : metric.unit());
    arguments.put("limit", limit.value());
    arguments.put("changes", (long) chatter.count());
    return new Because(text, "limit." + limit.side().code() + ".chattering", arguments);
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeByte(phase.ordinal());
    out.writeLong(lastTs);
    out.writeBoolean(isBeyond);
    chatter.save(out);
    if (phase != Phase.NORMAL) {
      out.writeLong(phaseSince);
      out.writeLong(activeSince);
      out.writeLong(lastBeyond);
    }
  }

  @Override
  public void load(DataInput in) throws IOException {
    phase = Phase.values()[in.readByte()];
    lastTs = in.readLong();
    isBeyond = in.readBoolean();
    chatter.load(in);
    if (phase != Phase.NORMAL) {
      phaseSince = in.readLong();
      activeSince = in.readLong();
      lastBeyond = in.readLong();
    }
  }
}
