package dev.fieldcare.simulator.update.stick;

import dev.fieldcare.simulator.Failure;
import dev.fieldcare.simulator.update.Preparation;
import dev.fieldcare.simulator.update.Updater;
import dev.fieldcare.simulator.update.boot.Bootloader;
import dev.fieldcare.simulator.update.boot.DeviceStore;
import dev.fieldcare.simulator.update.boot.Image;
import dev.fieldcare.simulator.update.boot.Outcome;
import dev.fieldcare.simulator.update.boot.SelfTest;
import dev.fieldcare.simulator.update.boot.Trial;
import dev.fieldcare.simulator.update.trust.Refusal;
import dev.fieldcare.simulator.update.trust.Rule;
import dev.fieldcare.simulator.update.trust.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** A package plugged into a device: verified, installed, booted, and told of how it ended. */
public final class Stick {
  private final DeviceStore store;
  private final Bootloader bootloader;
  private final Clock clock;

  public Stick(DeviceStore store, SelfTest selfTest, Clock clock) {
    this.store = store;
    this.clock = clock;
    this.bootloader = new Bootloader(store, selfTest, clock);
  }

  /** How it ended. An earlier installation that lost its power in the middle is ended first. */
  public Outcome install(Path file, Updater.Reports reports) throws IOException {
    bootloader.boot();
    String sha256 = PackageFile.sha256(file);
    Outcome earlier = store.boot().last();
    if (earlier != null && sha256.equals(earlier.origin().packageSha256())) {
      return earlier; // the power went between the end and the receipt, or it is plugged in again
    }
    try (PackageFile opened = PackageFile.open(file)) {
      var updater = new Updater(store, bootloader, clock);
      return switch (updater.prepare(opened.offer(), reports)) {
        case Preparation.Refused refused -> failed(refused.refusal(), refused.action(), sha256);
        case Preparation.Nothing nothing -> unchanged(nothing, sha256);
        case Preparation.Fetched fetched ->
            throw new IllegalStateException("a stick is for installing: " + fetched.image().file());
        case Preparation.Ready ready -> {
          reports.report("rebooting", 1);
          yield booted();
        }
      };
    } catch (Refusal e) {
      return failed(e, "", sha256);
    }
  }

  private Outcome booted() throws IOException {
    bootloader.boot();
    Outcome last = store.boot().last();
    if (last == null) {
      throw new Failure("the device booted and knows of no update");
    }
    return last;
  }

  private Outcome unchanged(Preparation.Nothing nothing, String sha256) throws IOException {
    if (nothing.running().isEmpty()) {
      return failed(
          new Refusal(Rule.MISSING, "the package has nothing for this device"), "", sha256);
    }
    Verdict.Running running = nothing.running().get();
    Image image = store.boot().image();
    return outcome(running.action(), sha256, Outcome.Result.CONFIRMED, image, null, "");
  }

  private Outcome failed(Refusal refusal, String action, String sha256) {
    return outcome(action, sha256, Outcome.Result.FAILED, null, refusal.rule(), refusal.detail());
  }

  private Outcome outcome(
      String action,
      String sha256,
      Outcome.Result result,
      @Nullable Image image,
      @Nullable Rule rule,
      String detail) {
    return new Outcome(
        new Trial.Origin(action, sha256), result, image, rule, detail, clock.millis());
  }
}
