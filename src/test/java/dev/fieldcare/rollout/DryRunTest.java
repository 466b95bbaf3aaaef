package dev.fieldcare.rollout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Await;
import dev.fieldcare.base.Problem;
import dev.fieldcare.firmware.DirectorTarget;
import dev.fieldcare.firmware.Image;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.firmware.ReleaseState;
import dev.fieldcare.registry.Device;
import dev.fieldcare.rollout.audience.Candidate;
import dev.fieldcare.rollout.audience.DryRun;
import dev.fieldcare.rollout.audience.DryRunReport;
import dev.fieldcare.rollout.audience.Filter;
import dev.fieldcare.rollout.audience.WavePlan;
import dev.fieldcare.rollout.audience.WavePlan.Wave;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DryRunTest {
  private final RolloutFixture it = new RolloutFixture();
  private final Release stone = it.release("1.4.0", 14);
  private final Release again = it.release("1.4.1", 15);
  private final Release target =
      fixing(it.release("1.5.0", 16, List.of(), List.of("1.4.0"), ReleaseState.PUBLISHED));
  private final DryRun dryRun = new DryRun(it.database, it.releases::values, this::delta);

  @AfterEach
  void close() {
    it.close();
  }

  private Release fixing(Release plain) {
    var release =
        new Release(
            plain.id(),
            plain.model(),
            plain.version(),
            plain.counter(),
            plain.kind(),
            plain.state(),
            new Image("ee".repeat(32), "aa", "bb", 1_000, "image.bin"),
            plain.format(),
            plain.hardwareRevisions(),
            List.of("leak"),
            Map.of(),
            plain.steppingStones(),
            null,
            plain.createdAt(),
            plain.publishedAt(),
            null);
    it.releases.put(release.id(), release);
    return release;
  }

  /** From what runs 1.4.0 there is a delta of 40 bytes. */
  private Optional<DirectorTarget.Delta> delta(Release release, String sha256) {
    return release.id() == target.id() && sha256.equals(stone.image().sha256())
        ? Optional.of(new DirectorTarget.Delta("delta", 40, "dd", sha256))
        : Optional.empty();
  }

  private Device device(String id, @Nullable String version, @Nullable String sha256) {
    Device device = it.device(id);
    if (version != null) {
      Await.get(it.states.reportedFirmware(device, version, sha256, it.clock.instant()));
    }
    return device;
  }

  private void ticket(Device device, String symptom, String number, @Nullable String frozen) {
    Await.get(
        it.database
            .pool()
            .preparedQuery("INSERT INTO device_facts VALUES ($1, $2, $3, $4, $5)")
            .execute(
                Tuple.of(
                    device.number(),
                    new String[] {symptom},
                    new String[] {number},
                    frozen,
                    frozen == null ? null : number)));
  }

  private DryRunReport run(WavePlan plan) {
    return Await.get(dryRun.of(target, Filter.ALL, plan));
  }

  @Test
  void it_says_who_gets_it_by_which_way_and_who_does_not() {
    String sha = stone.image().sha256();
    for (int i = 0; i < 10; i++) {
      device("d-" + i, "1.4.0", i < 6 ? sha.toUpperCase(java.util.Locale.ROOT) : null);
    }
    device("e-0", "1.3.0", null);
    device("e-1", null, null);
    device("f-0", target.version(), null);
    ticket(device("g-0", "1.4.0", sha), "leak", "F-1", null);
    ticket(device("g-1", "1.4.0", sha), "leak", "F-2", "IN_REPAIR");
    ticket(device("g-2", "1.4.0", sha), "silence", "F-3", null);
    Await.get(it.actions.assign(it.devices.find("d-0").orElseThrow(), again, Terms.AT_ONCE, "me"));

    DryRunReport report =
        run(new WavePlan(0.1, List.of(Wave.of(2), Wave.of(0.5), Wave.of(1.0)), 6));

    assertEquals(16, report.devices());
    assertEquals(12, report.eligible());
    assertEquals(1, report.urgent());
    assertEquals(
        Map.of("stepping-stone", 2L, "runs-already", 1L, "frozen:in-repair", 1L),
        report.reasons().stream()
            .collect(Collectors.toMap(DryRunReport.Reason::code, DryRunReport.Reason::devices)));
    assertEquals(
        List.of(
            new DryRunReport.Path(List.of(), true, 8, 40),
            new DryRunReport.Path(List.of(), false, 4, 1_000),
            new DryRunReport.Path(List.of("1.4.0"), false, 2, 1_011)),
        report.paths());
    assertEquals(1, report.heldBack());
    assertEquals(List.of(2L, 4L, 5L), report.waves());
    // 11 devices of 12 at (8 * 40 + 4 * 1000) / 12 = 360 bytes
    assertEquals(new DryRunReport.Load(3_960, 1_800, 6_600L, 2L), report.load());
    assertEquals(
        List.of(new DryRunReport.Conflict("1.4.1", true, 1, List.of("d-0"))), report.conflicts());
    assertEquals(new DryRunReport.Tickets(1, List.of("F-1")), report.helped());
    assertEquals(new DryRunReport.Tickets(1, List.of("F-2")), report.missed());
    assertEquals(12, report.json().getLong("eligible"));
    assertEquals("delta", report.json().getJsonArray("paths").getJsonObject(0).getString("by"));
  }

  @Test
  void without_a_rate_no_duration_is_made_up() {
    device("d-0", "1.4.0", null);
    DryRunReport report = run(new WavePlan(0, List.of(Wave.of(1.0)), null));
    assertNull(report.load().seconds());
    assertNull(report.load().peakBytesPerSecond());
    assertEquals(1_000, report.load().bytes());
  }

  @Test
  void nobody_at_all_is_no_error() {
    DryRunReport report = run(new WavePlan(0.5, List.of(Wave.of(0.1), Wave.of(1.0)), 10));
    assertEquals(0, report.devices());
    assertEquals(List.of(0L, 0L), report.waves());
    assertEquals(new DryRunReport.Load(0, 0, 0L, 0L), report.load());
  }

  @Test
  void of_many_some_are_named_and_all_can_be_paged_through() {
    for (int i = 10; i < 60; i++) {
      device("d-" + i, i % 2 == 0 ? "1.4.0" : "1.3.0", null);
    }
    DryRunReport report = run(new WavePlan(0, List.of(Wave.of(1.0)), null));
    assertEquals(DryRun.EXAMPLES, report.examples().size());
    assertEquals(DryRun.EXAMPLES, report.reasons().getFirst().examples().size());
    var found = new ArrayList<String>();
    String after = null;
    do {
      var page = Await.get(dryRun.devices(target, Filter.ALL, "stepping-stone", 10, after));
      page.items().stream().map(Candidate::id).forEach(found::add);
      assertTrue(page.items().stream().allMatch(each -> each.path().equals(List.of("1.4.0"))));
      after = page.next();
    } while (after != null);
    assertEquals(25, found.size());
    assertEquals(25, found.stream().distinct().count());
    assertEquals(25, Await.get(dryRun.devices(target, Filter.ALL, null, 100, null)).items().size());
  }

  @Test
  void what_is_counted_is_what_the_candidates_are() {
    long seed = 7;
    try (var other = new RolloutFixture()) {
      var fleet = new RandomFleet(other, new Random(seed));
      List<Release> releases = fleet.releases(8);
      fleet.devices(100, releases);
      var run = new DryRun(other.database, () -> releases, (release, sha) -> Optional.empty());
      var plan = new WavePlan(0.2, List.of(Wave.of(5), Wave.of(1.0)), null);
      for (Release release : releases) {
        DryRunReport report = Await.get(run.of(release, Filter.ALL, plan));
        long reasons = report.reasons().stream().mapToLong(DryRunReport.Reason::devices).sum();
        assertEquals(report.devices(), report.eligible() + reasons);
        assertEquals(
            report.eligible(),
            report.heldBack() + report.waves().stream().mapToLong(Long::longValue).sum());
        Function<String, Integer> listed =
            reason ->
                Await.get(run.devices(release, Filter.ALL, reason, 1_000, null)).items().size();
        for (DryRunReport.Reason reason : report.reasons()) {
          assertEquals(reason.devices(), (long) listed.apply(reason.code()), reason.code());
        }
      }
    }
  }

  @Test
  void a_plan_that_is_none_is_refused_by_name() {
    assertEquals(
        "plan.waves", assertThrows(Problem.class, () -> new WavePlan(0, List.of(), null)).code());
    assertEquals("plan.waves", assertThrows(Problem.class, () -> Wave.of(0.0)).code());
    assertEquals("plan.waves", assertThrows(Problem.class, () -> Wave.of(Double.NaN)).code());
    assertEquals(
        "plan.holdBack",
        assertThrows(Problem.class, () -> new WavePlan(1, List.of(Wave.of(1)), null)).code());
    assertEquals(
        "plan.devicesPerHour",
        assertThrows(Problem.class, () -> new WavePlan(0, List.of(Wave.of(1)), 0)).code());
  }
}
