package dev.fieldcare.rollout.waves;

import dev.fieldcare.base.Problem;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.registry.Device;
import dev.fieldcare.registry.Devices;
import dev.fieldcare.rollout.Actions;
import dev.fieldcare.rollout.Assignment;
import dev.fieldcare.rollout.Catalog;
import dev.fieldcare.rollout.Days;
import dev.fieldcare.rollout.Maintenance;
import dev.fieldcare.rollout.Manner;
import dev.fieldcare.rollout.Terms;
import dev.fieldcare.rollout.audience.Candidates;
import dev.fieldcare.rollout.audience.Filter;
import dev.fieldcare.rollout.notices.Standing;
import dev.fieldcare.rollout.waves.PgMembers.Due;
import dev.fieldcare.rollout.waves.PgMembers.News;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gives the release to those whose turn it is: as many as the plan's rate allows, wave by wave, the
 * urgent first. Who may not have it now is asked again later, who never may is left out.
 */
public final class Offers {
  /** When somebody who may not have it now is looked at again. */
  private static final Duration LATER = Duration.ofMinutes(30);

  private static final Duration BURST = Duration.ofMinutes(1);

  private final Devices devices;
  private final Actions actions;
  private final Catalog catalog;
  private final Asking asking;

  public Offers(Devices devices, Actions actions, Catalog catalog, Asking asking) {
    this.devices = devices;
    this.actions = actions;
    this.catalog = catalog;
    this.asking = asking;
  }

  /**
   * What stands against a device having the release now, what it must run before, and what its
   * customer says.
   */
  private record Fit(
      @Nullable String reason,
      @Nullable String zone,
      @Nullable String calendar,
      String[] path,
      @Nullable String customer) {}

  Future<Void> make(Course course, Counts counts) {
    Plan plan = course.plan();
    int most = RolloutRounds.MOST;
    if (plan.mostOpen() > 0) {
      most = (int) Math.min(most, Math.max(0, plan.mostOpen() - counts.open()));
    }
    int paid = paidFor(course);
    return collect(course, Math.min(most, paid))
        .compose(
            due -> {
              if (due.size() == RolloutRounds.MOST) {
                course.full();
              }
              return due.isEmpty() ? Future.succeededFuture() : give(course, due);
            });
  }

  /** How many offers the rate allows by now. */
  private static int paidFor(Course course) {
    int rate = course.plan().offersPerMinute();
    if (rate == 0) {
      return Integer.MAX_VALUE;
    }
    Duration since = Duration.between(paidUntil(course), course.now);
    return (int) Math.min(Integer.MAX_VALUE, Math.max(0, since.toMillis() * rate / 60_000));
  }

  /** No further back than a minute: what was not used does not gather. */
  private static Instant paidUntil(Course course) {
    Instant least = course.now.minus(BURST);
    Instant paid = course.paidUntil();
    return paid == null || paid.isBefore(least) ? least : paid;
  }

  private static void pay(Course course, int offers) {
    if (offers == 0 || course.plan().offersPerMinute() == 0) {
      return;
    }
    course.pay(paidUntil(course).plusMillis(offers * 60_000L / course.plan().offersPerMinute()));
  }

  private static Future<List<Due>> collect(Course course, int most) {
    Future<List<Due>> all = Future.succeededFuture(new ArrayList<>());
    boolean isBack = course.state() == RolloutState.ROLLING_BACK;
    int last = isBack ? course.plan().waves().size() : course.wave();
    for (int wave = 0; wave <= last; wave++) {
      int here = wave;
      all =
          all.compose(
              found ->
                  found.size() >= most
                      ? Future.succeededFuture(found)
                      : PgMembers.due(
                              course.sql, course.id(), here, course.now, most - found.size())
                          .map(
                              more -> {
                                found.addAll(more);
                                return found;
                              }));
    }
    return all;
  }

  private Release wanted(Course course) {
    return course.state() == RolloutState.ROLLING_BACK
        ? Rollback.release(course.plan(), course.before().model(), catalog)
        : catalog.get(course.before().release());
  }

