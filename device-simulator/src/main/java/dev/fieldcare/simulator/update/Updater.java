package dev.fieldcare.simulator.update;

import dev.fieldcare.simulator.update.boot.BootState;
import dev.fieldcare.simulator.update.boot.Bootloader;
import dev.fieldcare.simulator.update.boot.DeviceStore;
import dev.fieldcare.simulator.update.boot.Image;
import dev.fieldcare.simulator.update.boot.Slot;
import dev.fieldcare.simulator.update.boot.Trial;
import dev.fieldcare.simulator.update.trust.Assignment;
import dev.fieldcare.simulator.update.trust.FullVerification;
import dev.fieldcare.simulator.update.trust.Refusal;
import dev.fieldcare.simulator.update.trust.Verdict;
import java.io.IOException;
import java.time.Clock;

/**
 * Takes a device from what it is shown to the moment before the reboot. Whatever interrupts it, it
 * is called again and goes on or begins anew; the slot that runs is never touched.
 */
public final class Updater {
  private static final int CHUNK = 65_536;
  private static final long NOTE_EVERY = 1 << 20;

  private final DeviceStore store;
  private final Bootloader bootloader;
  private final Clock clock;
  private final int chunk;
  private final long noteEvery;

  /** Hears what the device is about, in the words of {@code update/report}. */
  public interface Reports {
    void report(String state, double progress);
  }

  public Updater(DeviceStore store, Bootloader bootloader, Clock clock) {
    this(store, bootloader, clock, CHUNK, NOTE_EVERY);
  }

  Updater(DeviceStore store, Bootloader bootloader, Clock clock, int chunk, long noteEvery) {
    this.store = store;
    this.bootloader = bootloader;
    this.clock = clock;
    this.chunk = chunk;
    this.noteEvery = noteEvery;
  }

  /**
   * Verifies what is offered and, if there is something to install, writes it into the idle slot.
   *
   * @throws IOException if the network or the disk failed, which says nothing of the offer
   */
  public Preparation prepare(Offer offer, Reports reports) throws IOException {
    return prepare(offer, reports, true);
  }

  /**
   * Verifies what is offered and, if there is something to install, lays it into the idle slot,
   * where a later {@link #prepare(Offer, Reports)} goes on from.
   *
   * @throws IOException as there
   */
  public Preparation fetch(Offer offer, Reports reports) throws IOException {
    return prepare(offer, reports, false);
  }

  private Preparation prepare(Offer offer, Reports reports, boolean installs) throws IOException {
    var verification =
        new FullVerification(
            store.facts(),
            store.trusted(),
            offer.route(),
            offer.director(),
            offer.image(),
            clock.instant());
    Verdict verdict = verification.verdict();
    store.believe(verdict.trusted());
    return switch (verdict) {
      case Verdict.Refused refused ->
          new Preparation.Refused(refused.refusal(), refused.action().orElse(""));
      case Verdict.Nothing nothing -> new Preparation.Nothing(nothing.running());
      case Verdict.Install install -> install(install.image(), offer, reports, installs);
    };
  }

  private Preparation install(Assignment wanted, Offer offer, Reports reports, boolean installs)
      throws IOException {
    BootState boot = store.boot();
    Slot idle = boot.good().other();
    if (boot.trial() != null) {
      throw new IllegalStateException("an image is being tried; only a boot can end that");
    }
    try {
      reports.report("downloading", 0);
      if (!patched(wanted, offer, idle)) {
        SlotWriter whole = writer(idle, reports);
        whole.write(offer.images(), wanted.file(), wanted.length(), wanted.sha256());
      }
      reports.report("verifying", 1);
    } catch (Refusal e) {
      return new Preparation.Refused(e, wanted.action());
    }
    if (!installs) {
      return new Preparation.Fetched(wanted);
    }
    reports.report("installing", 1);
    var image = new Image(wanted.release(), wanted.counter(), wanted.sha256(), wanted.length());
    bootloader.tryNext(idle, image, new Trial.Origin(wanted.action(), offer.packageSha256()));
    writer(idle, reports).forget();
    return new Preparation.Ready(wanted);
  }

  /** Whether the short way worked; if not, the whole image is fetched, whatever went wrong. */
  private boolean patched(Assignment wanted, Offer offer, Slot idle) {
    return wanted.delta().isPresent()
        && new Patch(store, offer.images(), wanted.delta().get())
            .apply(writer(idle, (state, progress) -> {}), wanted);
  }

  private SlotWriter writer(Slot idle, Reports reports) {
    return new SlotWriter(
        store.disk(), idle, chunk, noteEvery, share -> reports.report("downloading", share));
  }
}
