package dev.fieldcare.telemetry;

import dev.fieldcare.registry.Device;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Gives the one {@link MetricSet} there is for a list of names, and bounds how many there are:
 * names come from devices, and one that makes up new ones all the time must fill neither memory nor
 * tables. Thread-safe; a set that is known costs one look-up.
 *
 * <p>Whoever brings a set in first is charged its names. What a device was charged is forgotten
 * with a restart, what there is in all is not.
 */
public final class MetricSets {

  /**
   * @param perDevice names that the sets a device brings in may have together; 20,000 are a
   *     thousand combinations of twenty
   * @param singlesPerDevice how many sets of a single name it may bring in besides
   * @param inAll names that all sets may have together before no device may bring in more
   */
  public record Limits(int perDevice, int singlesPerDevice, int inAll) {
    public static final Limits DEFAULT = new Limits(20_000, 2_000, 2_000_000);
  }

  private static final class Charged {
    private int names;
    private int singles;
  }

  private final ConcurrentHashMap<List<String>, MetricSet> sets = new ConcurrentHashMap<>();
  private final Limits limits;

  // both only under the lock
  private final Map<Integer, Charged> charged = new HashMap<>();
  private int names;

  public MetricSets() {
    this(Limits.DEFAULT);
  }

  public MetricSets(Limits limits) {
    this.limits = limits;
  }

  /** The set of these names, which the caller has sorted and freed of repeats; never refused. */
  public MetricSet of(List<String> sortedNames) {
    MetricSet known = sets.get(sortedNames);
    return known != null ? known : bringIn(sortedNames);
  }

  /** The same on behalf of a device; null when it is new and the device may bring in no more. */
  public @Nullable MetricSet find(List<String> sortedNames, Device device) {
    MetricSet known = sets.get(sortedNames);
    return known != null ? known : bringIn(sortedNames, device);
  }

  private synchronized @Nullable MetricSet bringIn(List<String> sortedNames, Device device) {
    Charged mine = charged.computeIfAbsent(device.number(), any -> new Charged());
    int size = sortedNames.size();
    boolean single = size == 1;
    boolean fits =
        names + size <= limits.inAll()
            && (single
                ? mine.singles < limits.singlesPerDevice()
                : mine.names + size <= limits.perDevice());
    if (!fits) {
      return sets.get(sortedNames);
    }
    int before = names;
    MetricSet set = bringIn(sortedNames);
    if (names > before && single) {
      mine.singles++;
    } else {
      mine.names += names - before;
    }
    return set;
  }

  private synchronized MetricSet bringIn(List<String> sortedNames) {
    return sets.computeIfAbsent(
        List.copyOf(sortedNames),
        newNames -> {
          names += newNames.size();
          return new MetricSet(newNames);
        });
  }
}
