package dev.fieldcare.simulator.scenario;

import dev.fieldcare.simulator.device.Outage;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Plans reboots that come again and again. */
final class Reboots {
  private static final long NO_END = 24 * 3_600_000L;

  private Reboots() {}

  /** Crashes about every {@code every} milliseconds, down {@code least} to {@code most}. */
  static List<Outage> plan(
      Injection injection, long every, long least, long most, List<String> codes) {
    RandomGenerator random = injection.random();
    long end = injection.to() == Long.MAX_VALUE ? injection.from() + NO_END : injection.to();
    var planned = new ArrayList<Outage>();
    long at = injection.from() + every / 4;
    while (at + most < end) {
      long back = at + random.nextLong(least, most);
      planned.add(new Outage(Outage.Kind.CRASH, at, back, codes.get(random.nextInt(codes.size()))));
      at = back + (long) (every * random.nextDouble(0.7, 1.3));
    }
    return List.copyOf(planned);
  }
}
