package dev.fieldcare.rollout;

import static dev.fieldcare.rollout.ActionState.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.rollout.Action.Seen;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ProgressionTest {
  private static final Instant AT = Instant.parse("2026-11-22T08:00:00Z");
  private static final Evidence CLAIM = new Evidence.Claimed(false, "done");
  private static final Evidence WANTED = new Evidence.Runs(true, true, "runs 1.5.0");
  private static final Evidence OTHER = new Evidence.Runs(false, true, "runs 1.4.0");

  /** Everything that can be heard. */
  private static final List<Evidence> ALL =
      List.of(
          new Evidence.Offered("told"),
          new Evidence.Progress(null, null, "a word"),
          new Evidence.Progress(DOWNLOADING, 0.4, "downloading"),
          new Evidence.Progress(DOWNLOADED, null, "downloaded"),
          new Evidence.Progress(INSTALLING, null, "installing"),
          new Evidence.Progress(REBOOTING, null, "rebooting"),
          CLAIM,
          new Evidence.Claimed(true, "done, and it never says what it runs"),
          new Evidence.Failed("HASH: other bytes", "failed"),
          new Evidence.RolledBack("SELF_TEST: no", "rolled back"),
          WANTED,
          OTHER,
          new Evidence.Runs(true, false, "runs 1.5.0, not booted since"),
          new Evidence.Heard("heard"),
          new Evidence.Quiet("quiet"),
          new Evidence.Fetched(null, "downloaded"),
          new Evidence.Unproven("no proof"),
          new Evidence.Urged("at once"),
          new Evidence.CancelAsked("stop"),
          new Evidence.Spared("not now"),
          new Evidence.CancelForced("end"),
          new Evidence.CancelAccepted("stopped"),
          new Evidence.CancelRefused("no"),
          new Evidence.Consented(true, "yes"),
          new Evidence.Denied(true, "no"));

  private static Action action(ActionState state) {
    return new Action(
        1,
        1,
        1,
        state,
        1,
        Manner.AT_ONCE,
        null,
        null,
        false,
        Seen.NOTHING,
        null,
        AT,
        AT,
        null,
        null,
        Action.USUAL);
  }

  private static Action after(Action action, Evidence... evidence) {
    Action now = action;
    for (Evidence each : evidence) {
      now = Progression.after(now, each).orElse(now);
    }
    return now;
  }

  @Test
  void a_claim_alone_confirms_nothing() {
    assertEquals(REBOOTING, after(action(INSTALLING), CLAIM).state());
  }

  @Test
  void the_name_of_the_image_alone_confirms_nothing() {
    assertEquals(REBOOTING, after(action(REBOOTING), WANTED).state());
  }

  @Test
  void claim_and_name_confirm_in_either_order() {
    assertEquals(CONFIRMED, after(action(REBOOTING), CLAIM, WANTED).state());
    assertEquals(CONFIRMED, after(action(REBOOTING), WANTED, CLAIM).state());
  }

  @Test
  void a_name_without_a_boot_confirms_nothing() {
    Evidence unbooted = new Evidence.Runs(true, false, "runs 1.5.0, not booted since");
    assertEquals(REBOOTING, after(action(REBOOTING), CLAIM, unbooted).state());
  }

  @Test
  void who_claims_success_and_runs_the_old_image_has_failed() {
    Action failed = after(action(REBOOTING), CLAIM, OTHER);
    assertEquals(FAILED, failed.state());
    assertEquals("OLD_IMAGE: runs 1.4.0", failed.error());
  }

  @Test
  void proof_that_comes_late_still_counts() {
    assertEquals(CONFIRMED, after(action(REBOOTING), CLAIM, OTHER, WANTED).state());
  }

  @Test
  void a_device_that_came_up_with_the_old_image_is_offered_the_new_one_again() {
    assertEquals(OFFERED, after(action(INSTALLING), OTHER).state());
  }

  @Test
  void a_word_from_a_silent_device_ends_the_silence() {
    Action silent = after(action(INSTALLING), new Evidence.Quiet("quiet"));
    assertEquals(SILENT, silent.state());
    assertEquals(OFFERED, after(silent, new Evidence.Heard("heard")).state());
    assertEquals(CONFIRMED, after(silent, WANTED, CLAIM).state());
  }

  @Test
  void a_device_that_was_told_nothing_is_not_asked_to_stop() {
    assertEquals(CANCELED, after(action(ASSIGNED), new Evidence.CancelAsked("stop")).state());
    assertEquals(CANCELING, after(action(OFFERED), new Evidence.CancelAsked("stop")).state());
  }

  @Test
  void a_device_that_finishes_while_it_is_to_stop_has_finished() {
    Action finished = after(action(CANCELING), WANTED, CLAIM);
    assertEquals(CONFIRMED, finished.state());
  }

  @Test
  void every_state_is_reached_and_left_by_some_evidence() {
    Set<ActionState> reached = EnumSet.of(ASSIGNED, AWAITING_CONFIRMATION);
    for (ActionState state : values()) {
      boolean left = false;
      for (Evidence each : ALL) {
        ActionState next = after(action(state), each).state();
        left |= next != state;
        if (next != state) {
          reached.add(next);
        }
        Action fetching = action(state).with(new Manner(true, null, null, true, null));
        reached.add(after(fetching, each).state());
      }
      assertTrue(left || state.isOver(), state + " is a dead end");
    }
    assertEquals(EnumSet.allOf(ActionState.class), reached);
  }

  @Test
  void no_walk_confirms_without_evidence_or_leaves_what_is_final() {
    long seed = 20261126;
    var random = new SplittableRandom(seed);
    for (int walk = 0; walk < 20_000; walk++) {
      Action now = action(random.nextBoolean() ? ASSIGNED : AWAITING_CONFIRMATION);
      boolean claimed = false;
      boolean onWord = false;
      boolean wanted = false;
      for (int step = 0; step < 25; step++) {
        Evidence evidence = ALL.get(random.nextInt(ALL.size()));
        Action next = after(now, evidence);
        claimed |= evidence instanceof Evidence.Claimed;
        onWord |= evidence instanceof Evidence.Claimed claim && claim.onWordAlone();
        wanted |= evidence == WANTED;
        String where = "seed " + seed + ", walk " + walk + ", " + now + " + " + evidence;
        if (next.state() == CONFIRMED) {
          assertTrue(claimed && (wanted || onWord), where);
        }
        if (now.state() == CONFIRMED || now.state() == CANCELED || now.state() == ROLLED_BACK) {
          assertEquals(now, next, where);
        }
        if (now.state() == FAILED && next.state() != FAILED) {
          assertEquals(CONFIRMED, next.state(), where);
        }
        if (now.state() == AWAITING_CONFIRMATION) {
          assertNotEquals(DOWNLOADING, next.state(), where);
        }
        if (next.state() == CONFIRMED) {
          assertNotEquals(Seen.OTHER, next.seen(), where);
          assertFalse(next.isOffered(), where);
        }
        now = next;
      }
    }
  }
}
