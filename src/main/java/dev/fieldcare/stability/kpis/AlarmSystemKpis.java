package dev.fieldcare.stability.kpis;

import dev.fieldcare.registry.Severity;
import dev.fieldcare.stability.kpis.Kpi.Verdict;
import dev.fieldcare.stability.kpis.Raised.Source;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Works out the key figures of ISA-18.2-2016, clause 16, and EEMUA 191 from the alarms there were.
 * How often operators are disturbed goes by when they were told (server time); how alarms behave,
 * by when their conditions held (event time).
 */
public final class AlarmSystemKpis {
  private static final int FLOOD_BEGINS_ABOVE = 10;
  private static final int FLOOD_ENDS_BELOW = 5;
  private static final Duration FLEETING = Duration.ofSeconds(10);
  private static final Duration CHATTER = Duration.ofMinutes(1);
  private static final int CHATTER_TIMES = 3;
  private static final Duration STALE = Duration.ofHours(24);
  private static final int MOST_STALE = 4;
  private static final int TOP = 10;
  private static final int FEW = 100;

  /** Share of all alarms that a severity should have, and what is still tolerable. */
  private static final Map<Severity, double[]> MIX =
      Map.of(
          Severity.CRITICAL, new double[] {0.01, 0.02},
          Severity.MAJOR, new double[] {0.05, 0.10},
          Severity.MINOR, new double[] {0.15, 0.30},
          Severity.WARNING, new double[] {0.80, 1.00});

  private final List<Raised> known;
  private final List<Raised> alarms;
  private final long unauthorised;
  private final Instant from;
  private final Instant to;
  private final Intervals intervals;
  private final int operators;

  private AlarmSystemKpis(
      List<Raised> known, long unauthorised, Instant from, Instant to, ZoneId zone, int operators) {
    this.unauthorised = unauthorised;
    this.known = known;
    this.alarms =
        known.stream()
            .filter(each -> !each.raisedAt().isBefore(from) && each.raisedAt().isBefore(to))
            .toList();
    this.from = from;
    this.to = to;
    this.intervals = new Intervals(from, to, zone);
    this.operators = operators;
  }

  /**
   * @param known every alarm raised in {@code [from, to)}, and earlier ones that lasted into it
   * @param unauthorised how often an alarm was suppressed without authority
   * @param operators among whom alarms are shared, at least 1
   */
  public static Kpis of(
      List<Raised> known, long unauthorised, Instant from, Instant to, ZoneId zone, int operators) {
    return new AlarmSystemKpis(known, unauthorised, from, to, zone, operators).kpis();
  }

  private Kpis kpis() {
    int[] tens =
        intervals.byTenMinutes(
            alarms.stream().mapToLong(each -> each.raisedAt().toEpochMilli()).toArray());
    List<Kpis.Frequent> topTen = topTen();
    List<Source> chattering = chattering();
    List<Kpi> kpis = new ArrayList<>();
    kpis.add(rate("load.perDay", Duration.ofDays(1), intervals.byDay(tens), 150, 300));
    kpis.add(rate("load.perHour", Duration.ofHours(1), intervals.byHour(tens), 6, 12));
    kpis.add(rate("load.per10Minutes", Duration.ofMinutes(10), tens, 1, 2));
    kpis.add(crowded(tens));
    kpis.add(flooded(tens));
    double top = topTen.stream().mapToDouble(Kpis.Frequent::share).sum();
    kpis.add(judgedIfMany(Kpi.of("topTen.share", top, null, 0.05, null)));
    kpis.add(Kpi.of("chattering", chattering.size(), null, 0, null));
    kpis.add(Kpi.of("fleeting", (double) fleeting(), null, 0, null));
    kpis.add(stale());
    for (Severity severity : Severity.values()) {
      kpis.add(mix(severity));
    }
    kpis.add(Kpi.of("suppression.unauthorised", (double) unauthorised, null, 0, null));
    return new Kpis(alarms.size(), kpis, topTen, chattering);
  }

  private Kpi rate(String name, Duration each, int[] counts, double target, double max) {
    double time = (double) Duration.between(from, to).toMillis() / each.toMillis();
    double peak = Arrays.stream(counts).max().orElse(0);
    return Kpi.of(name, alarms.size() / time / operators, peak / operators, target, max);
  }

