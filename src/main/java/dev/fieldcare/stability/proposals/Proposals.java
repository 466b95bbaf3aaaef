package dev.fieldcare.stability.proposals;

import dev.fieldcare.registry.Limit;
import dev.fieldcare.registry.Metric;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoubleConsumer;

/**
 * Proposes deadband, on-delay and off-delay of a limit from history: of many combinations, each
 * played to the product's own detector, the one that misses no lasting excursion, chatters least,
 * is least fleeting, and then has the fewest alarms and the shortest delays.
 */
public final class Proposals {
  private static final double[] DEADBANDS = {0, 1, 2, 3, 4, 6, 8};
  private static final int[] ON_DELAYS = {0, 5, 10, 20, 30, 60, 120, 300};
  private static final int[] OFF_DELAYS = {0, 10, 30, 60, 120, 300, 600};

  private record Tried(Limit limit, Trial trial) {}

  private final Metric metric;
  private final Limit present;
  private final List<History> histories;
  private final long interval;
  private final Duration lasting;
  private final double noise;
  private final List<List<Excursions.Span>> excursions;
  private final int excursionCount;

  private Proposals(
      Metric metric, Limit present, List<History> histories, long interval, Duration lasting) {
    this.metric = metric;
    this.present = present;
    this.histories = histories;
    this.interval = interval;
    this.lasting = lasting;
    double[] noises = histories.stream().mapToDouble(History::noise).sorted().toArray();
    this.noise = noises.length == 0 ? 0 : noises[noises.length / 2];
    this.excursions =
        histories.stream()
            .map(each -> Excursions.lasting(each, present, lasting.toMillis()))
            .toList();
    this.excursionCount = excursions.stream().mapToInt(List::size).sum();
  }

  /**
   * @param interval how often devices should report, milliseconds; 0 if that is not known
   * @param lasting how long an excursion must last to be missed by none
   * @param progress is told how far it has come, 0 to 1, and may throw to end it
   */
  public static Proposal of(
      Metric metric,
      Limit present,
      List<History> histories,
      long interval,
      Duration lasting,
      DoubleConsumer progress) {
    return new Proposals(metric, present, histories, interval, lasting).propose(progress);
  }

  private Proposal propose(DoubleConsumer progress) {
    List<Limit> candidates = candidates();
    Tried now = new Tried(present, trial(present));
    Tried best = now;
    for (int i = 0; i < candidates.size(); i++) {
      progress.accept((double) i / candidates.size());
      Tried tried = new Tried(candidates.get(i), trial(candidates.get(i)));
      best = byMerit().compare(tried, best) < 0 ? tried : best;
    }
    best = isBetter(best.trial, now.trial) ? best : now;
    return new Proposal(
        present,
        best.limit,
        histories.size(),
        histories.stream().mapToLong(History::count).sum(),
        noise,
        excursionCount,
        now.trial,
        best.trial);
  }

  /** Less damping alone is no reason to touch a limit. */
  private static boolean isBetter(Trial one, Trial other) {
    return one.caught() > other.caught()
        || one.chattering() < other.chattering()
        || one.fleeting() < other.fleeting()
        || one.alarms() < other.alarms()
        || one.meanDelaySeconds() < 0.9 * other.meanDelaySeconds();
  }

  private Trial trial(Limit limit) {
    Trial sum = new Trial(0, 0, 0, 0, 0);
    for (int i = 0; i < histories.size(); i++) {
      sum = sum.plus(LimitTrial.of(histories.get(i), metric, limit, interval, excursions.get(i)));
    }
    return sum;
  }

  private Comparator<Tried> byMerit() {
    return Comparator.<Tried>comparingInt(tried -> -tried.trial.caught())
        .thenComparingInt(tried -> tried.trial.chattering())
        .thenComparingInt(tried -> tried.trial.fleeting())
        .thenComparingDouble(this::cost);
  }

  /** Alarms, plus what lateness loses of excursions, plus a little for every bit of damping. */
  private double cost(Tried tried) {
    double late =
        tried.trial.caught() * tried.trial.meanDelaySeconds() / Math.max(1, lasting.toSeconds());
    Limit limit = tried.limit;
    double damping =
        (limit.onDelay().toMillis() + limit.offDelay().toMillis()) / 60_000.0
            + (noise == 0 ? 0 : limit.deadband() / noise);
    return tried.trial.alarms() + late + 0.01 * damping;
  }

  private List<Limit> candidates() {
    var deadbands = new TreeSet<Double>();
    deadbands.add(present.deadband());
    for (double times : DEADBANDS) {
      deadbands.add(rounded(times * noise));
    }
    List<Limit> candidates = new ArrayList<>();
    for (double deadband : deadbands) {
      for (Duration onDelay : delays(ON_DELAYS, present.onDelay(), lasting.dividedBy(2))) {
        for (Duration offDelay : delays(OFF_DELAYS, present.offDelay(), Duration.ofDays(1))) {
          candidates.add(
              new Limit(
                  present.side(),
                  present.value(),
                  present.severity(),
                  onDelay,
                  offDelay,
                  deadband,
                  present.latched(),
                  present.reAlarmTime()));
        }
      }
    }
    return candidates;
  }

  private static Set<Duration> delays(int[] seconds, Duration present, Duration most) {
    var delays = new TreeSet<Duration>();
    delays.add(present);
    for (int each : seconds) {
      if (Duration.ofSeconds(each).compareTo(most) <= 0) {
        delays.add(Duration.ofSeconds(each));
      }
    }
    return delays;
  }

  /** Up to two digits: nobody sets a deadband of 0.7413. */
  private static double rounded(double value) {
    return value == 0
        ? 0
        : BigDecimal.valueOf(value).round(new MathContext(2, RoundingMode.UP)).doubleValue();
  }
}
