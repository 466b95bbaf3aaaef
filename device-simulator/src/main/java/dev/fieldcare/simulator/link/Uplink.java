package dev.fieldcare.simulator.link;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one device's connection up while it is wanted and empties its outbox through it. All
 * methods are called on the loop's one thread.
 */
public final class Uplink {
  private static final long FIRST_WAIT_MILLIS = 200;

  private final String device;
  private final Outbox outbox;
  private final int window;
  private final long longestWait;
  private final Supplier<Link> links;
  private final Supplier<List<Greeting>> greetings;
  private final ScheduledExecutorService loop;
  private final Counters counters;
  private final Settled settled;
  private List<String> filters = List.of();
  private Hearing hearing = (topic, payload) -> {};
  private @Nullable Link link;
  private boolean wanted;
  private boolean up;
  private int allowed;
  private int greetingsUnderWay;
  private long wait = FIRST_WAIT_MILLIS;

  /** Hears, on the loop, how many measurements were acknowledged or refused. */
  public interface Settled {
    void settled(int measurements, boolean stored);
  }

  /** Hears, on the loop, what comes in. */
  public interface Hearing {
    void heard(String topic, byte[] payload);
  }

  /** What a device publishes first on every connection. */
  public record Greeting(String topic, byte[] payload) {}

  /**
   * @param window how many messages it leaves unacknowledged
   * @param longestWait milliseconds between attempts to connect, at most
   * @param links makes a fresh connection
   * @param greetings what to publish first on every connection
   */
  public Uplink(
      String device,
      Outbox outbox,
      int window,
      long longestWait,
      Supplier<Link> links,
      Supplier<List<Greeting>> greetings,
      ScheduledExecutorService loop,
      Counters counters,
      Settled settled) {
    this.device = device;
    this.outbox = outbox;
    this.window = window;
    this.longestWait = longestWait;
    this.links = links;
    this.greetings = greetings;
    this.loop = loop;
    this.counters = counters;
    this.settled = settled;
  }

  /** From the next connection on subscribes to these topics. */
  public void listen(List<String> filters, Hearing hearing) {
    this.filters = List.copyOf(filters);
    this.hearing = hearing;
  }

  /** Publishes at once if the connection is up; what is lost is the asker's to ask again. */
  public void say(String topic, byte[] payload) {
    Link current = link;
    if (up && current != null) {
      greetingsUnderWay++;
      counters.sent.increment();
      current.publish(topic, payload, new Receipt(current, null));
    }
  }

  /** Connects, and again whenever the connection is lost. */
  public void want() {
    wanted = true;
    if (link == null) {
      connect();
    }
  }

  /** Ends the connection; what is unacknowledged stays in the outbox. */
  public void drop(boolean politely) {
    wanted = false;
    Link current = link;
    if (current != null) {
      forget();
      current.close(politely);
    }
  }

  public boolean isWanted() {
    return wanted;
  }

  public boolean isUp() {
    return up;
  }

  public Outbox outbox() {
    return outbox;
  }

  /** Sends what may be sent now. */
  public void pump() {
    Link current = link;
    if (!up || current == null) {
      return;
    }
    while (outbox.underWay() + greetingsUnderWay < allowed) {
      Optional<Outbox.Parcel> next = outbox.next();
      if (next.isEmpty()) {
        return;
      }
      send(current, next.get());
    }
  }

  private void connect() {
    Link fresh = links.get();
    link = fresh;
    fresh.open(
        new Link.Listener() {
          @Override
          public void up(int most) {
            loop.execute(() -> connected(fresh, most));
          }

          @Override
          public void heard(String topic, byte[] payload) {
            loop.execute(() -> hearing.heard(topic, payload));
          }

          @Override
          public void down(String why) {
            loop.execute(() -> lost(fresh, why));
          }
        });
  }

  private void connected(Link which, int most) {
    if (which != link) {
      return;
    }
    up = true;
    wait = FIRST_WAIT_MILLIS;
    allowed = Math.min(window, most);
    counters.connected.increment();
    outbox.connected();
    filters.forEach(which::subscribe);
    for (Greeting each : greetings.get()) {
      greetingsUnderWay++;
      counters.sent.increment();
      which.publish(each.topic(), each.payload(), new Receipt(which, null));
    }
    pump();
  }

  private void lost(Link which, String why) {
    if (which != link) {
      return;
    }
    forget();
    counters.trouble.set(device + ": " + why);
    if (wanted) {
      long jitter = Math.floorMod(device.hashCode(), 100);
      loop.schedule(this::again, wait + jitter, TimeUnit.MILLISECONDS);
      wait = Math.min(2 * wait, longestWait);
    }
  }

  private void again() {
    if (wanted && link == null) {
      connect();
    }
  }

  private void forget() {
    if (up) {
      counters.connected.decrement();
    }
    link = null;
    up = false;
    greetingsUnderWay = 0;
    outbox.disconnected();
  }

  private void send(Link which, Outbox.Parcel parcel) {
    counters.sent.increment();
    which.publish(parcel.topic(), parcel.payload(), new Receipt(which, parcel));
  }

  /** Comes back to the loop with what became of a message. */
  private final class Receipt implements Link.Delivery {
    private final Link which;
    private final Outbox.@Nullable Parcel parcel;

    private Receipt(Link which, Outbox.@Nullable Parcel parcel) {
      this.which = which;
      this.parcel = parcel;
    }

    @Override
    public void acknowledged() {
      counters.acknowledged.increment();
      loop.execute(() -> settle(true));
    }

    @Override
    public void refused(String why) {
      counters.refused.increment();
      counters.trouble.set(device + ": the server refused a message: " + why);
      loop.execute(() -> settle(false));
    }

    private void settle(boolean stored) {
      if (which != link) {
        return;
      }
      if (parcel == null) {
        greetingsUnderWay--;
      } else if (outbox.acknowledged(parcel)) {
        settled.settled(parcel.measurements().size(), stored);
      }
      pump();
    }
  }
}
