package dev.fieldcare.stability;

import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.Limit;
import dev.fieldcare.registry.Metric;
import dev.fieldcare.registry.Model;
import dev.fieldcare.registry.ModelHistory;
import dev.fieldcare.registry.Severity;
import dev.fieldcare.telemetry.Event;
import dev.fieldcare.telemetry.MetricSets;
import dev.fieldcare.telemetry.Reading;
import dev.fieldcare.telemetry.StateReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One server's stability and the alarms it announced, with a short way to feed it. */
final class Fixture {
  static final long T0 = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

  static final Metric TEMPERATURE =
      new Metric("temperature", "°C", -50.0, 150.0, List.of(limit(Limit.Side.HIGH, 70, 60, 60, 2)));
  static final Metric SUPPLY =
      new Metric("supplyVoltage", "V", null, null, List.of(limit(Limit.Side.LOW, 10.8, 30, 30, 0)));
  static final Model GATEWAY =
      new Model(
          "gateway-x1",
          1,
          Map.of(),
          Duration.ofSeconds(10),
          null,
          Map.of("temperature", TEMPERATURE, "supplyVoltage", SUPPLY));
  static final Model GENERIC = new Model("generic", 1, Map.of(), null, null, Map.of());

  final List<Alarm> alarms = new ArrayList<>();
  final Map<String, Device> devices = new HashMap<>();
  private final Map<Integer, byte[]> saved = new HashMap<>();
  final MetricSets sets = new MetricSets();
  Model model = GATEWAY;
  private final List<ModelHistory.Version> versions = new ArrayList<>();
  Topology topology = new Topology(id -> Optional.empty());
  Stability stability;
  private final List<Fed> history = new ArrayList<>();
  private long lastArrival;

  Fixture() {
    this(Instant.ofEpochMilli(T0));
  }

  Fixture(Instant serverStart) {
    stability = start(serverStart);
  }

  Stability start(Instant serverStart) {
    topology = new Topology(id -> Optional.ofNullable(devices.get(id)));
    var started =
        new Stability(
            2,
            id -> id.equals("generic") ? ModelHistory.always(GENERIC) : history(),
            StabilitySettings.defaults(),
            serverStart,
            topology,
            alarms::add);
    started.rejudgeBy(this::rejudge);
    return started;
  }

  private ModelHistory history() {
    return versions.isEmpty() ? ModelHistory.always(model) : new ModelHistory(versions);
  }

  /** The model is another from that time on. */
  void newVersion(long since, Model next) {
    if (versions.isEmpty()) {
      versions.add(new ModelHistory.Version(Instant.EPOCH, model));
    }
    model = next;
    versions.add(new ModelHistory.Version(Instant.ofEpochMilli(since), next));
    for (int lane = 0; lane < 2; lane++) {
      stability.changed(lane, next);
    }
  }

  /** Judges all that was ever fed again, from the beginning; a store stands for it elsewhere. */
  private void rejudge(HistoryJudge.Request request) {
    Map<String, Alarm> now = new LinkedHashMap<>();
    var judgement =
        new Judgement(
            request.device(),
            request.models(),
            StabilitySettings.defaults(),
            stability.counts(),
            alarm -> now.put(alarm.key(), alarm));
    history.stream()
        .filter(each -> each.device().number() == request.device().number())
        .sorted(Comparator.comparingLong(each -> each.at(request.clock())))
        .forEach(each -> each.feed(judgement, each.at(request.clock())));
    var result =
        new HistoryJudge.Result(
            judgement,
            Revision.of(now, List.copyOf(standing().values()), request.from()),
            lastArrival,
            lastArrival,
            Long.MIN_VALUE);
    stability.rejudged(request, result);
  }

  /** A reading or an event, as it was fed. */
  private record Fed(Device device, long ts, long arrival, Object what) {
    long at(List<DeviceClock.Correction> clock) {
      return DeviceClock.at(clock, ts, arrival);
    }

    void feed(Judgement judgement, long at) {
      switch (what) {
        case Reading reading -> judgement.reading(at, reading.metrics(), reading.values());
        case Event event -> judgement.event(at, event);
        default -> throw new IllegalStateException(String.valueOf(what));
      }
    }
  }

