package dev.fieldcare.tickets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.tickets.Cause.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CommonCauseTest {
  private static final Instant START = Instant.parse("2026-11-22T08:00:00Z");

  private final List<Member> members = new ArrayList<>();
  private final List<CommonCause.Case> cases = new ArrayList<>();

  private void device(
      String id, String site, @Nullable String lot, @Nullable String gateway, String firmware) {
    members.add(new Member(id, "pump-p2", null, site, lot, gateway, firmware, null));
  }

  /** So many devices at each of twenty sites, in three lots and two versions, none related. */
  private void fleet(int each) {
    for (int site = 0; site < 20; site++) {
      for (int i = 0; i < each; i++) {
        int n = site * each + i;
        device("d-" + n, "s-" + site, "l-" + n % 3, null, n % 2 == 0 ? "1.0.0" : "1.1.0");
      }
    }
  }

  private void began(String device, String symptom, int seconds) {
    String ticket = "F-" + cases.size();
    cases.add(new CommonCause.Case(ticket, device, symptom, START.plusSeconds(seconds), true));
  }

  private List<CommonCause.Group> found() {
    return new CommonCause(new Population(members)).find(cases);
  }

  private CommonCause.Group only() {
    List<CommonCause.Group> found = found();
    assertEquals(1, found.size(), "" + found);
    return found.getFirst();
  }

  @Test
  void most_devices_of_a_site_at_once_are_the_sites_doing() {
    fleet(14);
    IntStream.range(0, 12).forEach(i -> began("d-" + i, "temperature.high", i * 20));
    began("d-100", "temperature.high", 60);
    CommonCause.Group group = only();
    assertEquals(new Cause(Type.SITE, "s-0"), group.cause());
    assertEquals(
        "12 of 14 devices at site s-0 began temperature.high within 4 min; 1 of 266 elsewhere",
        group.because().text());
  }

  @Test
  void what_begins_hours_apart_has_no_common_cause() {
    fleet(14);
    IntStream.range(0, 12).forEach(i -> began("d-" + i, "temperature.high", i * 3600));
    assertEquals(List.of(), found());
  }

  @Test
  void a_release_is_not_blamed_for_what_began_before_it_ran() {
    assertEquals(List.of(), blamed(START.plusSeconds(3600)), "they got it because of that");
    assertEquals(List.of(Cause.firmware("pump-p2", "1.5.0")), blamed(START.minusSeconds(3600)));
  }

  /** Eight devices of many sites began the same, and run a release since then. */
  private List<Cause> blamed(Instant since) {
    members.clear();
    cases.clear();
    fleet(14);
    for (int i = 0; i < 8; i++) {
      String id = "d-" + i * 14;
      members.removeIf(each -> each.device().equals(id));
      members.add(new Member(id, "pump-p2", null, "s-" + i, "l-" + i % 3, null, "1.5.0", since));
      began(id, "temperature.high", i * 20);
    }
    return found().stream().map(CommonCause.Group::cause).toList();
  }

  @Test
  void different_symptoms_are_not_added_up() {
    fleet(14);
    IntStream.range(0, 2).forEach(i -> began("d-" + i, "temperature.high", i));
    IntStream.range(2, 4).forEach(i -> began("d-" + i, "flow.low", i));
    assertEquals(List.of(), found());
  }

  @Test
  void a_bad_lot_is_found_across_sites() {
    fleet(14);
    for (int site = 0; site < 20; site++) {
      device("bad-" + site, "s-" + site, "l-bad", null, "1.0.0");
    }
    IntStream.range(0, 9).forEach(i -> began("bad-" + i, "vibration.high", i * 30));
    assertEquals(new Cause(Type.LOT, "l-bad"), only().cause());
  }

  @Test
  void a_new_version_is_found_across_sites() {
    fleet(14);
    for (int site = 0; site < 20; site++) {
      device("new-" + site, "s-" + site, null, null, "2.0.0");
    }
    IntStream.range(0, 19).forEach(i -> began("new-" + i, "crash", i * 30));
    assertEquals(new Cause(Type.FIRMWARE, "pump-p2 2.0.0"), only().cause());
  }

  @Test
  void the_narrowest_of_those_that_explain_as_much_is_taken() {
    fleet(4);
    IntStream.range(0, 10).forEach(i -> device("c-" + i, "s-0", null, "g-1", "1.0.0"));
    IntStream.range(0, 10).forEach(i -> began("c-" + i, "rssi.low", i));
    assertEquals(new Cause(Type.GATEWAY, "g-1"), only().cause());
    IntStream.range(0, 4).forEach(i -> began("d-" + i, "rssi.low", i));
    assertEquals(new Cause(Type.SITE, "s-0"), only().cause());
  }

  @Test
  void a_fault_of_the_whole_model_is_the_models() {
    fleet(4);
    for (int i = 0; i < 100; i++) {
      String site = "s-" + i % 20;
      members.add(new Member("m-" + i, "meter-m1", null, site, null, null, "3." + i % 5, null));
    }
    IntStream.range(0, 90).forEach(i -> began("m-" + i, "clock.unusual", i));
    assertEquals(new Cause(Type.MODEL, "meter-m1"), only().cause());
  }

  @Test
  void where_there_is_nothing_to_compare_with_nothing_is_blamed() {
    IntStream.range(0, 14).forEach(i -> device("d-" + i, "s-0", "l-0", null, "1.0.0"));
    IntStream.range(0, 12).forEach(i -> began("d-" + i, "temperature.high", i));
    assertEquals(List.of(), found());
  }

  @Test
  void two_sites_have_two_causes() {
    fleet(14);
    IntStream.range(0, 12).forEach(i -> began("d-" + i, "silence", i));
    IntStream.range(14, 26).forEach(i -> began("d-" + i, "silence", 300 + i));
    assertEquals(
        List.of(new Cause(Type.SITE, "s-0"), new Cause(Type.SITE, "s-1")),
        found().stream().map(CommonCause.Group::cause).sorted(CommonCauseTest::byId).toList());
  }

  private static int byId(Cause one, Cause other) {
    return one.id().compareTo(other.id());
  }

  @Test
  void chance_is_seldom_taken_for_a_cause() {
    fleet(14);
    int looks = 2000;
    int fooled = 0;
    for (int seed = 1; seed <= looks; seed++) {
      var random = new Random(seed);
      cases.clear();
      Collections.shuffle(members, random);
      int many = 3 + random.nextInt(20);
      for (int i = 0; i < many; i++) {
        began(members.get(i).device(), "temperature.high", random.nextInt(1200));
      }
      fooled += found().isEmpty() ? 0 : 1;
    }
    System.out.println(fooled + " of " + looks + " looks were fooled (seeds 1 to " + looks + ")");
    assertTrue(fooled <= looks / 200, fooled + " of " + looks);
  }

  @Test
  void outages_of_any_size_are_found_among_noise() {
    fleet(14);
    int missed = 0;
    for (int seed = 1; seed <= 300; seed++) {
      var random = new Random(seed);
      cases.clear();
      String site = "s-" + random.nextInt(20);
      int hit = 6 + random.nextInt(9);
      int noise = random.nextInt(5);
      List<Member> all = new ArrayList<>(members);
      Collections.shuffle(all, random);
      for (Member each : all) {
        if (site.equals(each.site()) ? hit-- > 0 : noise-- > 0) {
          began(each.device(), "silence", random.nextInt(240));
        }
      }
      Cause cause = new Cause(Type.SITE, site);
      missed += found().stream().anyMatch(group -> group.cause().equals(cause)) ? 0 : 1;
    }
    assertEquals(0, missed);
  }
}
