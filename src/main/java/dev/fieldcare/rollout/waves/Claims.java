package dev.fieldcare.rollout.waves;

import dev.fieldcare.base.Durations;
import dev.fieldcare.firmware.Fixes;
import dev.fieldcare.firmware.JudgedFix;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.rollout.gates.Fix;
import dev.fieldcare.rollout.gates.FixTrials;
import dev.fieldcare.rollout.gates.Trial;
import dev.fieldcare.rollout.waves.PgTrials.Name;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Judges what a release is said to fix while it goes out. For each symptom every wave has a trial
 * from the moment it opened, and another from when enough of it ran the release. Shown once is
 * shown until it is contradicted; contradicted once is contradicted for good. What follows is done
 * in the step's transaction, so that it is done once.
 */
final class Claims {
  /** Before the symptom in the kind of its trials. */
  static final String KIND = "symptom:";

  private static final String INSTALLED = "installed";

  private final Consequences consequences;

  Claims(Consequences consequences) {
    this.consequences = consequences;
  }

  /** Remembers what the release is said to fix when the rollout begins. */
  static void begin(Course course, Release release) {
    course.tallies().fixes(release.fixes());
  }

  /** The kinds of the trials. */
  static List<String> kinds(Course course) {
    return course.tallies().fixes().keySet().stream().map(each -> KIND + each).toList();
  }

  static boolean isSymptom(String kind) {
    return kind.startsWith(KIND);
  }

  /** Where an event of the kind counts. */
  static List<Name> names(int wave, String kind) {
    return List.of(new Name(wave, kind, ""), new Name(wave, kind, INSTALLED));
  }

  /** A rollout that gates have stopped judges nothing: devices that are down have no symptoms. */
  Future<Void> judge(Course course, Release release, Counts counts) {
    boolean isAtWork =
        course.state() == RolloutState.RUNNING || course.state() == RolloutState.PAUSED;
    if (!isAtWork || course.wave() < 0 || course.tallies().fixes().isEmpty()) {
      return Future.succeededFuture();
    }
    return PgTrials.ofSymptoms(course.sql, course.id())
        .compose(trials -> beginInstalled(course, counts, trials).map(trials))
        .compose(trials -> judgeAll(course, release, trials));
  }

  private static Future<Void> beginInstalled(
      Course course, Counts counts, Map<Name, Trial> trials) {
    double share = course.plan().gates().installedShare();
    Future<Void> done = Future.succeededFuture();
    for (int wave = 0; wave <= course.wave(); wave++) {
      int number = wave;
      List<String> missing =
          kinds(course).stream()
              .filter(kind -> trials.containsKey(new Name(number, kind, "")))
              .filter(kind -> !trials.containsKey(new Name(number, kind, INSTALLED)))
              .toList();
      if (!missing.isEmpty()
          && counts.of(number, MemberState.UPDATED) >= share * counts.in(number)) {
        done =
            done.compose(before -> PgMembers.shareUpdated(course.sql, course.id(), number))
                .compose(
                    runs ->
                        runs < share
                            ? Future.succeededFuture()
                            : PgTrials.save(
                                course.sql, course.id(), begun(number, missing, trials)));
      }
    }
    return done;
  }

  private static Map<Name, Trial> begun(int wave, List<String> kinds, Map<Name, Trial> trials) {
    var begun = new HashMap<Name, Trial>();
    for (String kind : kinds) {
      Trial opened = trials.get(new Name(wave, kind, ""));
      if (opened != null) {
        begun.put(new Name(wave, kind, INSTALLED), opened.begunAgain());
      }
    }
    trials.putAll(begun);
    return begun;
  }