  /** What was told last of each alarm of readings, by key, but those retracted. */
  Map<String, Alarm> standing() {
    Map<String, Alarm> standing = new LinkedHashMap<>();
    for (Alarm each : alarms) {
      if (each.course().basis() == Alarm.Basis.HISTORY) {
        standing.put(each.key(), each);
      }
    }
    standing.values().removeIf(each -> each.phase() == Alarm.Phase.RETRACTED);
    return standing;
  }

  /** Ends the server at this moment and starts it again with what it knew. */
  void restart(Instant serverStart) {
    Stability before = stability;
    stability = start(serverStart);
    for (int lane = 0; lane < 2; lane++) {
      for (Stability.Snapshot each : before.snapshot(lane, Integer.MAX_VALUE)) {
        saved.put(each.deviceNumber(), each.state());
      }
    }
    for (Device device : devices.values()) {
      byte[] state = saved.get(device.number());
      if (state != null) {
        stability.restore(device, state);
      }
    }
  }

  static Limit limit(Limit.Side side, double value, int on, int off, double deadband) {
    return new Limit(
        side, value, Severity.MAJOR, Duration.ofSeconds(on), Duration.ofSeconds(off), deadband);
  }

  static Device device(int number, String model) {
    return device(number, model, null);
  }

  static Device device(int number, String model, @Nullable String via) {
    return new Device(
        number,
        "d-" + number,
        "d-" + number,
        model,
        null,
        null,
        null,
        null,
        via,
        null,
        Map.of(),
        Instant.ofEpochMilli(T0),
        null);
  }

  static Device decommissioned(Device device) {
    return new Device(
        device.number(),
        device.id(),
        device.serial(),
        device.model(),
        device.name(),
        device.customer(),
        device.site(),
        device.lot(),
        device.via(),
        device.hardwareRevision(),
        device.attributes(),
        device.registeredAt(),
        Instant.ofEpochMilli(T0));
  }

  static final Device D1 = device(1, "gateway-x1");

  /** Arrives when it was measured. */
  void reading(long ts, Map<String, Double> values) {
    reading(D1, ts, values, ts);
  }

  void reading(Device device, long ts, Map<String, Double> values, long arrivalMillis) {
    Reading reading = readingOf(device, ts, values, arrivalMillis);
    history.add(new Fed(device, ts, reading.arrival(), reading));
    stability.reading(reading);
    tell();
  }

  Reading readingOf(Device device, long ts, Map<String, Double> values, long arrivalMillis) {
    var sorted = new TreeMap<>(values);
    double[] numbers = sorted.values().stream().mapToDouble(Double::doubleValue).toArray();
    return new Reading(
        device, ts, sets.of(List.copyOf(sorted.keySet())), numbers, arrival(arrivalMillis));
  }

  void temperature(long ts, double value) {
    reading(ts, Map.of("temperature", value));
  }

  void event(long ts, String type, @Nullable String code) {
    event(ts, type, code, ts);
  }

  void event(long ts, String type, @Nullable String code, long arrivalMillis) {
    var event = new Event(D1, ts, type, code, "{}", arrival(arrivalMillis));
    history.add(new Fed(D1, ts, event.arrival(), event));
    stability.event(event);
    tell();
  }

  void state(boolean online, long arrivalMillis) {
    stability.state(new StateReport(D1, online, null, null, null, arrival(arrivalMillis)));
  }

  void tick(long now) {
    stability.tick(0, Instant.ofEpochMilli(now));
    stability.tick(1, Instant.ofEpochMilli(now));
  }

  /** Ticks until all that came late has been judged again. */
  void settle(long now) {
    for (int i = 0; i < 7; i++) {
      tick(now + i);
    }
    assertFalse(stability.isDisturbed(1));
  }

  /** Alarms found wait for the next tick. */
  void tell() {
    stability.tellStaged(0);
    stability.tellStaged(1);
  }

  private long arrival(long millis) {
    lastArrival = Math.max(lastArrival + 1, millis * 1000);
    return lastArrival;
  }

  List<String> phases() {
    return alarms.stream().map(alarm -> alarm.symptom() + " " + alarm.phase()).toList();
  }

  Alarm last() {
    return alarms.getLast();
  }

  static long minutes(double minutes) {
    return (long) (minutes * 60_000);
  }

  static long hours(double hours) {
    return (long) (hours * 3_600_000);
  }
}
