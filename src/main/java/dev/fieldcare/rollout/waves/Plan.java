package dev.fieldcare.rollout.waves;

import dev.fieldcare.rollout.Manner;
import dev.fieldcare.rollout.audience.WavePlan;
import dev.fieldcare.rollout.gates.GatePlan;
import dev.fieldcare.rollout.notices.NoticePlan;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a rollout is to go.
 *
 * @param waves up to where each brings the rollout, of all that draw lots; the last to all
 * @param holdBack the share kept on what it runs, to compare with, 0 to 0.5
 * @param opensHoldBack whether those held back get the release, too, once the last wave has passed
 * @param strata what devices of a stratum have in common
 * @param seed what lots are drawn with
 * @param isDynamic whether devices that match later come in
 * @param priority against other rollouts and single updates; the higher goes first
 * @param offersPerMinute 0: no limit
 * @param mostOpen how many updates may be under way at once; 0: no limit
 * @param retries how often a device may fail and be asked again
 * @param backOff how long after its first failure; twice as long after each further
 * @param isSpread whether devices begin at different times of a window, not all at its start
 * @param isInSitesZone whether windows are in the time of the device's site
 * @param asks whether somebody at the device is to agree
 * @param notice whether customers are told, and whether their answer is waited for
 * @param rollback the version that brings devices back when the rollout is halted; null: somebody
 *     decides
 * @param rollbackWithin after which devices that could not be brought back are given up
 * @param gates what a wave must show before the next opens, and what stops everything
 * @param written the whole as it was written, with the defaults it was written under
 */
public record Plan(
    List<Reach> waves,
    double holdBack,
    boolean opensHoldBack,
    List<Likeness> strata,
    long seed,
    boolean isDynamic,
    int priority,
    int offersPerMinute,
    int mostOpen,
    int retries,
    Duration backOff,
    Manner manner,
    boolean isSpread,
    boolean isInSitesZone,
    boolean asks,
    NoticePlan notice,
    @Nullable String rollback,
    Duration rollbackWithin,
    GatePlan gates,
    JsonObject written) {

  /** Up to where a wave goes: a share of all that draw lots, or so many devices. */
  public record Reach(double share, int number) {
    static Reach ofShare(double share) {
      return new Reach(share, 0);
    }

    static Reach ofNumber(int number) {
      return new Reach(0, number);
    }

    /** As a share of so many. */
    double of(long all) {
      return number == 0 ? share : all == 0 ? 1 : Math.min(1, (double) number / all);
    }
  }

  /** What devices of a stratum have in common. */
  public enum Likeness {
    HARDWARE_REVISION("hardwareRevision", "hardware_revision"),
    SITE("site", "site"),
    PREVIOUS_VERSION("previousVersion", "running");

    private final String word;
    private final String column;

    Likeness(String word, String column) {
      this.word = word;
      this.column = column;
    }

    public String word() {
      return word;
    }

    /** Of the candidates. */
    String column() {
      return column;
    }
  }

  /** As a dry run counts with it. */
  WavePlan portions() {
    return new WavePlan(
        holdBack,
        waves.stream()
            .map(
                wave ->
                    wave.number() > 0
                        ? WavePlan.Wave.of(wave.number())
                        : WavePlan.Wave.of(wave.share()))
            .toList(),
        offersPerMinute == 0 ? null : (int) Math.min(Integer.MAX_VALUE, offersPerMinute * 60L));
  }
}
