package dev.fieldcare.tickets;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What other settings would have made of the tickets. A ticket of one run and one of the other are
 * the same when they tell of one symptom of one device over times that overlap; of several such,
 * the earliest.
 *
 * @param opened only under the other settings
 * @param gone only under the present ones
 * @param moved under both, but opened at another time
 * @param kept under both, opened at the same time
 */
public record Difference(
    List<WouldBe> opened, List<WouldBe> gone, List<Moved> moved, List<WouldBe> kept) {

  /** One ticket, under the present and under the other settings. */
  public record Moved(WouldBe before, WouldBe after) {}

  /** Several devices' together. */
  static Difference joined(List<Difference> all) {
    return new Difference(
        all.stream().flatMap(each -> each.opened.stream()).toList(),
        all.stream().flatMap(each -> each.gone.stream()).toList(),
        all.stream().flatMap(each -> each.moved.stream()).toList(),
        all.stream().flatMap(each -> each.kept.stream()).toList());
  }

  /** Of one device; both lists in the order of opening. */
  public static Difference between(List<WouldBe> present, List<WouldBe> other) {
    List<WouldBe> opened = new ArrayList<>();
    List<Moved> moved = new ArrayList<>();
    List<WouldBe> kept = new ArrayList<>();
    Set<WouldBe> left = new LinkedHashSet<>(present);
    for (WouldBe after : other) {
      Optional<WouldBe> same = left.stream().filter(after::overlaps).findFirst();
      if (same.isEmpty()) {
        opened.add(after);
        continue;
      }
      WouldBe before = same.get();
      left.remove(before);
      if (before.openedAt().equals(after.openedAt())) {
        kept.add(after);
      } else {
        moved.add(new Moved(before, after));
      }
    }
    return new Difference(opened, List.copyOf(left), moved, kept);
  }
}
