package dev.fieldcare.rollout;

import static dev.fieldcare.rollout.ActionState.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Await;
import dev.fieldcare.base.Problem;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.firmware.ReleaseState;
import dev.fieldcare.registry.Device;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ActionsTest {
  private final RolloutFixture house = new RolloutFixture();
  private final Device device = house.device("d-17");
  private final Release release = house.release("1.5.0", 7);

  @AfterEach
  void close() {
    house.close();
  }

  private Action assign() {
    return Await.get(house.actions.assign(device, release, Terms.AT_ONCE, "user:ann"));
  }

  private Action hear(Action action, Evidence evidence) {
    return Await.get(house.actions.hear(action.id(), evidence, "device:d-17")).orElseThrow();
  }

  private Action newest() {
    return Objects.requireNonNull(house.actions.update(device.number()).newest());
  }

  private void refused(String code, Future<?> future) {
    assertEquals(code, assertThrows(Problem.class, () -> Await.get(future)).code());
  }

  private void runs(String version, String hash, String boot) {
    Await.get(house.actions.runs(device, version, hash, boot, true));
  }

  @Test
  void a_release_that_does_not_fit_is_refused_by_the_rule_it_breaks() {
    Release other = house.release("1.6.0", 8, List.of("C"), List.of(), ReleaseState.PUBLISHED);
    Release draft = house.release("1.7.0", 9, List.of(), List.of(), ReleaseState.DRAFT);
    Release far = house.release("2.0.0", 10, List.of(), List.of("1.5.0"), ReleaseState.PUBLISHED);
    refused(
        "action.hardware-revision", house.actions.assign(device, other, Terms.AT_ONCE, "user:ann"));
    refused("action.not-published", house.actions.assign(device, draft, Terms.AT_ONCE, "user:ann"));
    refused("action.stepping-stone", house.actions.assign(device, far, Terms.AT_ONCE, "user:ann"));
  }

  @Test
  void a_confirmed_release_counter_is_never_gone_below() {
    Release newer = house.release("1.6.0", 8);
    Action action = Await.get(house.actions.assign(device, newer, Terms.AT_ONCE, "user:ann"));
    hear(action, new Evidence.Claimed(true, "done"));
    house.restart();
    refused("action.downgrade", house.actions.assign(device, release, Terms.AT_ONCE, "user:ann"));
  }

  @Test
  void a_new_update_ends_the_one_before() {
    Action first = assign();
    Action second = assign();
    assertEquals(CANCELED, Await.get(house.actions.get(first.id())).state());
    assertEquals(second.id(), newest().id());
  }

  @Test
  void of_many_at_once_one_stays_open() {
    var all = new ArrayList<Future<?>>();
    for (int i = 0; i < 12; i++) {
      all.add(house.actions.assign(device, release, Terms.AT_ONCE, "user:ann"));
    }
    Future.join(all).otherwiseEmpty().await();
    var open = Await.get(house.actions.list(device.number(), null, true, 100, null)).items();
    assertEquals(1, open.size());
    assertEquals(open.getFirst().id(), newest().id());
  }

  @Test
  void a_device_is_confirmed_by_claim_version_hash_and_boot() {
    Await.get(house.states.reportedPresence(device, true, "boot-1", house.clock.instant()));
    Action action = assign();
    hear(action, new Evidence.Progress(INSTALLING, null, "installing"));
    hear(action, new Evidence.Claimed(false, "confirmed"));
    runs("1.5.0", release.image().sha256(), "boot-1");
    assertEquals(REBOOTING, newest().state());
    runs("1.5.0", release.image().sha256(), "boot-2");
    assertEquals(CONFIRMED, newest().state());
  }

  @Test
  void the_right_version_with_another_hash_is_a_failure() {
    Action action = assign();
    hear(action, new Evidence.Claimed(false, "confirmed"));
    runs("1.5.0", "cd".repeat(32), "boot-2");
    assertEquals(FAILED, newest().state());
    assertTrue(String.valueOf(newest().error()).startsWith("OLD_IMAGE: runs 1.5.0 with the hash"));
  }

  @Test
  void a_version_without_its_hash_proves_nothing_of_a_raw_image() {
    Action action = assign();
    hear(action, new Evidence.Claimed(false, "confirmed"));
    Await.get(house.actions.runs(device, "1.5.0", null, "boot-2", true));
    assertEquals(REBOOTING, newest().state());
  }

  private UpdateRounds rounds() {
    return new UpdateRounds(
        house.actions, house.clock, device -> Duration.ofMinutes(30), Duration.ofHours(1));
  }

  @Test
  void a_device_that_claims_success_and_never_names_what_it_runs_has_failed_after_a_while() {
    var rounds = rounds();
    Action action = assign();
    hear(action, new Evidence.Claimed(false, "confirmed"));
    for (int minutes = 0; minutes <= 60; minutes += 10) {
      assertEquals(0, Await.get(rounds.run()));
      assertEquals(REBOOTING, newest().state());
      house.clock.move(Duration.ofMinutes(10));
      house.actions.heard(device);
    }
    assertEquals(1, Await.get(rounds.run()));
    assertEquals(FAILED, newest().state());
    assertEquals(
        "UNPROVEN: claimed success and has not named what it runs for 1h", newest().error());
  }

  @Test
  void a_proof_that_comes_after_that_still_counts() {
    var rounds = rounds();
    Action action = assign();
    hear(action, new Evidence.Claimed(false, "confirmed"));
    house.clock.move(Duration.ofMinutes(61));
    house.actions.heard(device);
    assertEquals(1, Await.get(rounds.run()));
    Await.get(house.actions.runs(device, release.version(), release.image().sha256(), null, true));
    assertEquals(CONFIRMED, newest().state());
  }

  @Test
  void a_claim_that_fell_silent_waits_for_a_word_and_then_for_its_proof() {
    var rounds = rounds();
    Action action = assign();
    hear(action, new Evidence.Claimed(false, "confirmed"));
    house.clock.move(Duration.ofMinutes(31));
    Await.get(rounds.run());
    assertEquals(SILENT, newest().state());
    house.clock.move(Duration.ofDays(3));
    assertEquals(0, Await.get(rounds.run()));
    house.actions.heard(device);
    Await.until(() -> newest().state() == REBOOTING);
    assertEquals(0, Await.get(rounds.run()));
    house.clock.move(Duration.ofMinutes(6));
    assertEquals(1, Await.get(rounds.run()));
    assertEquals(FAILED, newest().state());
  }

  @Test
  void our_own_restart_leaves_a_claim_its_time() {
    Action action = assign();
    hear(action, new Evidence.Claimed(false, "confirmed"));
    house.clock.move(Duration.ofDays(1));
    house.restart();
    var rounds = rounds();
    house.actions.heard(device);
    assertEquals(0, Await.get(rounds.run()));
    assertEquals(REBOOTING, newest().state());
  }

  @Test
  void an_update_without_a_window_left_is_to_be_stopped() {
    var windows = Maintenance.of("0 0 9 22 11 ? 2026", Duration.ofHours(1), "Z");
    var manner = new Manner(true, null, null, false, windows);
    Action action =
        Await.get(house.actions.assign(device, release, new Terms(manner, false), "user:ann"));
    var rounds = rounds();
    house.restart();
    assertEquals(manner, newest().manner());
    rounds = rounds();
    house.clock.move(Duration.ofMinutes(119));
    assertEquals(0, Await.get(rounds.run()));
    house.clock.move(Duration.ofMinutes(2));
    assertEquals(1, Await.get(rounds.run()));
    assertEquals(CANCELED, newest().state());
    assertEquals(action.id(), newest().id());
  }

  @Test
  void only_a_device_that_began_and_is_not_heard_of_is_silent() {
    var rounds = rounds();
    Action action = assign();
    house.clock.move(Duration.ofHours(1));
    assertEquals(0, Await.get(rounds.run()));
    hear(action, new Evidence.Progress(INSTALLING, null, "installing"));
    house.clock.move(Duration.ofMinutes(29));
    house.actions.heard(device);
    house.clock.move(Duration.ofMinutes(29));
    assertEquals(0, Await.get(rounds.run()));
    house.clock.move(Duration.ofMinutes(2));
    assertEquals(1, Await.get(rounds.run()));
    assertEquals(SILENT, newest().state());
    house.actions.heard(device);
    Await.until(() -> newest().state() == OFFERED);
  }

  @Test
  void every_step_is_in_the_journal_and_the_chain_is_sound() {
    Action action = assign();
    hear(action, new Evidence.Progress(DOWNLOADING, 0.1, "downloading"));
    hear(action, new Evidence.Progress(DOWNLOADING, 0.2, "downloading"));
    hear(action, new Evidence.Failed("HASH: other bytes", "failed"));
    var types =
        Await.get(house.journal.list(house.database.pool(), null, 10, "action:" + action.id()))
            .items()
            .stream()
            .map(line -> line.type())
            .sorted()
            .toList();
    assertEquals(List.of("action.assigned", "action.downloading", "action.failed"), types);
    assertTrue(Await.get(house.journal.verify(house.database.pool())).isSound());
  }

  @Test
  void a_restart_forgets_nothing_a_poll_shows() {
    Action action = assign();
    hear(action, new Evidence.Progress(DOWNLOADING, 0.1, "downloading"));
    Action before = newest();
    house.restart();
    assertEquals(before, newest());
  }

  @Test
  void consent_is_waited_for_unless_it_was_given_once_for_all() {
    var terms = new Terms(true, true, null, null);
    Action action = Await.get(house.actions.assign(device, release, terms, "user:ann"));
    assertEquals(AWAITING_CONFIRMATION, action.state());
    var always = new AutoConsent("customer", null, house.clock.instant());
    Await.get(house.actions.autoConsent(device, always, "device:d-17"));
    assertEquals(ASSIGNED, newest().state());
    assertEquals(
        ASSIGNED, Await.get(house.actions.assign(device, release, terms, "user:ann")).state());
  }

  @Test
  void a_device_that_talks_without_end_is_cut_off_but_may_end() {
    Action action = assign();
    Await.get(
        house
            .database
            .pool()
            .query(
                "INSERT INTO action_reports SELECT "
                    + action.id()
                    + ", n, now(), 'OFFERED', 'x', true FROM generate_series(2, 1000) n")
            .execute());
    refused(
        "action.reports",
        house.actions.hear(action.id(), new Evidence.Progress(null, null, "more"), "device:d-17"));
    assertEquals(FAILED, hear(action, new Evidence.Failed("X: y", "failed")).state());
  }
}