  private Future<Void> give(Course course, List<Due> due) {
    Release release = wanted(course);
    int[] numbers = due.stream().mapToInt(Due::device).toArray();
    var select =
        Candidates.of(release, Filter.ALL, catalog.all().get())
            .restrictedTo(numbers)
            .outrankedBy("a.priority >= " + priority(course))
            .select();
    return course
        .sql
        .preparedQuery(select.sql())
        .execute(select.tuple())
        .compose(
            rows -> {
              var fits = new HashMap<Integer, Fit>();
              var customers = new HashSet<String>();
              for (Row row : rows) {
                Fit fit = fit(row);
                fits.put(row.getInteger("number"), fit);
                if (fit.customer() != null) {
                  customers.add(fit.customer());
                }
              }
              // whoever is brought back was asked before
              return (isBack(course)
                      ? Future.succeededFuture(Map.<String, Standing>of())
                      : asking.standings(course, release, customers))
                  .compose(standings -> give(course, release, due, fits, standings));
            });
  }

  private static boolean isBack(Course course) {
    return course.state() == RolloutState.ROLLING_BACK;
  }

  private static Fit fit(Row row) {
    String[] path = row.getArrayOfStrings("path");
    return new Fit(
        row.getString("reason"),
        row.getString("zone"),
        row.getString("calendar"),
        path == null ? new String[0] : path,
        row.getString("customer"));
  }

  /** One more when devices are brought back, for that takes the place of what is under way. */
  private static int priority(Course course) {
    return course.plan().priority() + (course.state() == RolloutState.ROLLING_BACK ? 1 : 0);
  }

  private Future<Void> give(
      Course course,
      Release release,
      List<Due> due,
      Map<Integer, Fit> fits,
      Map<String, Standing> standings) {
    var moves = new ArrayList<Move>();
    var wanted = new ArrayList<Assignment>();
    var tries = new HashMap<Integer, Integer>();
    for (Due each : due) {
      Optional<Device> device = devices.find(each.device());
      Fit fit = fits.get(each.device());
      if (device.isEmpty() || fit == null) {
        moves.add(out(each.device(), each.tries(), "no longer a device of this model"));
        continue;
      }
      Move spared = fit.customer() == null ? null : spared(each, standings.get(fit.customer()));
      if (spared != null) {
        moves.add(spared);
        continue;
      }
      tries.put(each.device(), each.tries());
      Release next = next(release, fit);
      if (next == null) {
        moves.add(refused(course, each.device(), each.tries(), String.valueOf(fit.reason())));
      } else {
        wanted.add(assignment(course, device.get(), next, fit));
      }
    }
    return actions
        .assignAll(course.sql, wanted, course.actor())
        .compose(
            given -> {
              given
                  .made()
                  .forEach(
                      made ->
                          moves.add(
                              new Move(
                                  made.device(),
                                  MemberState.of(made.state()),
                                  made.id(),
                                  tries.getOrDefault(made.device(), 0),
                                  null,
                                  null)));
              given
                  .refused()
                  .forEach(
                      (number, problem) ->
                          moves.add(
                              refused(
                                  course, number, tries.getOrDefault(number, 0), rule(problem))));
              if (!given.made().isEmpty()) {
                course.note(
                    "rollout.offered",
                    new JsonObject()
                        .put("wave", course.wave() + 1)
                        .put("release", release.version())
                        .put("devices", given.made().size()));
              }
              course.touch();
              pay(course, given.made().size());
              course.announce(() -> actions.announce(given, "assigned by " + course.actor()));
              return PgMembers.move(course.sql, course.id(), moves, course.now);
            });
  }

  /** What becomes of a device whose customer does not want the release, or not now. */
  private static @Nullable Move spared(Due due, @Nullable Standing standing) {
    return switch (standing) {
      case Standing.Waits waits ->
          new Move(
              due.device(), MemberState.PENDING, null, due.tries(), waits.until(), waits.reason());
      case Standing.Declined declined ->
          new Move(due.device(), MemberState.DECLINED, null, due.tries(), null, declined.reason());
      case Standing.Free free -> null;
      case null -> null;
    };
  }

