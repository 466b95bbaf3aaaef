package dev.fieldcare.stability;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Where one device stands in the {@link Topology}: its gateway above, its children below, when it
 * was heard, and whether it is dark. Written on the device's lane, {@link #relayed} on its
 * children's; read on any. Times are server time in epoch milliseconds.
 */
final class Place {
  /** How deep gateways may stand behind gateways. */
  private static final int DEEPEST = 8;

  private final String id;
  private final Map<String, Place> children = new ConcurrentHashMap<>(0);
  private final AtomicLong heard = new AtomicLong();
  private volatile @Nullable Place gateway;
  private volatile boolean watched;
  private volatile boolean silent;
  private volatile boolean hidden;
  private volatile long litAt;
  private volatile long patience;

  Place(String id) {
    this.id = id;
  }

  String id() {
    return id;
  }

  void watched(boolean is) {
    watched = is;
  }

  boolean isWatched() {
    return watched;
  }

  boolean hasChildren() {
    return !children.isEmpty();
  }

  void below(@Nullable Place newGateway) {
    Place before = gateway;
    if (before != null && before != newGateway) {
      before.children.remove(id);
    }
    gateway = newGateway;
    if (newGateway != null) {
      newGateway.children.put(id, this);
    }
  }

  /** The device was heard of, and with it whatever it reports through, but nobody beside it. */
  void heard(long at) {
    Place place = this;
    for (int i = 0; place != null && i < DEEPEST; i++) {
      raise(place.heard, at);
      place = place.gateway;
    }
  }

  private static void raise(AtomicLong newest, long at) {
    for (long known = newest.get(); at > known; known = newest.get()) {
      if (newest.compareAndSet(known, at)) {
        return;
      }
    }
  }

  /** When anything last came from the device or through it; 0 if nothing ever did. */
  long lastHeard() {
    return heard.get();
  }

  /**
   * How long the device may be unheard of: its own time, or less if at least two children, each in
   * its own time, should have been heard through it.
   *
   * @param own what its own reports give
   */
  long patience(long own) {
    patience = own;
    long least = Long.MAX_VALUE;
    long second = Long.MAX_VALUE;
    for (Place child : children.values()) {
      if (child.lastHeard() > 0 && child.patience > 0) {
        second = Math.min(second, Math.max(least, child.patience));
        least = Math.min(least, child.patience);
      }
    }
    return Math.min(own, second);
  }

  /** From when on the device can have been heard, given when its gateway came back. */
  long reachableSince(long listeningSince, long grace) {
    Place above = gateway;
    long back = above == null ? 0 : above.litAt;
    return back == 0 ? listeningSince : Math.max(listeningSince, back + grace);
  }

  SilenceCause cause(long now, long from, long patienceMillis) {
    Place above = gateway;
    return above == null || !above.watched
        ? SilenceCause.ITSELF
        : SilenceCause.of(
            now, from, patienceMillis, above.lastHeard(), above.silent || above.hidden);
  }

  /** The device is unheard of, and that is its gateway's fault. */
  void hide() {
    hidden = true;
  }

  /** The device was judged silent. */
  void darken() {
    silent = true;
    hidden = false;
  }

  /** The device was heard of again at that time. */
  void light(long at) {
    if (silent || hidden) {
      litAt = at;
      lit();
    }
  }

  void lit() {
    silent = false;
    hidden = false;
  }

  boolean isHidden() {
    return hidden;
  }

  /** Ids of devices that were heard through this one and cannot be while it is dark, sorted. */
  List<String> affected() {
    return children.values().stream()
        .filter(child -> child.lastHeard() > 0 && !child.silent)
        .map(Place::id)
        .sorted()
        .toList();
  }
}
