package dev.fieldcare.stability;

import dev.fieldcare.base.Lanes;
import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.ModelHistory;
import dev.fieldcare.telemetry.Event;
import dev.fieldcare.telemetry.EventLog;
import dev.fieldcare.telemetry.Reading;
import dev.fieldcare.telemetry.TelemetryStore;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges a device's history again when something came late: from the last base before it, over all
 * that is stored, in order of event time; and finds out what must be told differently now.
 *
 * <p>Works on one thread of its own, one device after the other, so that however much comes late
 * the lanes go on. While the store cannot be read a request is answered as not done, and comes
 * again.
 */
public final class HistoryJudge implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HistoryJudge.class);
  private static final long DAY = 86_400_000;

  /**
   * @param from event time from which on the judgement may be wrong
   * @param clock the corrections of the device's clock
   */
  record Request(
      Device device,
      ModelHistory models,
      long from,
      List<DeviceClock.Correction> clock,
      Watch asker) {}

  /**
   * @param differences alarms that are new, other than told, or retracted
   * @param readingArrival the greatest arrival of a reading it knows of
   * @param eventArrival and of an event: these are stored, and read, apart
   * @param baseAt of the newest base, or {@link Long#MIN_VALUE}
   */
  record Result(
      Judgement judgement,
      List<Alarm> differences,
      long readingArrival,
      long eventArrival,
      long baseAt) {}

  /** What a judgement knew when it had been fed everything up to {@code at}, event time. */
  public record Base(long at, byte[] state) {}

  private final Stability stability;
  private final StabilitySettings settings;
  private final TelemetryStore telemetry;
  private final EventLog events;
  private final WatchStore bases;
  private final PgAlarms alarms;
  private final Lanes lanes;
  private final Supplier<CompletableFuture<Void>> alarmsKept;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("history").daemon(true).factory());

  /**
   * @param alarmsKept completes when all alarms announced before are durable
   */
  public HistoryJudge(
      Stability stability,
      StabilitySettings settings,
      TelemetryStore telemetry,
      EventLog events,
      WatchStore bases,
      PgAlarms alarms,
      Lanes lanes,
      Supplier<CompletableFuture<Void>> alarmsKept) {
    this.stability = stability;
    this.settings = settings;
    this.telemetry = telemetry;
    this.events = events;
    this.bases = bases;
    this.alarms = alarms;
    this.lanes = lanes;
    this.alarmsKept = alarmsKept;
    stability.rejudgeBy(request -> thread.execute(() -> answer(request)));
  }

  private void answer(Request request) {
    int lane = lanes.laneOf(request.device.number());
    try {
      Result result = judge(request);
      lanes.run(lane, () -> stability.rejudged(request, result));
    } catch (Problem | IOException | TimeoutException e) {
      LOG.warn("the history of {} waits to be judged again: {}", request.device.id(), e.toString());
      lanes.run(lane, () -> stability.notRejudged(request));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("the history of {} cannot be judged again", request.device.id(), e);
      lanes.run(lane, () -> stability.notRejudged(request));
    }
  }

  private Result judge(Request request) throws IOException, InterruptedException, TimeoutException {
    await(alarmsKept.get());
    int device = request.device.number();
    Base base = bases.baseBefore(device, request.from);
    Map<String, Alarm> now = new LinkedHashMap<>();
    var judgement =
        new Judgement(
            request.device,
            request.models,
            settings,
            stability.counts(),
            alarm -> now.put(alarm.key(), alarm));
    if (base != null) {
      judgement.load(base.state);
      judgement.standing().forEach(alarm -> now.put(alarm.key(), alarm));
    }
    long after = base == null ? Long.MIN_VALUE : base.at;
    bases.dropBases(device, request.from);
    var feeder = new Feeder(request, judgement, after);
    feeder.feedAll();
    List<Alarm> told = alarms.toldSince(request.device, request.from);
    return new Result(
        judgement,
        Revision.of(now, told, request.from),
        feeder.readingArrival,
        feeder.eventArrival,
        feeder.baseAt);
  }

  private static void await(CompletableFuture<Void> future)
      throws InterruptedException, TimeoutException {
    try {
      future.get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw Problem.unavailable(
          "stability.not.rejudged", "alarms told before are not kept: " + e.getCause(), e);
    }
  }

  /** Feeds a judgement readings and events in order of event time, and keeps bases on the way. */
  private final class Feeder {
    private final Request request;
    private final Judgement judgement;
    private final long after;
    private final ArrayDeque<Event> due = new ArrayDeque<>();
    private long readingArrival;
    private long eventArrival;
    private long baseDay;
    private long baseAt;

    Feeder(Request request, Judgement judgement, long after) {
      this.request = request;
      this.judgement = judgement;
      this.after = after;
      this.baseAt = after;
      this.baseDay = after == Long.MIN_VALUE ? after : Math.floorDiv(after, DAY);
    }

    void feedAll() {
      events.history(request.device).stream()
          .filter(each -> at(each) > after)
          .sorted(Comparator.comparingLong(this::at))
          .forEach(due::add);
      if (request.clock.isEmpty()) {
        telemetry.history(request.device, after, this::feed);
      } else {
        // Corrected times are in another order than stamps: what a wrong clock stamped is anywhere.
        List<Reading> all = new ArrayList<>();
        telemetry.history(request.device, Long.MIN_VALUE, all::add);
        all.stream()
            .filter(each -> at(each) > after)
            .sorted(Comparator.<Reading>comparingLong(this::at).thenComparing(Reading::arrival))
            .forEach(this::feed);
      }
      feedEvents(Long.MAX_VALUE);
    }

    private void feed(Reading reading) {
      long at = at(reading);
      feedEvents(at);
      keepBase(at);
      judgement.reading(at, reading.metrics(), reading.values());
      readingArrival = Math.max(readingArrival, reading.arrival());
    }

    private void feedEvents(long until) {
      for (@Nullable Event next = due.peek();
          next != null && at(next) <= until;
          next = due.peek()) {
        judgement.event(at(next), next);
        eventArrival = Math.max(eventArrival, next.arrival());
        due.remove();
      }
    }

    /** At the last reading of each day but the first. */
    private void keepBase(long next) {
      long day = Math.floorDiv(next, DAY);
      if (day <= baseDay) {
        return;
      }
      long newest = judgement.newest();
      if (baseDay != Long.MIN_VALUE && newest < next) {
        bases.keepBase(request.device.number(), new Base(newest, judgement.toBytes()));
        baseAt = newest;
      }
      baseDay = day;
    }

    private long at(Reading reading) {
      return DeviceClock.at(request.clock, reading.ts(), reading.arrival());
    }

    private long at(Event event) {
      return DeviceClock.at(request.clock, event.ts(), event.arrival());
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