  private Future<Void> judgeAll(Course course, Release release, Map<Name, Trial> trials) {
    Map<String, JsonObject> fixes = course.tallies().fixes();
    double alpha = course.plan().gates().alpha() / fixes.size();
    Future<Void> done = Future.succeededFuture();
    for (Map.Entry<String, JsonObject> each : fixes.entrySet()) {
      String symptom = each.getKey();
      Fix.State before = state(each.getValue());
      if (before == Fix.State.CONTRADICTED) {
        continue;
      }
      Fix fix = Fix.judge(of(course, KIND + symptom, trials), alpha);
      if (before == Fix.State.SHOWN && fix.state() != Fix.State.CONTRADICTED) {
        continue;
      }
      JsonObject said = fix.toJson();
      if (fix.state() == Fix.State.OPEN) {
        if (!said.equals(each.getValue())) {
          course.tallies().fix(symptom, said);
          course.touch();
        }
        continue;
      }
      course.tallies().fix(symptom, said.put("at", course.now.toString()));
      done = done.compose(judged -> decided(course, release, symptom, fix));
    }
    return done;
  }

  private static List<FixTrials> of(Course course, String kind, Map<Name, Trial> trials) {
    double share = course.plan().gates().installedShare();
    var all = new ArrayList<FixTrials>();
    for (int wave = 0; wave <= course.wave(); wave++) {
      Trial opened = trials.get(new Name(wave, kind, ""));
      if (opened != null) {
        Trial installed = trials.get(new Name(wave, kind, INSTALLED));
        all.add(new FixTrials(wave + 1, opened, installed, share));
      }
    }
    return all;
  }

  private Future<Void> decided(Course course, Release release, String symptom, Fix fix) {
    boolean holds = fix.state() == Fix.State.SHOWN;
    var judged =
        new JudgedFix(
            release.id(),
            release.model(),
            release.version(),
            symptom,
            holds,
            course.now,
            course.actor(),
            fix.because(),
            fix.becauseKey(),
            new JsonObject(fix.becauseArgs()));
    course.note(
        holds ? "rollout.fix-shown" : "rollout.fix-withdrawn",
        new JsonObject()
            .put("release", release.version())
            .put("symptom", symptom)
            .put("because", fix.because())
            .put("becauseKey", fix.becauseKey())
            .put("becauseArgs", new JsonObject(fix.becauseArgs())));
    return Fixes.keep(course.sql, judged)
        .compose(
            kept ->
                holds
                    ? consequences.verified(course.sql, judged)
                    : consequences.withdrawn(course.sql, judged));
  }

  private static Fix.State state(JsonObject fix) {
    return Fix.State.valueOf(fix.getString("state"));
  }

  /**
   * Why those held back must wait though the last wave has passed; empty when they need not: all is
   * judged, nothing can be, or it took too long.
   */
  static Optional<Why> waits(Course course, Release release) {
    List<String> open = undecided(course);
    if (open.isEmpty()) {
      return Optional.empty();
    }
    Instant until = course.lastPassed().plus(course.plan().gates().fixWithin());
    return course.now.isBefore(until)
        ? Optional.of(
            Why.of(
                ("the last wave has passed; those held back wait until it is certain whether"
                        + " %s fixes %s, until %s at the latest")
                    .formatted(release.version(), String.join(", ", open), until),
                "rollout.fix.waits",
                Map.of(
                    "version", release.version(),
                    "symptoms", String.join(", ", open),
                    "until", until.toString())))
        : Optional.empty();
  }

  /** What gates say, and what has not become certain in time. */
  static Why because(Course course, Release release, Why because) {
    List<String> open = undecided(course);
    return open.isEmpty()
        ? because
        : Why.of(
            "%s; whether %s fixes %s did not become certain within %s"
                .formatted(
                    because.text(),
                    release.version(),
                    String.join(", ", open),
                    Durations.format(course.plan().gates().fixWithin())),
            "rollout.fix.undecided",
            Map.of(
                "version", release.version(),
                "symptoms", String.join(", ", open),
                "withinSeconds", course.plan().gates().fixWithin().toSeconds()));
  }

  /** Those with something to compare. */
  private static List<String> undecided(Course course) {
    return course.tallies().fixes().entrySet().stream()
        .filter(each -> state(each.getValue()) == Fix.State.OPEN)
        .filter(each -> each.getValue().getValue("ratio") != null)
        .map(Map.Entry::getKey)
        .toList();
  }
}
