package dev.fieldcare.simulator.link;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a device keeps until the server has acknowledged it. What was stored before the connection
 * came up goes first, oldest first, as arrays; then what is measured meanwhile, one by one. After a
 * lost connection everything unacknowledged is sent again in its order. Not thread-safe.
 */
public final class Outbox {
  private final int capacity;
  private final int backlogBatch;
  private final int liveBatch;
  private final Map<String, ArrayDeque<Item>> waiting = new LinkedHashMap<>();
  private final Set<Parcel> sent = new LinkedHashSet<>();
  private long nextOrder;
  private long liveFrom;
  private int size;
  private long dropped;

  /**
   * @param capacity how many items it holds; beyond, the oldest waiting are dropped
   * @param backlogBatch how many stored readings go into one array
   * @param liveBatch how many fresh readings go into one message
   */
  public Outbox(int capacity, int backlogBatch, int liveBatch) {
    this.capacity = capacity;
    this.backlogBatch = backlogBatch;
    this.liveBatch = liveBatch;
  }

  /** Either a measurement or bytes that go as they are. */
  private record Item(
      long order,
      String topic,
      @Nullable Measurement measurement,
      byte @Nullable [] bytes,
      Runnable settled) {}

  private static final Runnable NOTHING = () -> {};

  /** One message to publish. */
  public static final class Parcel {
    private final List<Item> items;

    private Parcel(List<Item> items) {
      this.items = items;
    }

    public String topic() {
      return items.getFirst().topic();
    }

    public byte[] payload() {
      byte[] bytes = items.getFirst().bytes();
      return bytes != null ? bytes : Wire.telemetry(measurements());
    }

    /** The measurements in it; none in an event. */
    public List<Measurement> measurements() {
      var all = new ArrayList<Measurement>();
      for (Item each : items) {
        if (each.measurement() != null) {
          all.add(each.measurement());
        }
      }
      return all;
    }
  }

  public void add(String topic, Measurement measurement) {
    add(new Item(nextOrder++, topic, measurement, null, NOTHING));
  }

  public void add(String topic, byte[] payload) {
    add(topic, payload, NOTHING);
  }

  /**
   * @param settled is called when the server has answered, and not when the message was dropped
   */
  public void add(String topic, byte[] payload, Runnable settled) {
    add(new Item(nextOrder++, topic, null, payload, settled));
  }

  private void add(Item item) {
    waiting.computeIfAbsent(item.topic(), topic -> new ArrayDeque<>()).add(item);
    size++;
    if (size > capacity) {
      oldest().ifPresent(ArrayDeque::removeFirst);
      size--;
      dropped++;
    }
  }

  /**
   * The next message, to be sent now; counts as sent until acknowledged or the connection is lost.
   */
  public Optional<Parcel> next() {
    Optional<ArrayDeque<Item>> queue = oldest();
    if (queue.isEmpty()) {
      return Optional.empty();
    }
    var items = new ArrayList<Item>();
    Item first = queue.get().removeFirst();
    items.add(first);
    boolean backlog = first.order() < liveFrom;
    int most = first.measurement() == null ? 1 : backlog ? backlogBatch : liveBatch;
    while (items.size() < most) {
      Item peeked = queue.get().peekFirst();
      if (peeked == null
          || peeked.measurement() == null
          || (backlog && peeked.order() >= liveFrom)) {
        break;
      }
      items.add(queue.get().removeFirst());
    }
    var parcel = new Parcel(items);
    sent.add(parcel);
    return Optional.of(parcel);
  }

  /** Forgets what the server has; false if it is not (or no longer) on its way. */
  public boolean acknowledged(Parcel parcel) {
    boolean known = sent.remove(parcel);
    if (known) {
      size -= parcel.items.size();
      parcel.items.forEach(item -> item.settled().run());
    }
    return known;
  }

  /** A connection is up: all that waits now is backlog. */
  public void connected() {
    liveFrom = nextOrder;
  }

  /** The connection is gone: what was under way waits again, in its place. */
  public void disconnected() {
    var back = new ArrayList<Item>();
    sent.forEach(each -> back.addAll(each.items));
    sent.clear();
    back.sort(Comparator.comparingLong(Item::order).reversed());
    back.forEach(
        each -> waiting.computeIfAbsent(each.topic(), topic -> new ArrayDeque<>()).addFirst(each));
  }

  /** How many messages are sent and not acknowledged. */
  public int underWay() {
    return sent.size();
  }

  /** How many items are waiting or under way. */
  public int size() {
    return size;
  }

  /** How many were dropped for want of room. */
  public long dropped() {
    return dropped;
  }

  private Optional<ArrayDeque<Item>> oldest() {
    ArrayDeque<Item> best = null;
    long order = Long.MAX_VALUE;
    for (ArrayDeque<Item> each : waiting.values()) {
      Item first = each.peekFirst();
      if (first != null && first.order() < order) {
        best = each;
        order = first.order();
      }
    }
    return Optional.ofNullable(best);
  }
}
