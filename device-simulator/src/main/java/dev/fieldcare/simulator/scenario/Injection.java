package dev.fieldcare.simulator.scenario;

import dev.fieldcare.simulator.device.Channel;
import dev.fieldcare.simulator.device.DeviceSpec;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One fault of a scenario with its device chosen and its times fixed.
 *
 * @param children ids of the devices that report through the device
 * @param metric the metric it concerns
 * @param from when it begins, epoch milliseconds
 * @param to when it is over; {@link Long#MAX_VALUE} for never
 * @param programs the releases it is in, on a device that updates itself
 * @param random for what it leaves to chance
 */
public record Injection(
    Fault fault,
    DeviceSpec device,
    List<String> children,
    String metric,
    long from,
    long to,
    Programs programs,
    Parameters parameters,
    RandomGenerator random) {

  /** A watcher may date a fault to the last good reading before it. */
  private static final long BEFORE_MILLIS = 120_000;

  /** The same, but from then on. */
  Injection beginning(long later) {
    return new Injection(fault, device, children, metric, later, to, programs, parameters, random);
  }

  boolean covers(long at) {
    return from <= at && at < to;
  }

  Channel channel() {
    return device.kind().channel(metric).orElseThrow();
  }

  Expectation required(String symptom, long minutesAfter) {
    return expectation(device.id(), symptom, true, minutesAfter);
  }

  Expectation allowed(String symptom, long minutesAfter) {
    return expectation(device.id(), symptom, false, minutesAfter);
  }

  Expectation expectation(String id, String symptom, boolean required, long minutesAfter) {
    long slack = minutesAfter * 60_000;
    long until = to > Long.MAX_VALUE - slack ? Long.MAX_VALUE : to + slack;
    return new Expectation(id, symptom, required, from - BEFORE_MILLIS, until);
  }

  /** That any of its metrics may look unusual, as after a cold start. */
  List<Expectation> anythingUnusual(long minutesAfter) {
    return device.kind().channels().stream()
        .map(each -> allowed(each.name() + ".unusual", minutesAfter))
        .toList();
  }
}
