package dev.fieldcare.simulator.scenario;

import dev.fieldcare.simulator.device.Influence;
import dev.fieldcare.simulator.device.Kind;
import dev.fieldcare.simulator.device.Outage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A gateway loses its power and takes its children off line with it: one ticket, the gateway's. */
final class GatewayDown implements Fault {
  @Override
  public String name() {
    return "gateway-down";
  }

  @Override
  public Optional<String> usualMetric(Kind kind) {
    return kind == Kind.GATEWAY_X1 ? Fault.first(kind) : Optional.empty();
  }

  @Override
  public boolean needsChildren() {
    return true;
  }

  @Override
  public Map<String, Influence> influences(Injection injection) {
    long from = injection.from();
    long to = injection.to();
    var influences = new HashMap<String, Influence>();
    var dark = new Outage(Outage.Kind.CRASH, from, to, "0x0007");
    influences.put(injection.device().id(), Effect.outages(injection, List.of(dark)));
    var unheard = new Outage(Outage.Kind.MUTE, from, to, "");
    for (String child : injection.children()) {
      influences.put(child, Effect.outages(injection, List.of(unheard)));
    }
    return influences;
  }

  @Override
  public List<Expectation> expectations(Injection injection) {
    var expected = new ArrayList<Expectation>();
    expected.add(injection.required("silence", 10).covering(injection.children()));
    expected.addAll(injection.anythingUnusual(60));
    for (String child : injection.children()) {
      for (var channel : Kind.PUMP_P2.channels()) {
        expected.add(injection.expectation(child, channel.name() + ".unusual", false, 60));
      }
    }
    return expected;
  }
}
