package dev.fieldcare.api;

import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.Device;
import dev.fieldcare.rollout.ActionNews;
import dev.fieldcare.rollout.waves.RolloutNews;
import dev.fieldcare.stability.Alarm;
import dev.fieldcare.stability.AlarmNews;
import dev.fieldcare.stability.Standing;
import dev.fieldcare.tickets.Ticket;
import dev.fieldcare.tickets.TicketNews;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Live news as server-sent events. The last pieces of news are kept in a ring, from which every
 * listener is served at its own pace: one that reads slowly costs nothing, and is let go once the
 * ring has moved past it. Thread-safe.
 */
public final class Stream implements AutoCloseable {

  /** What a listener may ask for, and the type of event that it gets. */
  static final Map<String, String> TOPICS =
      Map.of(
          "tickets", "ticket",
          "alarms", "alarm",
          "presence", "presence",
          "actions", "action",
          "rollouts", "rollout");

  /** One piece of news. */
  record News(long id, String type, JsonObject data) {
    String frame() {
      return "id: " + id + "\nevent: " + type + "\ndata: " + data.encode() + "\n\n";
    }

    News with(JsonObject other) {
      return new News(id, type, other);
    }
  }

  /**
   * What a listener wants.
   *
   * @param shown what of a piece of news it may see, if anything
   * @param isWelcome whether it may still listen
   */
  record Interest(
      Set<String> types, Function<News, Optional<News>> shown, BooleanSupplier isWelcome) {}

  private final Vertx vertx;
  private final Clock clock;
  private final int capacity;
  private final int maxListeners;
  private final NewsRing ring;
  private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
  private final long timer;

  public Stream(Vertx vertx, Clock clock, ApiSettings settings) {
    this.vertx = vertx;
    this.clock = clock;
    this.capacity = settings.streamBacklog();
    this.maxListeners = settings.streamClients();
    this.ring = new NewsRing(capacity, clock.millis() * 1000);
    this.timer = vertx.setPeriodic(settings.heartbeat().toMillis(), id -> beat());
  }

  /**
   * Tells everybody who listens. The type is one of {@link #TOPICS}; a customer hears of it only
   * when its {@code ticket} or else its {@code device} is theirs. Callable on any thread; never
   * blocks.
   */
  public void publish(String type, JsonObject data) {
    if (!TOPICS.containsValue(type)) {
      throw new IllegalArgumentException("no topic carries events of type " + type);
    }
    ring.add(type, data);
    listeners.forEach(Listener::wake);
  }

  /** Tells of a ticket, as it now stands. */
  public void ticket(TicketNews news) {
    Ticket ticket = news.ticket();
    publish(
        "ticket",
        new JsonObject()
            .put("at", clock.instant().toString())
            .put("what", news.type().code())
            .put("device", ticket.device())
            .put("ticket", ticket.json()));
  }

  /** Tells of a change in an alarm: what the process did, or what was done to it. */
  public void alarm(AlarmNews news) {
    Standing standing = news.standing();
    Alarm alarm = news.alarm();
    JsonObject data =
        standing
            .json()
            .put("at", (alarm == null ? clock.instant() : alarm.at()).toString())
            .put("what", news.what());
    if (alarm != null) {
      data.put("key", alarm.key())
          .put("severity", alarm.severity().code())
          .put("phase", alarm.phase().name().toLowerCase(Locale.ROOT))
          .put("metric", alarm.metric())
          .put("activeSince", alarm.activeSince().toString())
          .put("lastSeen", alarm.lastSeen().toString())
          .put("because", alarm.because().text())
          .put("becauseKey", alarm.because().key())
          .put("becauseArgs", new JsonObject(alarm.because().arguments()));
    }
    publish("alarm", data);
  }

  /** Tells of an update of a device, as it now stands. */
  public void action(ActionNews news) {
    publish(
        "action",
        new JsonObject()
            .put("at", clock.instant().toString())
            .put("what", news.words())
            .put("device", news.device().id())
            .put("action", ActionJson.of(news.device(), news.release(), news.action())));
  }

  /** Tells staff of a rollout, as it now stands; it names no one device, so no customer hears. */
  public void rollout(RolloutNews news) {
    publish(
        "rollout",
        new JsonObject()
            .put("at", clock.instant().toString())
            .put("rollout", RolloutJson.of(news.rollout(), news.release())));
  }

  /** Tells that a device came or went. */
  public void presence(Device device, boolean online, Instant since) {
    publish(
        "presence",
        new JsonObject()
            .put("at", since.toString())
            .put("device", device.id())
            .put("online", online));
  }

  /** How many listen. */
  public int listeners() {
    return listeners.size();
  }

  boolean isFull() {
    return listeners.size() >= maxListeners;
  }

  /**
   * Serves a response from now on, or from after the given piece of news; to be called on the
   * response's event loop.
   */
  void open(HttpServerResponse response, Interest interest, long after) {
    Listener listener =
        new Listener(vertx.getOrCreateContext(), response, interest, ring, listeners::remove);
    listeners.add(listener);
    listener.greet(after);
  }

  /** The same from now on, beginning with a piece of news that is this listener's own. */
  void open(HttpServerResponse response, Interest interest, News first) {
    Listener listener =
        new Listener(vertx.getOrCreateContext(), response, interest, ring, listeners::remove);
    listeners.add(listener);
    listener.greet(first);
  }

  static Problem full() {
    return new Problem(
        Problem.Kind.UNAVAILABLE, "stream.full", "too many live streams are open; try later");
  }

  /** The id of the newest news, as {@code Last-Event-ID} would give it back. */
  long newest() {
    return ring.newest();
  }

  private void beat() {
    String at = clock.instant().toString();
    listeners.forEach(listener -> listener.beat(at));
  }

  @Override
  public void close() {
    vertx.cancelTimer(timer);
    listeners.forEach(Listener::end);
  }

  /** The last pieces of news, with consecutive ids that go on growing over a restart. */
  static final class NewsRing {
    private final News[] ring;
    private final long first;
    private long next;

    NewsRing(int capacity, long first) {
      this.ring = new News[capacity];
      this.first = first;
      this.next = first;
    }

    synchronized void add(String type, JsonObject data) {
      ring[slot(next)] = new News(next, type, data);
      next++;
    }

    synchronized long newest() {
      return next - 1;
    }

    /** Whether everything after this id is still here. */
    synchronized boolean reachesBackTo(long id) {
      return id >= Math.max(first - 1, next - 1 - ring.length) && id < next;
    }

    synchronized List<News> after(long id, int max) {
      var found = new ArrayList<News>();
      for (long i = id + 1; i < next && found.size() < max; i++) {
        found.add(ring[slot(i)]);
      }
      return found;
    }

    private int slot(long id) {
      return (int) Math.floorMod(id, (long) ring.length);
    }
  }
}
