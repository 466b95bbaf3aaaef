package dev.fieldcare.rollout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Await;
import dev.fieldcare.base.Problem;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.rollout.audience.Candidates;
import dev.fieldcare.rollout.audience.Filter;
import dev.fieldcare.rollout.audience.Select;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CandidatesTest {
  private static final long SEED = Long.getLong("candidates.seed", 20_261_127L);

  private final RolloutFixture it = new RolloutFixture();
  private final RandomFleet fleet = new RandomFleet(it, new Random(SEED));
  private List<Release> releases = List.of();

  @BeforeAll
  void draw() {
    System.out.println("seed " + SEED);
    releases = fleet.releases(12);
    fleet.devices(300, releases);
  }

  @AfterAll
  void close() {
    it.close();
  }

  private Map<String, Row> verdicts(Select select) {
    var rows = new HashMap<String, Row>();
    Await.get(it.database.pool().preparedQuery(select.sql()).execute(select.tuple()))
        .forEach(row -> rows.put(row.getString("id"), row));
    return rows;
  }

  private Map<String, Row> verdicts(Release release) {
    return verdicts(Candidates.of(release, Filter.ALL, releases).select());
  }

  /** The rule by which a single update would be refused; null when it would not. */
  private @Nullable String refusal(RandomFleet.Member member, Release release) {
    try {
      Fitness.check(
          member.device(),
          release,
          member.running(),
          counterOf(member.running()),
          member.highest());
      return null;
    } catch (Problem refused) {
      return refused.code().substring("action.".length());
    }
  }

  private long counterOf(@Nullable String version) {
    return releases.stream()
        .filter(each -> each.version().equals(version))
        .mapToLong(Release::counter)
        .findFirst()
        .orElse(0);
  }

  @Test
  void many_devices_are_judged_by_the_rules_of_one() {
    var met = new TreeMap<String, Integer>();
    for (Release release : releases) {
      Map<String, Row> verdicts = verdicts(release);
      var expected = new TreeSet<String>();
      for (RandomFleet.Member member : fleet.members.values()) {
        if (!member.device().model().equals(release.model())) {
          continue;
        }
        String id = member.device().id();
        expected.add(id);
        String reason = Objects.requireNonNull(verdicts.get(id)).getString("reason");
        String refusal = refusal(member, release);
        met.merge(String.valueOf(reason), 1, Integer::sum);
        if (refusal != null) {
          assertEquals(refusal, reason, id + " and " + release.version() + ", seed " + SEED);
        } else {
          assertEquals(besides(member, release), reason, id + " and " + release);
        }
        assertEquals(
            release.fixes().stream().anyMatch(member.symptoms()::contains),
            verdicts.get(id).getBoolean("urgent"));
      }
      assertEquals(expected, new TreeSet<>(verdicts.keySet()));
    }
    System.out.println(met);
    assertEquals(
        Set.of(
            "null",
            "decommissioned",
            "not-published",
            "hardware-revision",
            "downgrade",
            "runs-already",
            "stepping-stone",
            "bootloader",
            "frozen:in-repair",
            "frozen:disputed",
            "frozen:in-soak",
            "action-open"),
        met.keySet());
  }

  /** What forbids it besides fitness. */
  private static @Nullable String besides(RandomFleet.Member member, Release release) {
    String minimum = release.minimumBootloader();
    String bootloader = member.reported().get("bootloader");
    if (minimum != null && bootloader != null && minor(bootloader) < minor(minimum)) {
      return "bootloader";
    }
    if (member.frozen() != null) {
      return switch (member.frozen()) {
        case "IN_REPAIR" -> "frozen:in-repair";
        case "DISPUTED" -> "frozen:disputed";
        default -> "frozen:in-soak";
      };
    }
    Release open = member.open();
    return open != null && open.counter() >= release.counter() ? "action-open" : null;
  }

  private static int minor(String bootloader) {
    return Integer.parseInt(bootloader.substring(2));
  }

  @Test
  void a_way_leads_over_releases_that_fit_one_after_the_other() {
    int ways = 0;
    for (Release release : releases) {
      for (Row row : verdicts(release).values()) {
        String[] path = row.getArrayOfStrings("path");
        RandomFleet.Member member = Objects.requireNonNull(fleet.members.get(row.getString("id")));
        if (!"stepping-stone".equals(row.getString("reason"))) {
          continue;
        }
        if (path == null) {
          assertFalse(
              member.highest() <= counterOf(member.running())
                  && isReachable(member, release, member.running()),
              member + " could come to " + release);
          continue;
        }
        ways++;
        String running = member.running();
        long highest = member.highest();
        var steps = new ArrayList<>(Arrays.asList(path));
        steps.add(release.version());
        for (String step : steps) {
          Release next = it.catalog.get(release.model(), step);
          Fitness.check(member.device(), next, running, counterOf(running), highest);
          running = step;
          highest = next.counter();
        }
      }
    }
    assertTrue(ways > 10, "found only " + ways);
  }

  private boolean isReachable(
      RandomFleet.Member member, Release release, @Nullable String running) {
    return fits(member, release, running)
        || releases.stream()
            .filter(step -> step != release && fits(member, step, running))
            .anyMatch(step -> isReachable(member, release, step.version()));
  }

  private boolean fits(RandomFleet.Member member, Release release, @Nullable String running) {
    try {
      Fitness.check(member.device(), release, running, counterOf(running), 0);
      return true;
    } catch (Problem refused) {
      return false;
    }
  }

  @Test
  void the_query_stands_within_another_one_that_has_values_of_its_own() {
    Release release = releases.getLast();
    Select all =
        Candidates.of(release, Filter.parse("site = hz"), releases).numberedFrom(3).select();
    Row row =
        Await.get(
                it.database
                    .pool()
                    .preparedQuery(
                        "SELECT count(*), min(c.id) AS id, $1::text AS one, $2::int AS two FROM ("
                            + all.sql()
                            + ") c WHERE c.id <> $1")
                    .execute(all.after("d-0", 7)))
            .iterator()
            .next();
    assertEquals("d-0", row.getString("one"));
    assertEquals(7, row.getInteger("two"));
    assertTrue(row.getLong(0) > 10);
    assertEquals(all.first() + all.values().size(), all.next());
  }

  @Test
  void only_the_devices_named_are_looked_at() {
    Release release = releases.getLast();
    int[] numbers =
        List.of("d-3", "d-5", "d-8").stream()
            .mapToInt(id -> Objects.requireNonNull(fleet.members.get(id)).device().number())
            .toArray();
    var found =
        verdicts(Candidates.of(release, Filter.ALL, releases).restrictedTo(numbers).select());
    Map<String, Row> all = verdicts(release);
    assertFalse(found.isEmpty());
    assertTrue(found.size() <= 3);
    found.forEach(
        (id, row) ->
            assertEquals(
                Objects.requireNonNull(all.get(id)).getString("reason"), row.getString("reason")));
  }

  @Test
  void what_comes_before_a_release_can_be_said_otherwise() {
    Release release = releases.getLast();
    var none = verdicts(Candidates.of(release, Filter.ALL, releases).outrankedBy("false").select());
    assertTrue(
        none.values().stream().noneMatch(row -> "action-open".equals(row.getString("reason"))));
  }
}
