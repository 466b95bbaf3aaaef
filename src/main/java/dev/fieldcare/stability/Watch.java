package dev.fieldcare.stability;

import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.Model;
import dev.fieldcare.registry.ModelHistory;
import dev.fieldcare.telemetry.Event;
import dev.fieldcare.telemetry.Reading;
import dev.fieldcare.telemetry.StateReport;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Watches one device as its messages arrive: gives each reading its event time, feeds the {@link
 * Judgement} while they come in order, and notes from when on all must be judged again when they do
 * not. Silence it judges by the server's clock. Not thread-safe; all on the device's lane.
 *
 * <p>Alarms of the readings wait to be {@link #tellStaged told} until a tick passes without
 * disorder, so that messages shuffled on their way raise nothing that must be taken back. What
 * arrived before the last thing this watch took in is a replay and passed over.
 */
final class Watch {
  private static final String SILENCE = "device/silence";
  private static final int MOST_KEPT = 10_000;
  private static final int LONGEST_WAIT = 5;
  private static final long DAY = 86_400_000;

  /** Something that arrived while history was being judged again. */
  private record Kept(long at, long arrival, @Nullable Reading reading, @Nullable Event event) {
    boolean isUnknownTo(HistoryJudge.Result result) {
      return arrival > (reading == null ? result.eventArrival() : result.readingArrival());
    }
  }

  private final ModelHistory models;
  private final StabilitySettings settings;
  private final StabilityCounts counts;
  private final Consumer<Alarm> news;
  private final AlarmBook presence;
  private final DeviceClock clock = new DeviceClock();
  private final SilenceDetector silence;
  private final Sink silenceSink = new SilenceSink();
  private final List<Alarm> staged = new ArrayList<>(0);
  private final List<Kept> kept = new ArrayList<>(0);

  private Judgement judgement;
  private Device device;
  private long readingArrival;
  private long eventArrival;
  private long stateArrival;
  private long baseDay = Long.MIN_VALUE;

  /** The newest base holds everything up to here, event time. */
  private long baseAt = Long.MIN_VALUE;

  /**
   * From here on, event time, all is to be judged again; {@code MAX_VALUE} when all is in order.
   */
  private long rejudgeFrom = Long.MAX_VALUE;

  private boolean wasDisturbed;
  private int ticksWaited;
  private boolean isBeingRejudged;

  /** From here on again, once that is done: something came meanwhile that it cannot know. */
  private long rejudgeNextFrom = Long.MAX_VALUE;

  Watch(
      Device device,
      ModelHistory models,
      StabilitySettings settings,
      StabilityCounts counts,
      Place place,
      Consumer<Alarm> news) {
    this.device = device;
    this.models = models;
    this.settings = settings;
    this.counts = counts;
    this.news = news;
    this.presence = new AlarmBook(settings.quietTime().toMillis(), Alarm.Basis.PRESENCE, news);
    this.silence = new SilenceDetector(Detectors.intervalMillis(models.newest()), settings, place);
    this.judgement = new Judgement(device, models, settings, counts, staged::add);
  }

  Model model() {
    return models.newest();
  }

  Device device() {
    return device;
  }

  Optional<LearntClock> clock() {
    return clock.learnt();
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
    heard(reading.arrival());
    long at = eventTime(reading.ts(), reading.arrival());
    if (!isInOrder()) {
      disturb(at);
      keep(new Kept(at, reading.arrival(), reading, null));
    } else {
      take(at, reading);
    }
    return true;
  }

  private void take(long at, Reading reading) {
    if (at <= baseAt || judgement.isLate(at, reading.metrics())) {
      disturb(at);
    } else {
      judgement.reading(at, reading.metrics(), reading.values());
    }
  }

  /** False if it was a replay of what is known. */
  boolean event(Event event) {
    if (event.arrival() <= eventArrival) {
      counts.replayed.increment();
      return false;
    }
    eventArrival = event.arrival();
    device = event.device();
    heard(event.arrival());
    long at = DeviceClock.at(clock.corrections(), event.ts(), event.arrival());
    if (!isInOrder()) {
      disturb(at);
      keep(new Kept(at, event.arrival(), null, event));
    } else {
      take(at, event);
    }
    return true;
  }

  private void take(long at, Event event) {
    if (at <= baseAt || judgement.isLate(at, event)) {
      disturb(at);
    } else {
      judgement.event(at, event);
    }
  }

  private void heard(long arrivalMicros) {
    silence.heard(arrivalMicros / 1000, silenceSink);
    if (presence.hasNormal()) {
      presence.passed(device, null, arrivalMicros / 1000);
    }
  }

  private long eventTime(long ts, long arrival) {
    long before = clock.offset();
    long from = clock.heard(ts, arrival, judgement.newest());
    if (clock.offset() != before) {
      counts.clocksCorrected.increment();
    }
    if (from != Long.MAX_VALUE) {
      rejudgeNextFrom = Math.min(rejudgeNextFrom, from);
      disturb(from);
    }
    return ts + clock.offset();
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

  /** Raises or clears what was judged elsewhere, of more than this device's own readings. */
  Sink conditionOf(String name) {
    return new Sink() {
      @Override
      public void raise(Finding finding) {
        presence.raise(device, name, finding);
      }

      @Override
      public void clear(long at, long lastSeen) {
        presence.clear(device, name, at, lastSeen);
      }
    };
  }

  private boolean isInOrder() {
    return rejudgeFrom == Long.MAX_VALUE;
  }

  private void disturb(long from) {
    counts.late.increment();
    wasDisturbed = true;
    if (from < rejudgeFrom) {
      rejudgeFrom = from;
      // What was found before that moment stays true; the rest is found again, or not.
      staged.removeIf(
          alarm -> {
            boolean stands = alarm.at().toEpochMilli() < from;
            if (stands) {
              news.accept(alarm);
            }
            return true;
          });
    }
  }

  private void keep(Kept one) {
    if (!isBeingRejudged) {
      return; // it is stored, and will be read with all the rest
    }
    if (kept.size() < MOST_KEPT) {
      kept.add(one);
    } else {
      rejudgeNextFrom = Math.min(rejudgeNextFrom, one.at);
    }
  }

  boolean hasStaged() {
    return !staged.isEmpty();
  }

  /** Tells the alarms found since the last time; nothing while there is disorder. */
  void tellStaged() {
    if (isInOrder() && !staged.isEmpty()) {
      List<Alarm> found = List.copyOf(staged);
      staged.clear();
      found.forEach(news);
    }
  }

  boolean isDisturbed() {
    return !isInOrder();
  }

  /**
   * What is to be judged again, once no more comes late or the wait is long enough; to be asked at
   * every tick.
   */
  HistoryJudge.@Nullable Request request() {
    if (isInOrder() || isBeingRejudged) {
      return null;
    }
    boolean settles = !wasDisturbed || ++ticksWaited >= LONGEST_WAIT;
    wasDisturbed = false;
    if (!settles) {
      return null;
    }
    isBeingRejudged = true;
    rejudgeNextFrom = Long.MAX_VALUE;
    kept.clear();
    return new HistoryJudge.Request(device, models, rejudgeFrom, clock.corrections(), this);
  }

  /** Goes on with what was judged anew; tells what is different now. */
  void rejudged(HistoryJudge.Result result) {
    counts.rejudged.increment();
    result.differences().forEach(news);
    judgement = result.judgement();
    judgement.tellTo(staged::add);
    baseDay = Math.floorDiv(judgement.newest(), DAY);
    baseAt = result.baseAt();
    isBeingRejudged = false;
    ticksWaited = 0;
    rejudgeFrom = Long.MAX_VALUE;
    List<Kept> since =
        kept.stream()
            .filter(each -> each.isUnknownTo(result))
            .sorted(Comparator.comparingLong(Kept::at))
            .toList();
    kept.clear();
    for (Kept each : since) {
      if (!isInOrder()) {
        disturb(each.at);
      } else if (each.reading != null) {
        take(each.at, each.reading);
      } else if (each.event != null) {
        take(each.at, each.event);
      }
    }
    if (rejudgeNextFrom != Long.MAX_VALUE) {
      disturb(rejudgeNextFrom);
    }
  }

  /** It could not be judged anew now; it will be asked for again. */
  void notRejudged() {
    counts.rejudgeFailures.increment();
    isBeingRejudged = false;
    wasDisturbed = true;
    ticksWaited = 0;
  }

  /** What is known at the end of a day of event time, once for each, or null. */
  HistoryJudge.@Nullable Base base() {
    long newest = judgement.newest();
    long day = Math.floorDiv(newest, DAY);
    if (!isInOrder() || newest == Long.MIN_VALUE || day <= baseDay) {
      return null;
    }
    boolean isFirst = baseDay == Long.MIN_VALUE;
    baseDay = day;
    if (isFirst) {
      return null;
    }
    baseAt = newest;
    return new HistoryJudge.Base(newest, judgement.toBytes());
  }

  /** Writes all there is to know; {@link #load} may be of a watch with another model. */
  void save(DataOutput out) throws IOException {
    out.writeLong(readingArrival);
    out.writeLong(eventArrival);
    out.writeLong(stateArrival);
    out.writeLong(rejudgeFrom);
    out.writeLong(baseDay);
    out.writeLong(baseAt);
    clock.save(out);
    presence.save(out);
    silence.save(out);
    byte[] judged = judgement.toBytes();
    out.writeInt(judged.length);
    out.write(judged);
  }

  /**
   * @param format of what is read, see {@link Stability}
   */
  void load(DataInput in, int format) throws IOException {
    readingArrival = in.readLong();
    eventArrival = in.readLong();
    stateArrival = in.readLong();
    rejudgeFrom = in.readLong();
    baseDay = in.readLong();
    baseAt = in.readLong();
    clock.load(in, format);
    presence.load(in);
    silence.load(in);
    byte[] judged = new byte[in.readInt()];
    in.readFully(judged);
    judgement.load(judged);
  }

  private final class SilenceSink implements Sink {
    @Override
    public void raise(Finding finding) {
      presence.raise(device, SILENCE, finding);
    }

    @Override
    public void clear(long at, long lastSeen) {
      presence.clear(device, SILENCE, at, lastSeen);
    }
  }
}
