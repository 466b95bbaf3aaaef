package dev.fieldcare.registry;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Between which values of a metric a device is meant to be used. Whoever uses it beyond may have
 * broken it; that is worth saying only of what the user has in hand, as a supply voltage, and not
 * of what a fault brings about by itself.
 *
 * @param lasting how long readings must stay beyond, by their own time, to count
 * @param causes of faults that such use can bring about, by their codes; none: of any
 */
public record Rated(
    @Nullable Double min, @Nullable Double max, Duration lasting, Set<String> causes) {
  static final Duration LASTING = Duration.ofMinutes(1);

  public Rated {
    causes = Set.copyOf(causes);
  }
}
