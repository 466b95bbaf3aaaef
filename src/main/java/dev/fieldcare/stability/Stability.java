package dev.fieldcare.stability;

import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.Model;
import dev.fieldcare.registry.ModelHistory;
import dev.fieldcare.stability.peers.Peers;
import dev.fieldcare.telemetry.Event;
import dev.fieldcare.telemetry.Reading;
import dev.fieldcare.telemetry.StateReport;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges the stability of all devices: one {@link Watch} for each, divided among lanes. Pure but
 * for its memory: no I/O, no clock; news of alarms go to the consumer, on the device's lane.
 *
 * <p>Every method that takes a device or a lane is to be called on that lane. To survive a restart,
 * store what {@link #snapshot} gives, {@link #restore} it, and feed again what arrived after {@link
 * #oldestUnsaved}: each watch passes over what its snapshot had seen.
 */
public final class Stability {
  private static final Logger LOG = LoggerFactory.getLogger(Stability.class);

  /** Of snapshots; those of the second know less of clocks. */
  private static final int FORMAT = 3;

  private static final int OLDEST_FORMAT = 2;

  /**
   * The state of one device's watch, to be stored in place of the one before.
   *
   * @param arrival of the newest thing it has taken in, epoch microseconds
   * @param base where late readings may be judged from, to be kept beside the others, now and then
   */
  public record Snapshot(
      int deviceNumber, long arrival, byte[] state, HistoryJudge.@Nullable Base base) {}

  private static final class Slot {
    final Watch watch;

    /** Arrival of the first thing fed since the last snapshot, or 0 if there was none. */
    long unsavedSince;

    Slot(Watch watch) {
      this.watch = watch;
    }
  }

  private static final class Lane {
    @Nullable Slot[] slots = new Slot[64];

    /** Slots that changed since their snapshot, longest unsaved first. */
    final ArrayDeque<Slot> unsaved = new ArrayDeque<>();

    long lastTick;
    long lastTickGap;
    long listeningSince;
  }

  private final Lane[] lanes;
  private final Function<String, ModelHistory> models;
  private final StabilitySettings settings;
  private final Topology topology;
  private final Consumer<Alarm> news;
  private final StabilityCounts counts = new StabilityCounts();
  private volatile Consumer<HistoryJudge.Request> historyJudge = request -> {};

  /** Of devices that all report by themselves. */
  public Stability(
      int laneCount,
      Function<String, ModelHistory> models,
      StabilitySettings settings,
      Instant serverStart,
      Consumer<Alarm> news) {
    this(laneCount, models, settings, serverStart, new Topology(id -> Optional.empty()), news);
  }

  /**
   * @param models gives the versions of a model; asked on the lanes
   * @param serverStart from when on devices can have been heard; the grace runs from there
   * @param topology of its own to this stability
   */
  public Stability(
      int laneCount,
      Function<String, ModelHistory> models,
      StabilitySettings settings,
      Instant serverStart,
      Topology topology,
      Consumer<Alarm> news) {
    this.lanes = new Lane[laneCount];
    for (int i = 0; i < laneCount; i++) {
      lanes[i] = new Lane();
      lanes[i].listeningSince = serverStart.plus(settings.restartGrace()).toEpochMilli();
    }
    this.models = models;
    this.settings = settings;
    this.topology = topology;
    this.news =
        alarm -> {
          counts.alarms.increment();
          news.accept(alarm);
        };
  }

  public StabilityCounts counts() {
    return counts;
  }

  /**
   * Who judges a device's history again when something came late; called on the device's lane, must
   * not block, and answers by {@link #rejudged} or {@link #notRejudged} on that lane.
   */
  void rejudgeBy(Consumer<HistoryJudge.Request> judge) {
    historyJudge = judge;
  }

  void rejudged(HistoryJudge.Request request, HistoryJudge.Result result) {
    Slot slot = findSlot(request.device().number());
    if (slot != null && slot.watch == request.asker()) {
      slot.watch.rejudged(result);
      changed(slot, slot.watch.arrival() + 1);
    }
  }

  void notRejudged(HistoryJudge.Request request) {
    Slot slot = findSlot(request.device().number());
    if (slot != null && slot.watch == request.asker()) {
      slot.watch.notRejudged();
    }
  }

  /** What was learnt of the device's clock; empty while nothing was heard of it. */
  public Optional<LearntClock> clockOf(Device device) {
    Slot slot = findSlot(device.number());
    return slot == null ? Optional.empty() : slot.watch.clock();
  }

  /** Whether on this lane something came late and has not been judged again yet. */
  boolean isDisturbed(int lane) {
    return Arrays.stream(lanes[lane].slots)
        .anyMatch(each -> each != null && each.watch.isDisturbed());
  }

  public void reading(Reading reading) {
    Slot slot = slotOf(reading.device());
    if (slot.watch.reading(reading)) {
      changed(slot, reading.arrival());
    }
  }

  public void event(Event event) {
    Slot slot = slotOf(event.device());
    if (slot.watch.event(event)) {
      changed(slot, event.arrival());
    }
  }

  public void state(StateReport state) {
    Slot slot = slotOf(state.device());
    if (slot.watch.state(state)) {
      changed(slot, state.arrival());
    }
  }

  /**
   * Looks for silence on one lane, tells the alarms found since the last tick, and has judged again
   * what came late; to be called about once a second. After a pause much longer than the one before
   * (the server was stopped or starved) the grace starts again.
   */
  public void tick(int lane, Instant serverNow) {
    Lane here = lanes[lane];
    long now = serverNow.toEpochMilli();
    long grace = settings.restartGrace().toMillis();
    long gap = here.lastTick == 0 ? 0 : now - here.lastTick;
    if (gap > grace && here.lastTickGap > 0 && gap > 10 * here.lastTickGap) {
      here.listeningSince = Math.max(here.listeningSince, now + grace);
    } else if (gap > 0) {
      here.lastTickGap = gap;
    }
    here.lastTick = now;
    topology.unwatched().stream()
        .filter(gateway -> laneOf(gateway.number()) == here)
        .forEach(this::slotOf);
    for (Slot slot : here.slots) {
      if (slot == null) {
        continue;
      }
      if (slot.watch.tick(now, here.listeningSince)) {
        changed(slot, slot.watch.arrival() + 1);
      }
      slot.watch.tellStaged();
      HistoryJudge.Request request = slot.watch.request();
      if (request != null) {
        historyJudge.accept(request);
      }
    }
  }

  /** Tells the alarms found on this lane since the last tick; a tick does it too. */
  public void tellStaged(int lane) {
    for (Slot slot : lanes[lane].slots) {
      if (slot != null) {
        slot.watch.tellStaged();
      }
    }
  }

  /**
   * Instead of {@link #tick} while the server cannot hear devices; once it can, the grace starts
   * again.
   */
  public void deaf(int lane, Instant serverNow) {
    Lane here = lanes[lane];
    here.lastTick = serverNow.toEpochMilli();
    here.listeningSince =
        Math.max(here.listeningSince, here.lastTick + settings.restartGrace().toMillis());
  }

  /** A device begins to stand out among its peers, or ends; to be called on its lane. */
  public void compared(Peers.Verdict verdict) {
    Slot slot = findSlot(verdict.device().number());
    if (slot == null) {
      return;
    }
    Sink sink = slot.watch.conditionOf(verdict.metric() + "/peers");
    if (verdict.standsOut()) {
      sink.raise(PeerFinding.of(verdict, slot.watch.model()));
    } else {
      sink.clear(verdict.at(), verdict.at());
    }
    changed(slot, slot.watch.arrival() + 1);
  }

  /** The device or its model was edited: its watch goes on with what still fits. */
  public void changed(Device device) {
    Slot slot = findSlot(device.number());
    if (device.isDecommissioned()) {
      forget(device);
    } else if (slot != null) {
      slot.watch.tellStaged();
      restore(device, bytesOf(slot.watch));
    }
  }

  /**
   * The model has a new version: the watches of its devices on this lane know of it from now on. It
   * judges what was measured since it was made; silence, which has no other time, at once.
   */
  public void changed(int lane, Model model) {
    for (Slot slot : lanes[lane].slots.clone()) {
      if (slot != null && slot.watch.model().id().equals(model.id())) {
        changed(slot.watch.device());
      }
    }
  }

  private void forget(Device device) {
    topology.leave(device);
    Slot slot = findSlot(device.number());
    if (slot != null) {
      Lane lane = laneOf(device.number());
      lane.slots[device.number() / lanes.length] = null;
      lane.unsaved.remove(slot);
    }
  }

  /** At most {@code max} watches that changed since they were last given, longest unsaved first. */
  public List<Snapshot> snapshot(int lane, int max) {
    List<Snapshot> snapshots = new ArrayList<>();
    ArrayDeque<Slot> unsaved = lanes[lane].unsaved;
    while (snapshots.size() < max && !unsaved.isEmpty()) {
      Slot slot = unsaved.poll();
      slot.unsavedSince = 0;
      Watch watch = slot.watch;
      watch.tellStaged();
      HistoryJudge.Base base = watch.base();
      snapshots.add(new Snapshot(watch.device().number(), watch.arrival(), bytesOf(watch), base));
    }
    return snapshots;
  }

  /** Arrival of the first thing on this lane that no snapshot given so far contains. */
  public OptionalLong oldestUnsaved(int lane) {
    return lanes[lane].unsaved.stream().mapToLong(slot -> slot.unsavedSince).min();
  }

  /** Goes on from a snapshot; false, and counted, if it cannot be read: the device starts anew. */
  public boolean restore(Device device, byte[] state) {
    Watch watch = newWatch(device);
    try (var in = new DataInputStream(new ByteArrayInputStream(state))) {
      int format = in.readByte();
      if (format < OLDEST_FORMAT || format > FORMAT) {
        throw new IOException("expected format " + FORMAT + ", found " + format);
      }
      watch.load(in, format);
    } catch (IOException | RuntimeException e) {
      counts.snapshotsDropped.increment();
      LOG.warn("dropped the saved state of device {}: {}", device.id(), e.toString());
      return false;
    }
    Slot old = findSlot(device.number());
    Slot slot = new Slot(watch);
    place(device.number(), slot);
    if (old != null) {
      laneOf(device.number()).unsaved.remove(old);
      changed(slot, old.unsavedSince == 0 ? watch.arrival() + 1 : old.unsavedSince);
    }
    return true;
  }

  private static byte[] bytesOf(Watch watch) {
    var bytes = new ByteArrayOutputStream(256);
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(FORMAT);
      watch.save(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return bytes.toByteArray();
  }

  private void changed(Slot slot, long arrival) {
    if (slot.unsavedSince == 0) {
      slot.unsavedSince = arrival;
      laneOf(slot.watch.device().number()).unsaved.add(slot);
    }
  }

  private Slot slotOf(Device device) {
    Slot known = findSlot(device.number());
    if (known != null) {
      return known;
    }
    Slot slot = new Slot(newWatch(device));
    place(device.number(), slot);
    return slot;
  }

  private Watch newWatch(Device device) {
    ModelHistory history = models.apply(device.model());
    return new Watch(device, history, settings, counts, topology.enter(device), news);
  }

  private Lane laneOf(int deviceNumber) {
    return lanes[deviceNumber % lanes.length];
  }

  private @Nullable Slot findSlot(int deviceNumber) {
    @Nullable Slot[] slots = laneOf(deviceNumber).slots;
    int place = deviceNumber / lanes.length;
    return place < slots.length ? slots[place] : null;
  }

  private void place(int deviceNumber, Slot slot) {
    Lane lane = laneOf(deviceNumber);
    int place = deviceNumber / lanes.length;
    if (place >= lane.slots.length) {
      lane.slots = Arrays.copyOf(lane.slots, Math.max(place + 1, 2 * lane.slots.length));
    }
    lane.slots[place] = Objects.requireNonNull(slot);
  }
}
