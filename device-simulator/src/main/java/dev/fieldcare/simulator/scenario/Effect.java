package dev.fieldcare.simulator.scenario;

import dev.fieldcare.simulator.device.Conditions;
import dev.fieldcare.simulator.device.Influence;
import dev.fieldcare.simulator.device.Outage;
import java.util.List;
import java.util.function.ObjLongConsumer;

/** The influence of one injection on one device: active between its times, quiet outside. */
record Effect(Injection injection, ObjLongConsumer<Conditions> shaping, List<Outage> outages)
    implements Influence {

  static Effect shaping(Injection injection, ObjLongConsumer<Conditions> shaping) {
    return new Effect(injection, shaping, List.of());
  }

  static Effect outages(Injection injection, List<Outage> outages) {
    return new Effect(injection, (now, at) -> {}, outages);
  }

  @Override
  public void shape(Conditions now, long at) {
    if (isActive(at)) {
      shaping.accept(now, at);
    }
  }

  @Override
  public boolean isActive(long at) {
    return injection.covers(at);
  }
}
