package dev.fieldcare.tickets.siblings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.tickets.siblings.Suspicion.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SiblingScanTest {
  private static final Trait CAPACITORS = new Trait(Trait.Type.COMPONENT_LOT, "C-2509-17");
  private static final Trait OTHER_CAPACITORS = new Trait(Trait.Type.COMPONENT_LOT, "C-2508-03");
  private static final Trait NEW = new Trait(Trait.Type.FIRMWARE, "2.1.0");
  private static final Trait OLD = new Trait(Trait.Type.FIRMWARE, "2.0.0");

  @Test
  void a_bad_lot_is_named_with_its_numbers() {
    List<Unit> fleet = fleet(7, 33, OLD, 3, 1_957, OLD);

    Suspicion first = SiblingScan.of(fleet).getFirst();

    assertEquals(CAPACITORS, first.trait());
    assertEquals(Verdict.BLAMED, first.verdict());
    assertTrue(first.q() < 1e-6, "q " + first.q());
    assertTrue(
        first
            .because()
            .startsWith(
                "component lot C-2509-17: 7 of 40 failed, against 3 of 1,960 comparable devices"),
        first.because());
    assertEquals(33, first.affected().size());
  }

  @Test
  void a_firmware_that_only_coincides_with_the_bad_lot_is_not_blamed() {
    List<Unit> fleet = new ArrayList<>(fleet(7, 33, NEW, 1, 999, OLD));
    for (int i = 0; i < 160; i++) {
      fleet.add(unit("n-" + i, Set.of(OTHER_CAPACITORS, NEW), 90, false));
    }

    List<Suspicion> found = SiblingScan.of(fleet);

    assertEquals(Verdict.BLAMED, of(CAPACITORS, found).verdict());
    assertEquals(Verdict.COINCIDES, of(NEW, found).verdict());
    assertEquals(CAPACITORS, of(NEW, found).other());
  }

  @Test
  void a_bad_firmware_is_blamed_and_the_lot_that_got_it_first_is_not() {
    List<Unit> fleet = new ArrayList<>(fleet(7, 33, NEW, 0, 1_000, OLD));
    for (int i = 0; i < 200; i++) {
      fleet.add(unit("n-" + i, Set.of(OTHER_CAPACITORS, NEW), 90, i < 35));
    }

    List<Suspicion> found = SiblingScan.of(fleet);

    assertEquals(Verdict.BLAMED, of(NEW, found).verdict());
    assertEquals(Verdict.COINCIDES, of(CAPACITORS, found).verdict());
  }

  @Test
  void what_the_data_cannot_tell_apart_is_said_to_be_so() {
    List<Suspicion> found = SiblingScan.of(fleet(7, 33, NEW, 3, 1_957, OLD));

    assertEquals(Verdict.CONFOUNDED, of(CAPACITORS, found).verdict());
    assertEquals(Verdict.CONFOUNDED, of(NEW, found).verdict());
    assertTrue(of(NEW, found).because().endsWith("cannot be told apart from " + CAPACITORS));
  }

  @Test
  void ten_times_as_long_in_service_is_no_guilt_for_ten_times_as_many_failures() {
    var fleet = new ArrayList<Unit>();
    for (int i = 0; i < 100; i++) {
      fleet.add(unit("old-" + i, Set.of(CAPACITORS), 300, i < 10));
      fleet.add(unit("new-" + i, Set.of(OTHER_CAPACITORS), 30, i < 1));
    }

    assertEquals(Verdict.CHANCE, of(CAPACITORS, SiblingScan.of(fleet)).verdict());
  }

  @Test
  void devices_of_models_that_never_failed_are_not_compared() {
    var fleet = new ArrayList<>(fleet(7, 33, OLD, 3, 1_957, OLD));
    fleet.add(new Unit("other", "pump-p2", Set.of(CAPACITORS), 90, false));

    assertEquals(40, SiblingScan.of(fleet).getFirst().units());
  }

  @Test
  void nobody_failed_and_nobody_is_suspected() {
    assertTrue(SiblingScan.of(fleet(0, 40, OLD, 0, 100, OLD)).isEmpty());
    assertTrue(SiblingScan.of(List.of()).isEmpty());
  }

  @Test
  void chance_alone_is_hardly_ever_blamed() {
    var random = new Random(7);
    int fleets = 400;
    int wrong = 0;
    for (int round = 0; round < fleets; round++) {
      var fleet = new ArrayList<Unit>();
      for (int i = 0; i < 400; i++) {
        Set<Trait> traits =
            Set.of(
                new Trait(Trait.Type.LOT, "L" + random.nextInt(20)),
                new Trait(Trait.Type.FIRMWARE, "F" + random.nextInt(4)),
                new Trait(Trait.Type.SITE, "S" + random.nextInt(30)));
        boolean failed = random.nextDouble() < 0.05;
        fleet.add(unit("d-" + i, traits, 30 + random.nextInt(60), failed));
      }
      wrong +=
          SiblingScan.of(fleet).stream().anyMatch(it -> it.verdict() == Verdict.BLAMED) ? 1 : 0;
    }
    assertTrue(wrong <= fleets * 0.02, wrong + " of " + fleets + " fleets had somebody blamed");
  }

  @Test
  void the_order_of_the_fleet_decides_nothing() {
    List<Unit> fleet = fleet(7, 33, NEW, 3, 500, OLD);
    List<Unit> shuffled = new ArrayList<>(fleet);
    Collections.shuffle(shuffled, new Random(3));

    List<Suspicion> one = SiblingScan.of(fleet);
    List<Suspicion> other = SiblingScan.of(shuffled);

    assertFalse(one.isEmpty());
    assertEquals(
        one.stream().map(Suspicion::because).toList(),
        other.stream().map(Suspicion::because).toList());
  }

  private static Suspicion of(Trait trait, List<Suspicion> found) {
    return found.stream().filter(each -> each.trait().equals(trait)).findFirst().orElseThrow();
  }

  /** Devices with the capacitors and the firmware beside it, then those without. */
  private static List<Unit> fleet(
      int failed, int well, Trait firmware, int otherFailed, int otherWell, Trait otherFirmware) {
    var units = new ArrayList<Unit>();
    for (int i = 0; i < failed + well; i++) {
      units.add(unit("c-" + i, Set.of(CAPACITORS, firmware), 90, i < failed));
    }
    for (int i = 0; i < otherFailed + otherWell; i++) {
      units.add(unit("o-" + i, Set.of(OTHER_CAPACITORS, otherFirmware), 90, i < otherFailed));
    }
    return units;
  }

  private static Unit unit(String device, Set<Trait> traits, double exposure, boolean failed) {
    return new Unit(device, "gateway-x1", traits, exposure, failed);
  }
}
