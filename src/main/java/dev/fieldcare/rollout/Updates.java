package dev.fieldcare.rollout;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What polls ask for, in memory, by the number of the device; thread-safe. */
final class Updates {
  private final Map<Integer, Update> byDevice = new ConcurrentHashMap<>();
  private final Map<Integer, Action> open = new ConcurrentHashMap<>();
  private final Map<Integer, Instant> heard = new ConcurrentHashMap<>();

  Update get(int device) {
    return byDevice.getOrDefault(device, Update.NONE);
  }

  List<Action> open() {
    return List.copyOf(open.values());
  }

  /** Two transactions may be announced in the wrong order: an older version changes nothing. */
  void put(Action action, long counter) {
    change(
        action.device(),
        before -> {
          Action newest = before.newest();
          if (newest != null && newest.id() == action.id() && newest.version() > action.version()) {
            return before;
          }
          Update after = before.with(action, counter);
          Action now = after.open();
          if (now == null) {
            open.remove(action.device());
            heard.remove(action.device());
          } else {
            open.put(action.device(), now);
          }
          return after;
        });
  }

  void wantsAttributes(int device, boolean wants) {
    change(device, before -> before.wantsAttributes() == wants ? before : before.wanting(wants));
  }

  void consents(int device, @Nullable AutoConsent consent) {
    change(device, before -> before.with(consent));
  }

  void heard(int device, Instant at) {
    heard.put(device, at);
  }

  Optional<Instant> lastHeard(int device) {
    return Optional.ofNullable(heard.get(device));
  }

  private void change(int device, UnaryOperator<Update> change) {
    byDevice.compute(
        device, (number, before) -> change.apply(Objects.requireNonNullElse(before, Update.NONE)));
  }
}