  /** The share of ten minutes with more than ten alarms for an operator. */
  private Kpi crowded(int[] tens) {
    long above =
        Arrays.stream(tens).filter(count -> count > FLOOD_BEGINS_ABOVE * operators).count();
    return Kpi.of("intervals.above10", (double) above / tens.length, null, 0.01, null);
  }

  /** The share of time in floods, from more than ten in ten minutes to fewer than five. */
  private Kpi flooded(int[] tens) {
    boolean isFlood = false;
    int flooded = 0;
    for (int count : tens) {
      isFlood =
          count > FLOOD_BEGINS_ABOVE * operators
              || (isFlood && count >= FLOOD_ENDS_BELOW * operators);
      flooded += isFlood ? 1 : 0;
    }
    return Kpi.of("flood.share", (double) flooded / tens.length, null, 0.01, null);
  }

  private List<Kpis.Frequent> topTen() {
    Map<Source, Integer> counts = new HashMap<>();
    alarms.forEach(each -> counts.merge(each.source(), 1, Integer::sum));
    return counts.entrySet().stream()
        .sorted(
            Map.Entry.<Source, Integer>comparingByValue(Comparator.reverseOrder())
                .thenComparing(each -> each.getKey().device())
                .thenComparing(each -> each.getKey().symptom()))
        .limit(TOP)
        .map(
            each ->
                new Kpis.Frequent(
                    each.getKey(), each.getValue(), (double) each.getValue() / alarms.size()))
        .toList();
  }

  private List<Source> chattering() {
    Map<Source, List<Instant>> times = new HashMap<>();
    for (Raised each : alarms) {
      times.computeIfAbsent(each.source(), any -> new ArrayList<>()).add(each.activeSince());
    }
    return times.entrySet().stream()
        .filter(each -> isChattering(each.getValue()))
        .map(Map.Entry::getKey)
        .sorted(Comparator.comparing(Source::device).thenComparing(Source::symptom))
        .toList();
  }

  private static boolean isChattering(List<Instant> times) {
    List<Instant> sorted = times.stream().sorted().toList();
    for (int i = CHATTER_TIMES - 1; i < sorted.size(); i++) {
      Instant first = sorted.get(i - CHATTER_TIMES + 1);
      if (!sorted.get(i).isAfter(first.plus(CHATTER))) {
        return true;
      }
    }
    return false;
  }

  private long fleeting() {
    return alarms.stream()
        .filter(each -> each.normalAt() != null)
        .filter(each -> length(each).compareTo(FLEETING) < 0)
        .count();
  }

  private Duration length(Raised each) {
    Instant normal = each.normalAt();
    return normal == null
        ? Duration.between(each.raisedAt(), to)
        : Duration.between(each.activeSince(), normal);
  }

  /** How many stand for more than a day now, and on the worst day. */
  private Kpi stale() {
    int[] change = new int[intervals.days() + 1];
    int now = 0;
    for (Raised each : known) {
      Instant since = each.raisedAt().plus(STALE);
      Instant cleared = each.raisedAt().plus(length(each));
      Instant until = cleared.isBefore(to) ? cleared : to;
      if (since.isBefore(until) && until.isAfter(from)) {
        change[intervals.dayOf(Math.max(since.toEpochMilli(), from.toEpochMilli()))]++;
        change[intervals.dayOf(until.toEpochMilli() - 1) + 1]--;
        now += cleared.isBefore(to) ? 0 : 1;
      }
    }
    int stale = 0;
    int peak = 0;
    for (int day : change) {
      stale += day;
      peak = Math.max(peak, stale);
    }
    Kpi kpi = Kpi.of("stale", now, (double) peak, MOST_STALE, null);
    return kpi.with(peak > MOST_STALE ? Verdict.ACTION : Verdict.OK);
  }

  private Kpi mix(Severity severity) {
    long count = alarms.stream().filter(each -> each.severity() == severity).count();
    double share = alarms.isEmpty() ? 0 : (double) count / alarms.size();
    double[] bounds = MIX.getOrDefault(severity, new double[] {1, 1});
    Kpi kpi = Kpi.of("priority." + severity.code(), share, null, bounds[0], bounds[1]);
    // a little above its share is how shares are; only what is far above calls for action
    return judgedIfMany(kpi.with(share <= bounds[1] ? Verdict.OK : Verdict.ACTION));
  }

  private Kpi judgedIfMany(Kpi kpi) {
    return alarms.size() < FEW ? kpi.with(Verdict.FEW) : kpi;
  }
}
