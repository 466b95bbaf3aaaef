package dev.fieldcare.api;

import dev.fieldcare.base.Page;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.DeviceStates;
import dev.fieldcare.stability.PgAlarms;
import dev.fieldcare.telemetry.Event;
import dev.fieldcare.telemetry.EventLog;
import dev.fieldcare.tickets.TicketDesk;
import dev.fieldcare.tickets.TicketFilter;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a device, newest first: its events, alarms, tickets and changes of firmware.
 * What happened in one millisecond is never divided between two pages.
 */
final class TimelineRoutes {
  private static final int AT_ONCE = 1000;
  private static final int MOST_TURNS = 20;
  private static final long LATEST = Long.MAX_VALUE;

  private record Moment(long at, JsonObject json) {}

  private final Sight sight;
  private final DeviceStates states;
  private final EventLog events;
  private final PgAlarms alarms;
  private final TicketDesk desk;

  TimelineRoutes(
      Sight sight, DeviceStates states, EventLog events, PgAlarms alarms, TicketDesk desk) {
    this.sight = sight;
    this.states = states;
    this.events = events;
    this.alarms = alarms;
    this.desk = desk;
  }

  Future<Reply> list(Call call) {
    Device device = sight.get(call.caller(), call.path("id"));
    int limit = call.query().limit();
    Long after = call.query().cursor("after");
    long before = after == null ? LATEST : after;
    Future<List<Event>> happened = events.list(device, before, limit + 1);
    Future<List<Moment>> alarmed = alarms(device);
    Future<List<Moment>> ticketed = tickets(call.caller(), device);
    Future<List<DeviceStates.Firmware>> ran = states.firmwareHistory(device);
    return Future.all(happened, alarmed, ticketed, ran)
        .map(
            all ->
                answer(
                    Stream.of(
                            happened.result().stream().map(TimelineRoutes::of),
                            alarmed.result().stream(),
                            ticketed.result().stream(),
                            ran.result().stream().map(TimelineRoutes::of))
                        .flatMap(Function.identity())
                        .filter(moment -> moment.at() < before)
                        .sorted(Comparator.comparingLong(Moment::at).reversed())
                        .toList(),
                    limit));
  }

  private static Reply answer(List<Moment> moments, int limit) {
    if (moments.size() <= limit) {
      return Reply.page(moments.stream().map(Moment::json).toList(), null);
    }
    long last = moments.get(limit - 1).at();
    List<Moment> shown = moments.stream().takeWhile(moment -> moment.at() >= last).toList();
    String next = shown.size() < moments.size() ? Long.toString(last) : null;
    return Reply.page(shown.stream().map(Moment::json).toList(), next);
  }

  private Future<List<Moment>> alarms(Device device) {
    return all(
        after ->
            alarms
                .list(
                    device.number(),
                    null,
                    null,
                    AT_ONCE,
                    after == null ? null : Long.valueOf(after))
                .map(page -> new Page<>(page.items(), page.next())),
        alarm -> moment("alarm", alarm.getString("activeSince"), alarm));
  }

  /** Of a device that changed hands, only those of whoever had it when they were opened. */
  private Future<List<Moment>> tickets(Caller caller, Device device) {
    return all(
        after ->
            desk.list(TicketFilter.ofDevice(device.id()), AT_ONCE, after)
                .map(
                    page ->
                        new Page<>(
                            page.items().stream()
                                .filter(ticket -> caller.maySee(ticket.customer()))
                                .toList(),
                            page.next())),
        ticket -> moment("ticket", ticket.openedAt().toString(), Told.ticket(caller, ticket)));
  }

  /** Reads a list to its end: no device has so many that this would be unwise. */
  private static <T> Future<List<Moment>> all(
      Function<@Nullable String, Future<Page<T>>> read, Function<T, Moment> show) {
    return all(read, show, new ArrayList<>(), null, 0);
  }

  private static <T> Future<List<Moment>> all(
      Function<@Nullable String, Future<Page<T>>> read,
      Function<T, Moment> show,
      List<Moment> found,
      @Nullable String after,
      int turn) {
    return read.apply(after)
        .compose(
            page -> {
              page.items().forEach(item -> found.add(show.apply(item)));
              return page.next() == null || turn == MOST_TURNS
                  ? Future.succeededFuture(found)
                  : all(read, show, found, page.next(), turn + 1);
            });
  }

  private static Moment of(Event event) {
    var json =
        new JsonObject()
            .put("type", event.type())
            .put("code", event.code())
            .put("data", new JsonObject(event.data()));
    return moment("event", Instant.ofEpochMilli(event.ts()).toString(), json);
  }

  private static Moment of(DeviceStates.Firmware firmware) {
    return moment("firmware", firmware.from().toString(), DeviceJson.of(firmware));
  }

  private static Moment moment(String kind, String at, JsonObject what) {
    return new Moment(
        Instant.parse(at).toEpochMilli(),
        new JsonObject().put("at", at).put("kind", kind).put(kind, what));
  }
}
