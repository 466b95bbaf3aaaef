package dev.fieldcare.rollout.waves;

import dev.fieldcare.base.Problem;
import dev.fieldcare.rollout.gates.GatePlan;
import dev.fieldcare.rollout.gates.Gates;
import dev.fieldcare.rollout.gates.Judgement;
import dev.fieldcare.rollout.gates.MetricLook;
import dev.fieldcare.rollout.gates.Trial;
import dev.fieldcare.rollout.gates.TrialFigure;
import dev.fieldcare.rollout.gates.Verdict;
import dev.fieldcare.rollout.gates.WaveFigures;
import dev.fieldcare.rollout.waves.PgTrials.First;
import dev.fieldcare.rollout.waves.PgTrials.Group;
import dev.fieldcare.rollout.waves.PgTrials.Name;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what happens to devices of a rollout, in trials that begin when waves open, and asks the
 * gates. All of it within the step's transaction: what was counted once is not counted again,
 * whatever is killed when.
 */
public final class Gatekeeper {
  private static final Logger LOG = LoggerFactory.getLogger(Gatekeeper.class);

  /** What was stamped before and committed later is read in the next step but one, too. */
  private static final Duration OVERLAP = Duration.ofMinutes(5);

  private static final Duration FARTHEST_BACK = Duration.ofDays(14);
  private static final Duration AGAIN = Duration.ofMinutes(1);
  private static final int MOST_SPLITS = 20;
  private static final String SPLIT = "hardwareRevision=";

  private final Sightings sightings;
  private final Hearing hearing;

  public Gatekeeper(Sightings sightings, Hearing hearing) {
    this.sightings = sightings;
    this.hearing = hearing;
  }

  /**
   * What the gates say of the newest wave.
   *
   * @param where whom the release harms: {@code hardwareRevision=B}; empty: all alike, or nobody
   */
  record Decided(Verdict.Answer decision, Why why, String where) {}

  private Future<List<Sightings.Sighting>> known(
      Course course, String kind, Instant from, Instant until) {
    return kind.equals("silence")
        ? PgMembers.highest(course.sql, course.id())
            .map(most -> hearing.fellSilent(from, until, most))
        : sightings.known(kind, from, until);
  }

  private static List<String> kinds(Course course) {
    var kinds = new ArrayList<>(new TreeSet<>(plan(course).kinds().keySet()));
    kinds.addAll(Claims.kinds(course));
    return kinds;
  }

  private static GatePlan plan(Course course) {
    return course.plan().gates();
  }

  /** A wave opens: its trials begin, and its members leave those that go on. */
  Future<Void> opened(Course course) {
    int wave = course.wave();
    return PgWaves.open(course.sql, course.id(), wave, course.now)
        .compose(done -> PgTrials.members(course.sql, course.id(), wave))
        .compose(
            members ->
                PgTrials.opening(course.sql, course.id(), wave)
                    .compose(
                        opening -> {
                          Future<Void> done = Future.succeededFuture();
                          for (String kind : kinds(course)) {
                            done =
                                done.compose(before -> leave(course, wave, kind, opening))
                                    .compose(left -> begin(course, wave, kind, members));
                          }
                          return done;
                        }));
  }

  private Future<Void> begin(Course course, int wave, String kind, List<Group> members) {
    Duration back = plan(course).soak(wave + 1);
    Instant from = course.now.minus(back.compareTo(FARTHEST_BACK) > 0 ? FARTHEST_BACK : back);
    return known(course, kind, from, course.now)
        .compose(seen -> PgTrials.before(course.sql, course.id(), wave, kind, seen))
        .compose(done -> PgTrials.atRisk(course.sql, course.id(), wave, kind, members))
        .compose(
            groups ->
                PgTrials.all(course.sql, course.id())
                    .compose(known -> begin(course, wave, kind, groups, known)));
  }

  private static Future<Void> begin(
      Course course, int wave, String kind, List<Group> groups, Map<Name, Trial> known) {
    var trials = new LinkedHashMap<Name, Trial>();
    if (isComparison(groups)) {
      trials.put(new Name(wave, kind, ""), trial(known, wave, kind, "", groups));
      Map<String, List<Group>> confined = Claims.isSymptom(kind) ? Map.of() : confined(groups);
      confined.forEach(
          (split, alike) ->
              trials.put(new Name(wave, kind, split), trial(known, wave, kind, split, alike)));
    }
    return PgTrials.save(course.sql, course.id(), trials);
  }