  /** The release itself, or what is on the way to it; null where there is no way now. */
  private @Nullable Release next(Release release, Fit fit) {
    if (fit.reason() == null) {
      return release;
    }
    return fit.reason().equals("stepping-stone") && fit.path().length > 0
        ? catalog.named().apply(release.model(), fit.path()[0]).orElse(null)
        : null;
  }

  private static String rule(Problem problem) {
    String code = problem.code();
    return code.equals("action.busy") ? "action-open" : code.substring(code.indexOf('.') + 1);
  }

  private static Move refused(Course course, int device, int tries, String reason) {
    boolean isBack = course.state() == RolloutState.ROLLING_BACK;
    if (reason.equals("runs-already")) {
      return new Move(
          device,
          isBack ? MemberState.BROUGHT_BACK : MemberState.UPDATED,
          null,
          tries,
          null,
          "ran it already");
    }
    return reason.startsWith("frozen") || reason.equals("action-open")
        ? new Move(device, MemberState.PENDING, null, tries, course.now.plus(LATER), reason)
        : out(device, tries, reason);
  }

  private static Move out(int device, int tries, String reason) {
    return new Move(device, MemberState.LEFT_OUT, null, tries, null, reason);
  }

  private Assignment assignment(Course course, Device device, Release release, Fit fit) {
    Plan plan = course.plan();
    Manner manner = plan.manner();
    Maintenance windows = manner.maintenance();
    if (windows != null) {
      Duration late =
          plan.isSpread() ? share(windows.duration(), plan.seed(), device) : Duration.ZERO;
      ZoneId zone = plan.isInSitesZone() ? zone(fit.zone()) : ZoneId.of(windows.zone());
      windows = windows.of(zone, late);
      if (windows.days() != Days.ANY) {
        windows = windows.on(windows.days(), calendar(course, fit), actions.workDays());
      }
    }
    boolean isBack = course.state() == RolloutState.ROLLING_BACK;
    var own =
        new Manner(
            manner.forced(),
            isBack ? null : manner.notBefore(),
            manner.deadline(),
            manner.downloadOnly(),
            isBack ? null : windows);
    return new Assignment(
        device,
        release,
        new Terms(own, plan.asks() && !isBack),
        course.id(),
        priority(course),
        null);
  }

  /** The site's own; where it has none, that of whoever promises something to its customer. */
  private String calendar(Course course, Fit fit) {
    return fit.calendar() == null
        ? asking.notices().calendarOf(fit.customer(), course.before().model(), course.now)
        : fit.calendar();
  }

  private static ZoneId zone(@Nullable String zone) {
    try {
      return zone == null ? ZoneOffset.UTC : ZoneId.of(zone);
    } catch (DateTimeException e) {
      return ZoneOffset.UTC;
    }
  }

  /** The first three quarters of a window are for beginning, the rest for ending. */
  private static Duration share(Duration window, long seed, Device device) {
    long seconds = window.toSeconds() * 3 / 4;
    return seconds == 0
        ? Duration.ZERO
        : Duration.ofSeconds(
            Math.floorMod(Long.hashCode(seed) * 31L + device.id().hashCode(), seconds));
  }

  Asking asking() {
    return asking;
  }

  /** A device runs what it was given: the release, or what is on the way to it. */
  Move confirmed(Course course, News news) {
    boolean isBack = course.state() == RolloutState.ROLLING_BACK;
    long given = news.release();
    if (given == wanted(course).id()) {
      MemberState to = isBack ? MemberState.BROUGHT_BACK : MemberState.UPDATED;
      return new Move(news.device(), to, null, news.tries(), null, null);
    }
    return new Move(
        news.device(),
        MemberState.PENDING,
        null,
        news.tries(),
        null,
        isBack ? "to be brought back" : "on the way");
  }
}
