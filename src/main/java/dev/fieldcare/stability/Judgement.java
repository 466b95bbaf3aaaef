package dev.fieldcare.stability;

import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.Metric;
import dev.fieldcare.registry.Model;
import dev.fieldcare.registry.ModelHistory;
import dev.fieldcare.telemetry.Event;
import dev.fieldcare.telemetry.MetricSet;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one device's readings and events, taken in order of event time, say about it: a function of
 * that ordered series alone. Whoever feeds it asks first whether a thing {@link #isLate comes too
 * late} to be fed; then all from there on has to be judged again ({@link HistoryJudge}).
 *
 * <p>Readings of different series need no common order. Not thread-safe.
 */
final class Judgement {
  private static final String REBOOT = "device/reboot";
  private static final String CRASH = "device/crash";
  private static final int REMEMBERED_SETS = 8;
  private static final int JOINT_SETS = 2;
  private static final int MOST_LEADERS = 4;

  private final Device device;
  private final ModelHistory models;
  private final StabilitySettings settings;
  private final StabilityCounts counts;
  private final AlarmBook book;
  private final RebootDetector reboots = new RebootDetector("reboot.unexpected");
  private final RebootDetector crashes = new RebootDetector("crash");
  private final Sink rebootSink = new Condition(REBOOT);
  private final Sink crashSink = new Condition(CRASH);
  private final Map<String, Series> series = new HashMap<>(8);
  private final MetricSet[] sets = new MetricSet[REMEMBERED_SETS];
  private final Series[][] rows = new Series[REMEMBERED_SETS][];
  private final Map<List<String>, JointRow> joint = new HashMap<>(2);
  private int nextSet;

  /** Series that tell what is missing; the first of each set of metrics does for all of it. */
  private final Set<Series> leaders = new HashSet<>(2);

  private long newest = Long.MIN_VALUE;

  // the version of the model that holds, and its time
  private Model model;
  private long since = Long.MIN_VALUE;
  private long until;

  /**
   * @param models each reading is judged by the version that held when it was measured
   */
  Judgement(
      Device device,
      ModelHistory models,
      StabilitySettings settings,
      StabilityCounts counts,
      Consumer<Alarm> news) {
    this.device = device;
    this.models = models;
    this.model = models.versions().getFirst().model();
    this.until = start(1);
    this.settings = settings;
    this.counts = counts;
    this.book = new AlarmBook(settings.quietTime().toMillis(), Alarm.Basis.HISTORY, news);
  }

  void tellTo(Consumer<Alarm> news) {
    book.tellTo(news);
  }

  /** The newest event time taken in, epoch milliseconds. */
  long newest() {
    return newest;
  }

  List<Alarm> standing() {
    return book.standing(device);
  }

  /** Whether something newer was taken in already, and this would have changed what it meant. */
  boolean isLate(long at, MetricSet metrics) {
    if (at > newest) {
      return false;
    }
    if (at < since) {
      return true;
    }
    for (Series each : rowOf(metrics)) {
      if (each.lastTs > at) {
        return true;
      }
    }
    return at < newest && isDeviceTimeCounted();
  }

  /** Takes the values in that were measured at {@code at}; those of an instant known are not. */
  void reading(long at, MetricSet metrics, double[] values) {
    if (at >= until) {
      goOnWithModelOf(at);
    }
    Series[] row = rowOf(metrics);
    for (int i = 0; i < row.length; i++) {
      row[i].observe(at, values[i]);
    }
    JointRow together = jointOf(metrics.names());
    if (together != null) {
      together.observe(at, values);
    }
    if (book.hasNormal()) {
      for (Series each : row) {
        book.passed(device, each.metric, at);
      }
    }
    passed(at);
  }

  /** When the version of that place begins to hold. */
  private long start(int version) {
    List<ModelHistory.Version> versions = models.versions();
    if (version == 0) {
      return Long.MIN_VALUE;
    }
    return version < versions.size()
        ? versions.get(version).since().toEpochMilli()
        : Long.MAX_VALUE;
  }

  private void takeModelOf(long at) {
    int version = models.indexAt(at);
    model = models.versions().get(version).model();
    since = start(version);
    until = start(version + 1);
  }

  /** What still fits the new version goes on; an alarm whose condition is no more ends. */
  private void goOnWithModelOf(long at) {
    List<Series> before = List.copyOf(series.values());
    series.clear();
    leaders.clear();
    Arrays.fill(sets, null);
    takeModelOf(at);
    Set<String> conditions = new HashSet<>(Set.of(REBOOT, CRASH));
    for (Series each : before) {
      try {
        var bytes = new ByteArrayOutputStream(256);
        each.save(new DataOutputStream(bytes));
        var in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
        loadSeries(each.metric, in, conditions);
      } catch (IOException e) {
        throw new UncheckedIOException(e); // memory does not fail
      }
    }
    book.keepOnly(device, conditions, newest);
  }

