package dev.fieldcare.stability;

import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.Severity;
import dev.fieldcare.stability.Alarm.Basis;
import dev.fieldcare.stability.Alarm.Phase;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The alarms of one device: at most one for each symptom, however many conditions stand behind it.
 *
 * <p>ACTIVE when the first condition is raised, again when one becomes worse; NORMAL when the last
 * is cleared; QUIET, and forgotten, when it stayed normal for the quiet time. Quiet time runs only
 * while readings come (of the alarm's own metric, if it has one): a pause between two counts for an
 * hour at most.
 */
final class AlarmBook {
  private static final long LONGEST_PAUSE = 3_600_000;
  private static final long NEVER = Long.MIN_VALUE;

  private static final class Entry {
    final String symptom;
    final List<String> conditions = new ArrayList<>(1);
    @Nullable String metric;
    Severity severity = Severity.WARNING;
    long episodeSince;
    long activeSince = NEVER;
    long raisedAt;
    long lastSeen;
    long normalAt;

    /** Milliseconds of quiet up to {@code passedAt}. */
    long quietFor;

    long passedAt;
    Because because = new Because("", "", Map.of());

    Entry(String symptom) {
      this.symptom = symptom;
    }

    boolean isNormal() {
      return conditions.isEmpty();
    }
  }

  private final long quietTime;
  private final Basis basis;
  private Consumer<Alarm> news;
  private final List<Entry> entries = new ArrayList<>(0);

  /** How many entries are normal, and how many of them have no metric. */
  private int normal;

  private int normalOfDevice;

  AlarmBook(long quietTime, Basis basis, Consumer<Alarm> news) {
    this.quietTime = quietTime;
    this.basis = basis;
    this.news = news;
  }

  void tellTo(Consumer<Alarm> listener) {
    news = listener;
  }

  void raise(Device device, String condition, Finding finding) {
    Entry entry = find(finding.symptom());
    if (entry == null) {
      entry = new Entry(finding.symptom());
      entry.episodeSince = finding.since();
      entries.add(entry);
    } else if (entry.isNormal()) {
      countNormal(entry, -1);
    }
    if (entry.isNormal()) {
      entry.activeSince = Math.max(finding.since(), entry.activeSince + 1);
      entry.raisedAt = finding.at();
      entry.severity = finding.severity();
      entry.lastSeen = finding.at();
    } else if (finding.severity().compareTo(entry.severity) < 0) {
      entry.severity = finding.severity();
    }
    if (!entry.conditions.contains(condition)) {
      entry.conditions.add(condition);
    }
    entry.metric = finding.metric();
    entry.lastSeen = Math.max(entry.lastSeen, finding.at());
    entry.because = finding.because();
    tell(device, entry, Phase.ACTIVE, finding.at());
  }

  void clear(Device device, String condition, long at, long lastSeen) {
    for (Entry entry : entries) {
      if (entry.conditions.remove(condition)) {
        entry.lastSeen = Math.max(entry.lastSeen, lastSeen);
        settle(device, entry, at);
        return;
      }
    }
  }

  /** Clears what no longer has a detector, as when a limit was taken out of the model. */
  void keepOnly(Device device, Set<String> conditions, long at) {
    for (Entry entry : entries) {
      if (entry.conditions.removeIf(condition -> !conditions.contains(condition))) {
        settle(device, entry, at);
      }
    }
  }

  private void settle(Device device, Entry entry, long at) {
    if (entry.isNormal()) {
      entry.normalAt = at;
      entry.quietFor = 0;
      entry.passedAt = at;
      countNormal(entry, 1);
      tell(device, entry, Phase.NORMAL, at);
    }
  }

  private void countNormal(Entry entry, int by) {
    normal += by;
    normalOfDevice += entry.metric == null ? by : 0;
  }

  boolean hasNormal() {
    return normal > 0;
  }

  /** Whether quiet time of some alarm runs with the device's own time, not with a metric's. */
  boolean hasNormalOfDevice() {
    return normalOfDevice > 0;
  }

  /** Whether there is an alarm that is not of one metric, so that the order of all matters. */
  boolean hasOfDevice() {
    for (Entry entry : entries) {
      if (entry.metric == null) {
        return true;
      }
    }
    return false;
  }

  /** The metric's time has come to {@code ts}; with null: the device's own. */
  void passed(Device device, @Nullable String metric, long ts) {
    for (Iterator<Entry> each = entries.iterator(); each.hasNext(); ) {
      Entry entry = each.next();
      if (!entry.isNormal() || !java.util.Objects.equals(metric, entry.metric)) {
        continue;
      }
      entry.quietFor += Math.clamp(ts - entry.passedAt, 0, LONGEST_PAUSE);
      entry.passedAt = Math.max(entry.passedAt, ts);
      if (entry.quietFor >= quietTime) {
        each.remove();
        countNormal(entry, -1);
        tell(device, entry, Phase.QUIET, ts);
      }
    }
  }

  /** The alarms that are not quiet, as they were told last. */
  List<Alarm> standing(Device device) {
    return entries.stream()
        .map(
            entry ->
                entry.isNormal()
                    ? alarm(device, entry, Phase.NORMAL, entry.normalAt)
                    : alarm(device, entry, Phase.ACTIVE, entry.raisedAt))
        .toList();
  }

  private @Nullable Entry find(String symptom) {
    for (Entry entry : entries) {
      if (entry.symptom.equals(symptom)) {
        return entry;
      }
    }
    return null;
  }

  private void tell(Device device, Entry entry, Phase phase, long at) {
    news.accept(alarm(device, entry, phase, at));
  }

  private Alarm alarm(Device device, Entry entry, Phase phase, long at) {
    Instant since = Instant.ofEpochMilli(entry.activeSince);
    return new Alarm(
        Alarm.keyOf(device.id(), entry.symptom, since),
        device,
        entry.symptom,
        entry.severity,
        phase,
        since,
        Instant.ofEpochMilli(at),
        Instant.ofEpochMilli(entry.lastSeen),
        entry.metric,
        entry.because,
        new Alarm.Course(
            basis,
            Instant.ofEpochMilli(entry.episodeSince),
            Instant.ofEpochMilli(entry.raisedAt),
            phase == Phase.ACTIVE ? null : Instant.ofEpochMilli(entry.normalAt),
            phase == Phase.QUIET ? Instant.ofEpochMilli(at) : null,
            false));
  }

  void save(DataOutput out) throws IOException {
    out.writeShort(entries.size());
    for (Entry entry : entries) {
      out.writeUTF(entry.symptom);
      out.writeShort(entry.conditions.size());
      for (String condition : entry.conditions) {
        out.writeUTF(condition);
      }
      out.writeUTF(entry.metric == null ? "" : entry.metric);
      out.writeByte(entry.severity.ordinal());
      out.writeLong(entry.episodeSince);
      out.writeLong(entry.activeSince);
      out.writeLong(entry.raisedAt);
      out.writeLong(entry.lastSeen);
      out.writeLong(entry.normalAt);
      out.writeLong(entry.quietFor);
      out.writeLong(entry.passedAt);
      out.writeUTF(entry.because.text());
      out.writeUTF(entry.because.key());
      Arguments.save(entry.because.arguments(), out);
    }
  }

  void load(DataInput in) throws IOException {
    int size = in.readShort();
    for (int i = 0; i < size; i++) {
      Entry entry = new Entry(in.readUTF());
      int conditions = in.readShort();
      for (int j = 0; j < conditions; j++) {
        entry.conditions.add(in.readUTF());
      }
      String metric = in.readUTF();
      entry.metric = metric.isEmpty() ? null : metric;
      entry.severity = Severity.values()[in.readByte()];
      entry.episodeSince = in.readLong();
      entry.activeSince = in.readLong();
      entry.raisedAt = in.readLong();
      entry.lastSeen = in.readLong();
      entry.normalAt = in.readLong();
      entry.quietFor = in.readLong();
      entry.passedAt = in.readLong();
      entry.because = new Because(in.readUTF(), in.readUTF(), Arguments.load(in));
      entries.add(entry);
      if (entry.isNormal()) {
        countNormal(entry, 1);
      }
    }
  }
}