  /** Harm that the wave before hinted at counts with what this one shows. */
  private static Trial trial(
      Map<Name, Trial> known, int wave, String kind, String split, List<Group> groups) {
    Trial before = known.get(new Name(wave - 1, kind, split));
    return before == null || Claims.isSymptom(kind)
        ? new Trial(PgTrials.table(groups))
        : Trial.following(before, PgTrials.table(groups));
  }

  private static boolean isComparison(List<Group> groups) {
    return groups.stream().anyMatch(Group::treated)
        && groups.stream().anyMatch(each -> !each.treated());
  }

  /** Those of one hardware revision each, where there are several. */
  private static Map<String, List<Group>> confined(List<Group> groups) {
    var byRevision = new LinkedHashMap<String, List<Group>>();
    for (Group each : groups) {
      if (each.revision() != null) {
        byRevision.computeIfAbsent(SPLIT + each.revision(), any -> new ArrayList<>()).add(each);
      }
    }
    byRevision.values().removeIf(alike -> !isComparison(alike));
    return byRevision.size() < 2 || byRevision.size() > MOST_SPLITS ? Map.of() : byRevision;
  }

  private Future<Void> leave(Course course, int wave, String kind, List<Group> opening) {
    return PgTrials.all(course.sql, course.id())
        .compose(
            trials -> {
              Future<Void> done = Future.succeededFuture();
              var earlier = new TreeSet<Integer>();
              trials.keySet().stream()
                  .filter(name -> name.kind().equals(kind) && name.wave() < wave)
                  .forEach(name -> earlier.add(name.wave()));
              for (int trial : earlier) {
                done =
                    done.compose(
                            before ->
                                PgTrials.leaving(
                                    course.sql, course.id(), trial, kind, wave, opening))
                        .compose(
                            groups ->
                                PgTrials.save(
                                    course.sql, course.id(), without(trials, trial, kind, groups)));
              }
              return done;
            });
  }

  private static Map<Name, Trial> without(
      Map<Name, Trial> trials, int wave, String kind, List<Group> leaving) {
    var changed = new HashMap<Name, Trial>();
    for (Group each : leaving) {
      for (Name name : names(wave, kind, each.revision())) {
        Trial trial = trials.get(name);
        if (trial != null) {
          careful(name, () -> trial.censored(each.risk(), 0, each.n()));
          changed.put(name, trial);
        }
      }
    }
    return changed;
  }

  private static List<Name> names(int wave, String kind, @Nullable String revision) {
    if (Claims.isSymptom(kind)) {
      return Claims.names(wave, kind);
    }
    var all = new Name(wave, kind, "");
    return revision == null ? List.of(all) : List.of(all, new Name(wave, kind, SPLIT + revision));
  }

  /**
   * A count that does not add up is told and left alone: it must not keep a rollout from halting.
   */
  private static void careful(Name name, Runnable count) {
    try {
      count.run();
    } catch (Problem problem) {
      LOG.error("{} of wave {}: {}", name.kind(), name.wave() + 1, problem.message());
    }
  }

  /** Takes in what happened since the last step. */
  Future<Void> watch(Course course) {
    if (course.wave() < 0 || course.state().isOver()) {
      return Future.succeededFuture();
    }
    Instant from = course.tallies().readUntil(course.waveSince()).minus(OVERLAP);
    return PgTrials.all(course.sql, course.id())
        .compose(
            trials -> {
              var changed = new HashMap<Name, Trial>();
              Future<Void> done = Future.succeededFuture();
              for (String kind : kinds(course)) {
                done =
                    done.compose(before -> known(course, kind, from, course.now))
                        .compose(
                            seen ->
                                PgTrials.since(course.sql, course.id(), kind, course.wave(), seen))
                        .map(
                            firsts -> {
                              firsts.forEach(each -> count(trials, changed, kind, each));
                              return null;
                            });
              }
              return done.compose(before -> PgTrials.save(course.sql, course.id(), changed))
                  .map(
                      saved -> {
                        course.readUntil(course.now, !changed.isEmpty());
                        return null;
                      });
            });
  }

