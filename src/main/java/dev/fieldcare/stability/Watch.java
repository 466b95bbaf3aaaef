package dev.fieldcare.stability;

import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.Metric;
import dev.fieldcare.registry.Model;
import dev.fieldcare.telemetry.Event;
import dev.fieldcare.telemetry.MetricSet;
import dev.fieldcare.telemetry.Reading;
import dev.fieldcare.telemetry.StateReport;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Watches one device: feeds its detectors in order of event time and keeps its alarms. Not
 * thread-safe; all on the device's lane.
 *
 * <p>What arrived before the last thing this watch took in is a replay and passed over.
 */
final class Watch {
  private static final String SILENCE = "device/silence";
  private static final String REBOOT = "device/reboot";
  private static final String CRASH = "device/crash";
  private static final int REMEMBERED_SETS = 8;

  private final StabilitySettings settings;
  private final StabilityCounts counts;
  private final Model model;
  private final AlarmBook book;
  private final DeviceClock clock = new DeviceClock();
  private final SilenceDetector silence;
  private final RebootDetector reboots = new RebootDetector("reboot.unexpected");
  private final RebootDetector crashes = new RebootDetector("crash");
  private final Sink silenceSink = new Condition(SILENCE);
  private final Sink rebootSink = new Condition(REBOOT);
  private final Sink crashSink = new Condition(CRASH);
  private final Map<String, Series> series = new HashMap<>(8);
  private final MetricSet[] sets = new MetricSet[REMEMBERED_SETS];
  private final Series[][] rows = new Series[REMEMBERED_SETS][];
  private int nextSet;

  private Device device;
  private long readingArrival;
  private long eventArrival;
  private long stateArrival;

  Watch(
      Device device,
      Model model,
      StabilitySettings settings,
      StabilityCounts counts,
      Place place,
      Consumer<Alarm> news) {
    this.device = device;
    this.model = model;
    this.settings = settings;
    this.counts = counts;
    this.book = new AlarmBook(settings.quietTime().toMillis(), news);
    this.silence = new SilenceDetector(Detectors.intervalMillis(model), settings, place);
  }

  Model model() {
    return model;
  }

  Device device() {
    return device;
  }

  /** The greatest arrival taken in, epoch microseconds. */
  long arrival() {
    return Math.max(readingArrival, Math.max(eventArrival, stateArrival));
  }

  /** False if it was a replay of what is known. */
  boolean reading(Reading reading) {
    if (reading.arrival() <= readingArrival) {
      counts.replayed.increment();
      return false;
    }
    readingArrival = reading.arrival();
    device = reading.device();
    long arrival = reading.arrival() / 1000;
    long ts = reading.ts();
    silence.heard(arrival, silenceSink);
    if (clock.goesBackTo(ts, arrival)) {
      counts.clocksPutBack.increment();
      series.values().forEach(each -> each.lastTs = Math.min(each.lastTs, ts - 1));
    }
    Series[] row = rowOf(reading.metrics());
    double[] values = reading.values();
    for (int i = 0; i < row.length; i++) {
      row[i].observe(ts, values[i]);
    }
    if (ts == clock.newest()) {
      reboots.passed(ts, rebootSink);
      crashes.passed(ts, crashSink);
      book.passed(device, ts);
    }
    return true;
  }

  /** False if it was a replay of what is known. */
  boolean event(Event event) {
    if (event.arrival() <= eventArrival) {
      counts.replayed.increment();
      return false;
    }
    eventArrival = event.arrival();
    device = event.device();
    silence.heard(event.arrival() / 1000, silenceSink);
    switch (event.type()) {
      case "reboot" -> {
        int code = RebootReason.parse(event.code());
        if (RebootReason.isUnexpected(code)) {
          String reason = RebootReason.describe(code);
          reboots.failed(event.ts(), "rebooted unexpectedly", reason, rebootSink);
        }
      }
      case "crash", "fault" -> {
        String code = event.code() == null ? "no code given" : event.code();
        crashes.failed(event.ts(), "reported a " + event.type(), code, crashSink);
      }
      default -> {}
    }
    return true;
  }

  /** False if it was a replay of what is known. */
  boolean state(StateReport state) {
    if (state.arrival() <= stateArrival) {
      counts.replayed.increment();
      return false;
    }
    stateArrival = state.arrival();
    device = state.device();
    silence.told(state.online(), state.arrival() / 1000);
    return true;
  }

  /** True if something changed. */
  boolean tick(long now, long listeningSince) {
    return silence.tick(now, listeningSince, silenceSink);
  }

  private Series[] rowOf(MetricSet metrics) {
    for (int i = 0; i < REMEMBERED_SETS; i++) {
      if (sets[i] == metrics) {
        return rows[i];
      }
    }
    Series[] row = new Series[metrics.size()];
    for (int i = 0; i < row.length; i++) {
      row[i] = seriesOf(metrics.names().get(i));
    }
    sets[nextSet] = metrics;
    rows[nextSet] = row;
    nextSet = (nextSet + 1) % REMEMBERED_SETS;
    return row;
  }

  private Series seriesOf(String metric) {
    Series known = series.get(metric);
    if (known != null) {
      return known;
    }
    if (series.size() >= settings.maxSeriesPerDevice()) {
      counts.seriesRefused.increment();
      return Series.ignored(metric, counts);
    }
    List<Detector> detectors = Detectors.of(model, metric);
    List<Sink> sinks = new ArrayList<>();
    for (Detector detector : detectors) {
      sinks.add(new Condition(metric + "/" + detector.id()));
    }
    Metric described = model.metrics().get(metric);
    Series made = new Series(metric, described, detectors, sinks, counts);
    series.put(metric, made);
    return made;
  }

  /** Writes all there is to know; {@link #load} may be of a watch with another model. */
  void save(DataOutput out) throws IOException {
    out.writeLong(readingArrival);
    out.writeLong(eventArrival);
    out.writeLong(stateArrival);
    clock.save(out);
    book.save(out);
    silence.save(out);
    reboots.save(out);
    crashes.save(out);
    out.writeShort(series.size());
    for (Series each : series.values()) {
      out.writeUTF(each.metric);
      each.save(out);
    }
  }

  void load(DataInput in) throws IOException {
    readingArrival = in.readLong();
    eventArrival = in.readLong();
    stateArrival = in.readLong();
    clock.load(in);
    book.load(in);
    silence.load(in);
    reboots.load(in);
    crashes.load(in);
    Set<String> conditions = new HashSet<>(Set.of(SILENCE, REBOOT, CRASH));
    int size = in.readShort();
    for (int i = 0; i < size; i++) {
      Series each = seriesOf(in.readUTF());
      each.load(in);
      for (Detector detector : each.detectors) {
        conditions.add(each.metric + "/" + detector.id());
      }
    }
    book.keepOnly(device, conditions, clock.newest());
  }

  /** One thing that can be wrong with this device, as its detector's sink. */
  private final class Condition implements Sink {
    private final String name;

    Condition(String name) {
      this.name = name;
    }

    @Override
    public void raise(Finding finding) {
      book.raise(device, name, finding);
    }

    @Override
    public void clear(long at, long lastSeen) {
      book.clear(device, name, at, lastSeen);
    }
  }
}
