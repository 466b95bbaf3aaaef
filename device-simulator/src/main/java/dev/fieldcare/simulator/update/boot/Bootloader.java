package dev.fieldcare.simulator.update.boot;

import dev.fieldcare.simulator.Failure;
import dev.fieldcare.simulator.update.Hash;
import dev.fieldcare.simulator.update.disk.Durable;
import dev.fieldcare.simulator.update.trust.Rule;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides which slot runs, and runs nothing whose bytes are not those that were verified. A try is
 * used up before the image gets the processor, so that one that hangs or dies cannot stay.
 */
public final class Bootloader {
  /** How many boots a new image gets to prove itself. */
  public static final int TRIES = 3;

  private final DeviceStore store;
  private final SelfTest selfTest;
  private final Clock clock;

  public Bootloader(DeviceStore store, SelfTest selfTest, Clock clock) {
    this.store = store;
    this.selfTest = selfTest;
    this.clock = clock;
  }

  /** What runs after a boot. */
  public record Running(Slot slot, Image image) {}

  /** Makes a verified image the next to be tried. */
  public void tryNext(Slot slot, Image image, Trial.Origin origin) throws IOException {
    store.save(store.boot().trying(new Trial(slot, image, TRIES, origin)));
  }

  /** Power comes on: chooses, checks, runs the self-test of what is new, keeps it or goes back. */
  public Running boot() throws IOException {
    BootState state = store.boot();
    Trial trial = state.trial();
    if (trial == null) {
      return good(state);
    }
    if (trial.tries() <= 0) {
      return goBack(
          state, trial, Rule.SELF_TEST, "it was booted " + TRIES + " times and never well");
    }
    state = state.trying(trial.withOneTryLess());
    store.save(state);
    if (!holds(trial.slot(), trial.image())) {
      return goBack(state, trial, Rule.BOOT, trial.slot() + " does not hold what was verified");
    }
    Optional<String> complaint = selfTest.complaint(store.disk(), trial.slot());
    if (complaint.isPresent()) {
      return goBack(state, trial, Rule.SELF_TEST, complaint.get());
    }
    store.save(state.confirmed(trial, outcome(trial, Outcome.Result.CONFIRMED, null, "")));
    return new Running(trial.slot(), trial.image());
  }

  private Running goBack(BootState state, Trial trial, Rule rule, String detail)
      throws IOException {
    Outcome outcome = outcome(trial, Outcome.Result.ROLLED_BACK, rule, detail);
    BootState after = state.rolledBack(outcome);
    store.save(after);
    return good(after);
  }

  private Running good(BootState state) throws IOException {
    if (!holds(state.good(), state.image())) {
      throw new Failure(
          "BOOT: "
              + state.good().file()
              + " does not hold "
              + state.image().release()
              + ", and nothing else may run");
    }
    return new Running(state.good(), state.image());
  }

  private boolean holds(Slot slot, Image image) throws IOException {
    return store.disk().length(slot.file()) == image.length()
        && Hash.hex(Durable.digest(store.disk(), slot.file(), image.length()))
            .equals(image.sha256());
  }

  private Outcome outcome(Trial trial, Outcome.Result result, @Nullable Rule rule, String detail) {
    return new Outcome(trial.origin(), result, trial.image(), rule, detail, clock.millis());
  }
}
