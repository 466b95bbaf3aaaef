package dev.fieldcare.gateway;

import dev.fieldcare.registry.Device;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The children of one gateway by the gateway's names for them, as far as they were asked for. */
final class Children {
  private static final int MOST = 10_000;
  private static final int LONGEST_NAME = 255;

  private final Fleet fleet;
  private final Executor loop;
  private final Map<String, Device> known = new HashMap<>();

  /** {@code loop} is the one thread on which all is remembered and asked. */
  Children(Fleet fleet, Executor loop) {
    this.fleet = fleet;
    this.loop = loop;
  }

  @Nullable Device find(String name) {
    return known.get(name);
  }

  boolean knowsAll(Set<String> names) {
    return known.keySet().containsAll(names);
  }

  /** Succeeds when each name has been asked for; those that cannot be had stay unknown. */
  Future<Void> fetch(Device gateway, Set<String> names) {
    List<Future<?>> asked = new ArrayList<>();
    for (String name : names) {
      if (!known.containsKey(name)
          && known.size() + asked.size() < MOST
          && Texts.isName(name, LONGEST_NAME)) {
        asked.add(
            fleet
                .child()
                .apply(gateway, name)
                .onSuccess(device -> loop.execute(() -> known.put(name, device)))
                .otherwiseEmpty());
      }
    }
    return asked.isEmpty() ? Future.succeededFuture() : Future.join(asked).mapEmpty();
  }

  void forget() {
    known.clear();
  }
}