  private void loadSeries(String metric, DataInput in, Set<String> conditions) throws IOException {
    Series loaded = seriesOf(metric);
    loaded.load(in, id -> lead(loaded, id));
    for (Detector detector : loaded.detectors()) {
      conditions.add(metric + "/" + detector.id());
    }
  }

  private void passed(long at) {
    if (at > newest) {
      newest = at;
      if (isDeviceTimeCounted()) {
        reboots.passed(at, rebootSink);
        crashes.passed(at, crashSink);
        book.passed(device, null, at);
      }
    }
  }

  private boolean isDeviceTimeCounted() {
    return reboots.isActive() || crashes.isActive() || book.hasOfDevice();
  }

  /** As for readings. An event often comes a little after readings that were taken after it. */
  boolean isLate(long at, Event event) {
    RebootDetector judge = judgeOf(event);
    return judge != null
        && at <= newest
        && (book.hasNormalOfDevice() || !judge.wouldTake(at, newest));
  }

  void event(long at, Event event) {
    RebootDetector judge = judgeOf(event);
    if (judge == reboots) {
      String reason = RebootReason.describe(RebootReason.parse(event.code()));
      reboots.failed(at, "rebooted unexpectedly", reason, rebootSink);
    } else if (judge == crashes) {
      String code = event.code() == null ? "no code given" : event.code();
      crashes.failed(at, "reported a " + event.type(), code, crashSink);
    }
    if (judge != null) {
      passed(at);
    }
  }

  private @Nullable RebootDetector judgeOf(Event event) {
    return switch (event.type()) {
      case "reboot" -> RebootReason.isUnexpected(RebootReason.parse(event.code())) ? reboots : null;
      case "crash", "fault" -> crashes;
      default -> null;
    };
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
    if (row.length > 0) {
      lead(row[0], MissingDetector.ID);
    }
    sets[nextSet] = metrics;
    rows[nextSet] = row;
    nextSet = (nextSet + 1) % REMEMBERED_SETS;
    return row;
  }

  private void lead(Series one, String detector) {
    boolean isNew = one.isWatched() && !leaders.contains(one) && leaders.size() < MOST_LEADERS;
    if (isNew && detector.equals(MissingDetector.ID)) {
      leaders.add(one);
      String condition = one.metric + "/" + MissingDetector.ID;
      one.add(Detectors.ofReadings(model), new Condition(condition));
    }
  }

  /** Of the first few sets of two metrics and more; null for others. */
  private @Nullable JointRow jointOf(List<String> names) {
    JointRow known = joint.get(names);
    if (known != null || names.size() < 2 || joint.size() >= JOINT_SETS) {
      return known;
    }
    JointDetector detector = new JointDetector(names);
    JointRow made = new JointRow(names, detector, new Condition("device/" + detector.id()));
    joint.put(names, made);
    return made;
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

  /** All there is to know, for {@link #load} into a judgement of this or another model. */
  byte[] toBytes() {
    var bytes = new ByteArrayOutputStream(256);
    try {
      save(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return bytes.toByteArray();
  }

  void load(byte[] bytes) throws IOException {
    load((DataInput) new DataInputStream(new ByteArrayInputStream(bytes)));
  }

  private void save(DataOutput out) throws IOException {
    out.writeLong(newest);
    book.save(out);
    reboots.save(out);
    crashes.save(out);
    out.writeShort(series.size());
    for (Series each : series.values()) {
      out.writeUTF(each.metric);
      each.save(out);
    }
    out.writeByte(joint.size());
    for (JointRow each : joint.values()) {
      out.writeShort(each.metrics.size());
      for (String metric : each.metrics) {
        out.writeUTF(metric);
      }
      each.save(out);
    }
  }

  private void load(DataInput in) throws IOException {
    newest = in.readLong();
    takeModelOf(newest);
    book.load(in);
    reboots.load(in);
    crashes.load(in);
    Set<String> conditions = new HashSet<>(Set.of(REBOOT, CRASH));
    int size = in.readShort();
    for (int i = 0; i < size; i++) {
      loadSeries(in.readUTF(), in, conditions);
    }
    loadJoint(in);
    for (JointRow each : joint.values()) {
      conditions.add("device/" + each.detector.id());
    }
    book.keepOnly(device, conditions, newest);
  }

  /** What was written before there was anything joint ends here: then that starts anew. */
  private void loadJoint(DataInput in) throws IOException {
    int size;
    try {
      size = in.readByte();
    } catch (EOFException e) {
      return;
    }
    for (int i = 0; i < size; i++) {
      String[] names = new String[in.readShort()];
      for (int j = 0; j < names.length; j++) {
        names[j] = in.readUTF();
      }
      JointRow each = jointOf(List.of(names));
      if (each == null) {
        throw new IOException("expected at most " + JOINT_SETS + " joint sets, found " + size);
      }
      each.load(in);
    }
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
