package dev.fieldcare.promises.contracts;

import dev.fieldcare.registry.Device;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which of a customer's devices a line is about.
 *
 * @param ids of devices, sites or models; none where it is about all
 */
record Subject(Kind kind, Set<String> ids) {

  /** What is named; what stands first is the closer description. */
  enum Kind {
    DEVICES,
    SITES,
    MODELS,
    ALL;

    String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static final Subject ALL = new Subject(Kind.ALL, Set.of());

  Subject {
    ids = Set.copyOf(ids);
  }

  boolean names(Device device) {
    String site = device.site();
    return switch (kind) {
      case DEVICES -> ids.contains(device.id());
      case SITES -> site != null && ids.contains(site);
      case MODELS -> ids.contains(device.model());
      case ALL -> true;
    };
  }

  /** Adds the member that says so: {@code "models": ["pump-p2"]}, or {@code "all": true}. */
  void write(JsonObject line) {
    if (kind == Kind.ALL) {
      line.put(kind.code(), true);
    } else {
      line.put(kind.code(), new JsonArray(java.util.List.copyOf(new TreeSet<>(ids))));
    }
  }
}
