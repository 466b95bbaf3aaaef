package dev.fieldcare.stability;

import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.Severity;
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
 * while readings come: a pause between two counts for an hour at most.
 */
final class AlarmBook {
  private static final long LONGEST_PAUSE = 3_600_000;

  private static final class Entry {
    final String symptom;
    final List<String> conditions = new ArrayList<>(1);
    @Nullable String metric;
    Severity severity = Severity.WARNING;
    long activeSince;
    long lastSeen;

    /** Milliseconds of quiet, or -1 until the first reading after it became normal. */
    long quietFor;

    Because because = new Because("", "", Map.of());

    Entry(String symptom) {
      this.symptom = symptom;
    }
  }

  private final long quietTime;
  private final Consumer<Alarm> news;
  private final List<Entry> entries = new ArrayList<>(0);
  private int normal;
  private long lastPassed = Long.MIN_VALUE;

  AlarmBook(long quietTime, Consumer<Alarm> news) {
    this.quietTime = quietTime;
    this.news = news;
  }

  void raise(Device device, String condition, Finding finding) {
    Entry entry = find(finding.symptom());
    if (entry == null) {
      entry = new Entry(finding.symptom());
      entries.add(entry);
    } else if (entry.conditions.isEmpty()) {
      normal--;
    }
    boolean worse = finding.severity().compareTo(entry.severity) < 0;
    if (entry.conditions.isEmpty()) {
      entry.activeSince = Math.max(finding.since(), entry.activeSince + 1);
      entry.severity = finding.severity();
      entry.lastSeen = finding.at();
    } else if (worse) {
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
    if (entry.conditions.isEmpty()) {
      entry.quietFor = -1;
      normal++;
      tell(device, entry, Phase.NORMAL, at);
    }
  }

  /** The device's own time has come to {@code ts}, with a reading. */
  void passed(Device device, long ts) {
    if (normal > 0) {
      long pause = Math.clamp(ts - lastPassed, 0, LONGEST_PAUSE);
      for (Iterator<Entry> each = entries.iterator(); each.hasNext(); ) {
        Entry entry = each.next();
        if (entry.conditions.isEmpty()) {
          entry.quietFor = entry.quietFor < 0 ? 0 : entry.quietFor + pause;
          if (entry.quietFor >= quietTime) {
            each.remove();
            normal--;
            tell(device, entry, Phase.QUIET, ts);
          }
        }
      }
    }
    lastPassed = ts;
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
    Instant since = Instant.ofEpochMilli(entry.activeSince);
    news.accept(
        new Alarm(
            Alarm.keyOf(device.id(), entry.symptom, since),
            device,
            entry.symptom,
            entry.severity,
            phase,
            since,
            Instant.ofEpochMilli(at),
            Instant.ofEpochMilli(entry.lastSeen),
            entry.metric,
            entry.because));
  }

  void save(DataOutput out) throws IOException {
    out.writeLong(lastPassed);
    out.writeShort(entries.size());
    for (Entry entry : entries) {
      out.writeUTF(entry.symptom);
      out.writeShort(entry.conditions.size());
      for (String condition : entry.conditions) {
        out.writeUTF(condition);
      }
      out.writeUTF(entry.metric == null ? "" : entry.metric);
      out.writeByte(entry.severity.ordinal());
      out.writeLong(entry.activeSince);
      out.writeLong(entry.lastSeen);
      out.writeLong(entry.quietFor);
      out.writeUTF(entry.because.text());
      out.writeUTF(entry.because.key());
      Arguments.save(entry.because.arguments(), out);
    }
  }

  void load(DataInput in) throws IOException {
    lastPassed = in.readLong();
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
      entry.activeSince = in.readLong();
      entry.lastSeen = in.readLong();
      entry.quietFor = in.readLong();
      entry.because = new Because(in.readUTF(), in.readUTF(), Arguments.load(in));
      entries.add(entry);
      normal += entry.conditions.isEmpty() ? 1 : 0;
    }
  }
}
