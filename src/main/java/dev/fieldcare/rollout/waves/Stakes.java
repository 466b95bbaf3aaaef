package dev.fieldcare.rollout.waves;

import dev.fieldcare.firmware.Release;
import dev.fieldcare.promises.Commitment;
import dev.fieldcare.promises.Deadline;
import dev.fieldcare.rollout.Maintenance;
import dev.fieldcare.rollout.audience.DryRun;
import dev.fieldcare.rollout.audience.DryRunReport;
import dev.fieldcare.rollout.audience.Filter;
import dev.fieldcare.rollout.audience.PromisesAtStake;
import dev.fieldcare.rollout.audience.PromisesAtStake.Late;
import dev.fieldcare.rollout.audience.PromisesAtStake.Owed;
import dev.fieldcare.rollout.notices.CustomerNotices;
import dev.fieldcare.rollout.notices.NoticePlan;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Which promises a rollout would help or break if it began now. */
final class Stakes {
  /** What commitments on tickets are about. */
  private static final String SUBJECT = "ticket:";

  private final DryRun dryRun;
  private final CustomerNotices notices;

  Stakes(DryRun dryRun, CustomerNotices notices) {
    this.dryRun = dryRun;
    this.notices = notices;
  }

  Future<PromisesAtStake> of(
      Release release, Plan plan, Filter filter, DryRunReport report, Instant now) {
    return dryRun
        .helped(release, filter)
        .map(tickets -> tickets.stream().map(each -> SUBJECT + each).toList())
        .compose(notices::owed)
        .compose(
            owed ->
                dryRun
                    .customers(release, filter)
                    .map(customers -> stakes(release, plan, report, owed, customers, now)));
  }

  private PromisesAtStake stakes(
      Release release,
      Plan plan,
      DryRunReport report,
      List<Commitment> owed,
      Map<String, Long> customers,
      Instant now) {
    Instant start = start(plan, now);
    Instant expected = expected(plan, report, start);
    List<Late> late = late(owed, expected);
    List<String> early =
        plan.notice().mode() == NoticePlan.Mode.ASK
            ? List.of()
            : customers.keySet().stream()
                .filter(each -> start.isBefore(notices.toBeToldBy(each, release.model(), now)))
                .toList();
    return new PromisesAtStake(
        expected,
        kinds(owed),
        late.size(),
        late.stream().limit(DryRun.EXAMPLES).toList(),
        start,
        early.size(),
        early.stream().mapToLong(each -> customers.getOrDefault(each, 0L)).sum(),
        early.stream().limit(DryRun.EXAMPLES).toList());
  }

  private static Instant start(Plan plan, Instant now) {
    Instant notBefore = plan.manner().notBefore();
    return window(plan, notBefore == null || notBefore.isBefore(now) ? now : notBefore);
  }

  /**
   * Windows in the time of sites are taken for windows in UTC: they differ by half a day at most.
   */
  private static Instant window(Plan plan, Instant from) {
    Maintenance windows = plan.manner().maintenance();
    return windows == null
        ? from
        : windows
            .window(from)
            .map(each -> each.start().isBefore(from) ? from : each.start())
            .orElse(from);
  }

  /** Devices with a ticket come right after the first wave, ahead of all others. */
  private static Instant expected(Plan plan, DryRunReport report, Instant start) {
    List<Long> sizes = report.waves();
    boolean hasFirst = sizes.size() > 1 && sizes.getFirst() > 0;
    Instant turn = start;
    if (hasFirst) {
      Duration exposure = Duration.ofSeconds(Math.round(plan.gates().exposureHours() * 3_600));
      Duration soak = plan.gates().soak(1);
      turn = turn.plus(soak.compareTo(exposure) > 0 ? soak : exposure);
    }
    long before = report.urgent() + (hasFirst ? sizes.getFirst() : 0);
    int rate = plan.offersPerMinute();
    return window(
        plan, rate == 0 ? turn : turn.plusSeconds(Math.ceilDiv(before * 60, (long) rate)));
  }

  private static List<Owed> kinds(List<Commitment> owed) {
    var kinds = new TreeMap<String, List<Commitment>>();
    owed.forEach(each -> kinds.computeIfAbsent(each.kind(), any -> new ArrayList<>()).add(each));
    return kinds.entrySet().stream()
        .map(
            each ->
                new Owed(
                    each.getKey(),
                    each.getValue().size(),
                    each.getValue().stream()
                        .map(Commitment::deadline)
                        .filter(Objects::nonNull)
                        .map(Deadline::at)
                        .min(Comparator.naturalOrder())
                        .orElse(null)))
        .toList();
  }

  private static List<Late> late(List<Commitment> owed, Instant expected) {
    var late = new ArrayList<Late>();
    for (Commitment each : owed) {
      Deadline deadline = each.deadline();
      if (deadline != null && deadline.at().isBefore(expected)) {
        late.add(new Late(each.subject().substring(SUBJECT.length()), each.kind(), deadline.at()));
      }
    }
    late.sort(Comparator.comparing(Late::due).thenComparing(Late::ticket));
    return late;
  }
}
