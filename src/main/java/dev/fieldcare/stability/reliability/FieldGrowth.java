package dev.fieldcare.stability.reliability;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Problem;
import dev.fieldcare.telemetry.EventTally;
import dev.fieldcare.telemetry.EventTally.Moment;
import dev.fieldcare.telemetry.OperatingHours;
import dev.fieldcare.telemetry.Stretch;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reliability growth from what the server holds: puts failures on a clock of operating hours and
 * fits the power law. The boundary of a phase is a firmware release: ask for one at a time.
 */
public final class FieldGrowth {
  private static final long HOUR = 3_600_000;
  private static final int MOST_FAILURES = 20_000;

  /** On which clock failures are put. */
  public enum Time {
    /** Operating hours of all devices together: does the product become better? */
    FLEET,
    /** Each device's own, from the beginning of the time asked about: do devices wear? */
    AGE;

    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Time> find(String code) {
      return Arrays.stream(values()).filter(each -> each.code().equals(code)).findFirst();
    }

    public static List<String> codes() {
      return Arrays.stream(values()).map(Time::code).toList();
    }
  }

  private final FieldReliability field;
  private final OperatingHours hours;
  private final EventTally events;

  public FieldGrowth(Database database, FieldReliability field) {
    this.field = field;
    this.hours = new OperatingHours(database);
    this.events = new EventTally(database);
  }

  /**
   * How long each device lived up to its first failure, or lives yet, in its own operating hours
   * from the beginning of the time asked about.
   */
  public Future<List<Life>> lives(Scope scope) {
    return field
        .pieces(scope, new Stretches(scope, By.DEVICE), field.devicesIn(scope))
        .compose(
            pieces -> {
              List<Stretch> stretches = pieces.stream().map(Stretches.Piece::stretch).toList();
              return failures(scope, stretches)
                  .compose(failures -> onOwnClocks(stretches, failures));
            })
        .map(histories -> histories.stream().map(FieldGrowth::life).toList());
  }

  private static Life life(PowerLaw.History history) {
    return history.failures().stream()
        .min(Double::compare)
        .map(first -> new Life(first, true))
        .orElseGet(() -> new Life(history.hours(), false));
  }

  /** Fails with {@code reliability.growth} when there was no failure, or too many to fit. */
  public Future<Growth> fit(Scope scope, Time time) {
    return field
        .pieces(scope, new Stretches(scope, By.DEVICE), field.devicesIn(scope))
        .compose(
            pieces -> {
              List<Stretch> stretches = pieces.stream().map(Stretches.Piece::stretch).toList();
              return failures(scope, stretches)
                  .compose(
                      failures ->
                          time == Time.FLEET
                              ? onFleetClock(stretches, failures)
                              : onOwnClocks(stretches, failures));
            })
        .map(histories -> PowerLaw.fit(histories, scope.confidence()));
  }

  /** Each with the place of its stretch in {@code device}. */
  private Future<List<Moment>> failures(Scope scope, List<Stretch> stretches) {
    var devices = stretches.stream().map(Stretch::device).distinct().toList();
    long from = scope.from().toEpochMilli();
    long to = scope.to().toEpochMilli();
    return field
        .failures(scope)
        .compose(which -> events.moments(devices, from, to, which, MOST_FAILURES + 1))
        .map(
            found -> {
              if (found.size() > MOST_FAILURES) {
                throw Problem.badInput(
                    "reliability.growth",
                    "expected at most "
                        + MOST_FAILURES
                        + " failures, found more: ask about a shorter time or fewer devices");
              }
              return placed(found, stretches);
            });
  }

  private static List<Moment> placed(List<Moment> found, List<Stretch> stretches) {
    var byDevice = new HashMap<Integer, List<Integer>>();
    for (int i = 0; i < stretches.size(); i++) {
      byDevice.computeIfAbsent(stretches.get(i).device(), any -> new ArrayList<>()).add(i);
    }
    List<Moment> placed = new ArrayList<>();
    for (Moment each : found) {
      for (int place : byDevice.getOrDefault(each.device(), List.of())) {
        Stretch stretch = stretches.get(place);
        if (each.ts() >= stretch.from() && each.ts() < stretch.to()) {
          placed.add(new Moment(place, each.ts()));
        }
      }
    }
    return placed;
  }

  private Future<List<PowerLaw.History>> onFleetClock(
      List<Stretch> stretches, List<Moment> failures) {
    return hours
        .byHour(stretches)
        .map(
            heard -> {
              long total = heard.values().stream().mapToLong(count -> count).sum();
              List<Double> at = new ArrayList<>();
              long before = 0;
              var hour = heard.entrySet().iterator();
              Map.Entry<Long, Long> current = hour.hasNext() ? hour.next() : null;
              for (Moment failure : failures) {
                while (current != null && current.getKey() < failure.ts() / HOUR) {
                  before += current.getValue();
                  current = hour.hasNext() ? hour.next() : null;
                }
                boolean isHeard = current != null && current.getKey() == failure.ts() / HOUR;
                long now = isHeard && current != null ? current.getValue() : 0;
                at.add(within(before + now * into(failure.ts()), (double) total));
              }
              return total == 0 ? List.of() : List.of(new PowerLaw.History(total, at));
            });
  }

  private Future<List<PowerLaw.History>> onOwnClocks(
      List<Stretch> stretches, List<Moment> failures) {
    List<Stretch> until = new ArrayList<>();
    for (Moment failure : failures) {
      Stretch whole = stretches.get(failure.device());
      long start = failure.ts() / HOUR * HOUR;
      until.add(
          new Stretch(whole.device(), Math.min(whole.from(), start), start, whole.patience()));
    }
    Future<long[]> totals = hours.during(stretches);
    Future<long[]> ages = hours.during(until);
    return Future.all(totals, ages)
        .map(
            done -> {
              List<List<Double>> at = new ArrayList<>();
              stretches.forEach(each -> at.add(new ArrayList<>()));
              for (int i = 0; i < failures.size(); i++) {
                int place = failures.get(i).device();
                double age = ages.result()[i] + into(failures.get(i).ts());
                at.get(place).add(within(age, (double) totals.result()[place]));
              }
              List<PowerLaw.History> histories = new ArrayList<>();
              for (int i = 0; i < stretches.size(); i++) {
                if (totals.result()[i] > 0) {
                  histories.add(new PowerLaw.History(totals.result()[i], at.get(i)));
                }
              }
              return histories;
            });
  }

  /** The share of its hour that has passed. */
  private static double into(long ts) {
    return (double) (ts % HOUR) / HOUR;
  }

  /** Failures at the very start count a second later, those in unheard hours at the end at most. */
  private static double within(double hours, double total) {
    return Math.min(total, Math.max(hours, 1 / 3600.0));
  }
}
