package dev.fieldcare.messaging.oncall;

import dev.fieldcare.base.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Shifts in the order in which they begin. They may overlap; between them nothing may be left. */
public record Roster(List<Shift> shifts) {

  /** A stretch in which nobody is on call. */
  public record Gap(Instant from, Instant to, Optional<Shift> before, Optional<Shift> after) {

    /** In the times of whoever leaves and whoever comes. */
    String words() {
      return "nobody is on call from %s%s to %s%s, %s"
          .formatted(
              from,
              before
                  .map(it -> " (" + it.person() + " leaves " + at(it.localTo(), it) + ")")
                  .orElse(""),
              to,
              after
                  .map(it -> " (" + it.person() + " comes " + at(it.localFrom(), it) + ")")
                  .orElse(""),
              Duration.between(from, to));
    }

    private static String at(Object local, Shift shift) {
      return local + " " + shift.zone();
    }
  }

  public Roster {
    shifts = shifts.stream().sorted(Comparator.comparing(Shift::from)).toList();
  }

  /** The first stretch between the two moments in which nobody is on call. */
  public Optional<Gap> gap(Instant from, Instant until) {
    Instant covered = from;
    Optional<Shift> last = Optional.empty();
    for (Shift each : shifts) {
      if (!covered.isBefore(until)) {
        return Optional.empty();
      }
      if (each.from().isAfter(covered)) {
        Instant end = each.from().isBefore(until) ? each.from() : until;
        return Optional.of(new Gap(covered, end, last, Optional.of(each)));
      }
      if (each.to().isAfter(covered)) {
        covered = each.to();
        last = Optional.of(each);
      }
    }
    return covered.isBefore(until)
        ? Optional.of(new Gap(covered, until, last, Optional.empty()))
        : Optional.empty();
  }

  /**
   * Refuses a roster that leaves any moment open, from now on for as long as it must reach.
   *
   * @throws Problem {@code roster.gap}, naming the gap
   */
  public void check(Instant now, Duration reach) {
    Instant end =
        shifts.stream().map(Shift::to).max(Comparator.naturalOrder()).orElse(Instant.EPOCH);
    Instant least = now.plus(reach);
    gap(now, end.isAfter(least) ? end : least)
        .ifPresent(
            gap -> {
              throw Problem.badInput("roster.gap", gap.words());
            });
  }

  /** Who is on call at that moment. */
  public List<Shift> at(Instant moment) {
    return shifts.stream().filter(each -> each.covers(moment)).toList();
  }

  /** Until when somebody is on call without a break; the moment itself when nobody is. */
  public Instant coveredUntil(Instant moment) {
    return gap(moment, Instant.MAX).map(Gap::from).orElse(moment);
  }
}