  private static void count(
      Map<Name, Trial> trials, Map<Name, Trial> changed, String kind, First first) {
    for (Name name : names(first.trial(), kind, first.of().revision())) {
      Trial trial = trials.get(name);
      if (trial != null) {
        careful(name, () -> trial.happened(first.of().risk(), first.of().treated()));
        changed.put(name, trial);
      }
    }
  }

  /** Asks the gates about the newest wave; what they say anew is written down. */
  Future<Decided> judge(Course course, Counts counts) {
    return figures(course, counts)
        .compose(
            figures -> {
              Judgement judgement = Gates.judge(plan(course), figures);
              Verdict decisive = judgement.decisive();
              var decided =
                  new Decided(
                      judgement.answer(),
                      Why.of(decisive.because(), decisive.becauseKey(), decisive.becauseArgs()),
                      Objects.toString(decisive.becauseArgs().get("split"), ""));
              JsonObject body = judgement.toJson().put("at", course.now.toString());
              JsonObject last = course.before().verdict();
              boolean isNew =
                  last == null
                      || last.getInteger("wave", -1) != course.wave() + 1
                      || !decisive.answer().name().equals(last.getString("answer"))
                      || !decisive.gate().equals(last.getString("gate"));
              body.put("wave", course.wave() + 1);
              if (isNew || isOld(last, course.now)) {
                course.judged(body);
              }
              return isNew
                  ? PgTrials.verdict(
                          course.sql,
                          course.id(),
                          course.wave(),
                          course.now,
                          decisive.answer().name(),
                          body)
                      .map(decided)
                  : Future.succeededFuture(decided);
            });
  }

  private static boolean isOld(@Nullable JsonObject last, Instant now) {
    return last != null
        && Instant.parse(last.getString("at", "1970-01-01T00:00:00Z")).isBefore(now.minus(AGAIN));
  }

  private Future<WaveFigures> figures(Course course, Counts counts) {
    int wave = course.wave();
    return PgWaves.all(course.sql, course.id())
        .compose(
            waves ->
                PgTrials.all(course.sql, course.id())
                    .compose(
                        trials ->
                            MetricLooks.taken(course.sql, course.id())
                                .compose(
                                    looks ->
                                        silent(course)
                                            .map(
                                                silent ->
                                                    figures(
                                                        course,
                                                        counts,
                                                        waves.get(wave),
                                                        silent,
                                                        figuresOf(trials),
                                                        looks)))));
  }

  private Future<Integer> silent(Course course) {
    return PgMembers.fallenSilent(course.sql, course.id(), course.wave())
        .map(
            devices ->
                (int)
                    devices.stream()
                        .filter(device -> hearing.isSilent(device, course.now))
                        .count());
  }

  private static List<TrialFigure> figuresOf(Map<Name, Trial> trials) {
    var splits = new HashMap<List<Object>, Integer>();
    trials.keySet().stream()
        .filter(name -> !name.split().isEmpty())
        .forEach(name -> splits.merge(List.of(name.wave(), name.kind()), 1, Integer::sum));
    return trials.entrySet().stream()
        .filter(each -> !Claims.isSymptom(each.getKey().kind()))
        .map(
            each ->
                new TrialFigure(
                    each.getKey().wave() + 1,
                    each.getKey().kind(),
                    each.getKey().split(),
                    splits.getOrDefault(
                        List.<Object>of(each.getKey().wave(), each.getKey().kind()), 0),
                    each.getValue()))
        .toList();
  }

  private static WaveFigures figures(
      Course course,
      Counts counts,
      Wave wave,
      int silent,
      List<TrialFigure> trials,
      List<MetricLook> looks) {
    int newest = course.wave();
    long members = counts.in(newest);
    long through =
        counts.of(
            newest,
            MemberState.UPDATED,
            MemberState.DELIVERED,
            MemberState.DECLINED,
            MemberState.LEFT_OUT);
    return new WaveFigures(
        newest + 1,
        Duration.between(wave.openedAt(), course.now),
        (int) members,
        (int) through,
        silent,
        wave.exposureHours(course.now),
        course.tallies().concluded(),
        course.tallies().failed(),
        trials,
        looks);
  }
}
