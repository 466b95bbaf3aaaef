package dev.fieldcare.stability;

import dev.fieldcare.base.Journal;
import dev.fieldcare.stability.Alarm.Phase;
import dev.fieldcare.stability.PgConditions.Pair;
import dev.fieldcare.stability.PgConditions.Stored;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Decides which of some alarms, heard in order, tickets may hear of, and what becomes of their
 * conditions. Pure: what it must know is handed in, what it decided is read off after.
 */
final class GateRound {
  /**
   * How long an alarm that was raised, by its own time, during a hold that is over now may stay
   * active before it counts as having outlived the hold: by then a back-fill has told its end.
   */
  static final Duration PATIENCE = Duration.ofMinutes(1);

  /**
   * What was decided for an alarm.
   *
   * @param told the phase tickets were told of last; null while it is kept from them
   * @param withheld why it was kept from them when it was first heard
   * @param heldUntil the end of the hold that was over when it was heard, in whose time it was
   *     raised
   * @param heardAt when it was first heard
   */
  record Decided(
      @Nullable String told,
      @Nullable String withheld,
      @Nullable Instant heldUntil,
      boolean isOver,
      Instant heardAt) {

    boolean isLate() {
      return told == null && heldUntil != null;
    }
  }

  /** A hold that is over. */
  record Past(Pair pair, String group, Instant begun, Instant ended) {
    private boolean covers(Alarm alarm) {
      Instant at = alarm.course().raisedAt();
      return pair.device() == alarm.device().number()
          && (pair.symptom().isEmpty() || pair.symptom().equals(alarm.symptom()))
          && !at.isBefore(begun)
          && at.isBefore(ended);
    }
  }

  private final Map<Pair, Stored> after;
  private final Map<String, Decided> decided;
  private final List<Past> past;
  private final ConditionChanges.Attributes attributes;
  private final Instant now;

  private final Map<String, Decided> marks = new TreeMap<>();
  private final List<Alarm> passed = new ArrayList<>();
  private final List<AlarmNews> news = new ArrayList<>();
  private final List<String> kept = new ArrayList<>();
  private final List<Journal.Entry> entries = new ArrayList<>();

  GateRound(
      Map<Pair, Stored> conditions,
      Map<String, Decided> decided,
      List<Past> past,
      ConditionChanges.Attributes attributes,
      Instant now) {
    this.after = new TreeMap<>(conditions);
    this.decided = new HashMap<>(decided);
    this.past = past;
    this.attributes = attributes;
    this.now = now;
  }

  void hear(Alarm alarm) {
    Pair pair = Pair.of(alarm);
    Stored stored = Objects.requireNonNull(after.get(pair));
    Decided known = decided.get(alarm.key());
    Past late = lateHold(alarm, stored.condition(), known);
    boolean staysLate = late != null || (known != null && staysLate(alarm, known));
    Stored next = staysLate ? stored : step(stored, alarm, known);
    after.put(pair, next);
    if (stored.condition().shelving() != null && next.condition().shelving() == null) {
      entries.add(oneShotEnded(alarm));
    }
    decide(alarm, next.condition(), known, late, staysLate);
    String what = alarm.phase().name().toLowerCase(Locale.ROOT);
    news.add(
        new AlarmNews(
            what, new Standing(alarm.device(), alarm.symptom(), next.condition()), alarm));
  }

  /** The hold in whose time a new alarm was raised, unless the alarm is known to outlive it. */
  private @Nullable Past lateHold(Alarm alarm, AlarmCondition it, @Nullable Decided known) {
    if (known != null || it.isHeld()) {
      return null;
    }
    Instant normalAt = alarm.course().normalAt();
    for (Past each : past) {
      if (each.covers(alarm) && (normalAt == null || normalAt.isBefore(each.ended))) {
        return each;
      }
    }
    return null;
  }

  private boolean staysLate(Alarm alarm, Decided known) {
    if (!known.isLate()) {
      return false;
    }
    if (known.isOver && !alarm.course().revised()) {
      return true;
    }
    Instant normalAt = alarm.course().normalAt();
    return switch (alarm.phase()) {
      case ACTIVE -> now.isBefore(known.heardAt.plus(PATIENCE));
      case NORMAL, QUIET ->
          normalAt == null || normalAt.isBefore(Objects.requireNonNull(known.heldUntil));
      case RETRACTED -> true;
    };
  }

  /** Whether tickets may hear of the alarm for the first time now, even of its end. */
  private static boolean isFirst(Alarm alarm, @Nullable Decided known) {
    return known == null
        ? alarm.phase() == Phase.ACTIVE || alarm.course().revised()
        : known.isLate();
  }

  private Stored step(Stored stored, Alarm alarm, @Nullable Decided known) {
    AlarmCondition it = stored.condition();
    boolean isFirst = isFirst(alarm, known);
    boolean isOver = known != null && known.isOver;
    AlarmAttributes how = attributes.of(alarm.device(), alarm.symptom(), alarm.severity());
    return switch (alarm.phase()) {
      case ACTIVE -> {
        boolean isNews =
            isFirst
                || (alarm.key().equals(it.key())
                    && (alarm.course().revised() || (it.active() && !isOver)));
        yield isNews
            ? new Stored(
                stored.pair(),
                it.raised(alarm.key(), alarm.activeSince(), how, now),
                alarm.severity())
            : stored;
      }
      case NORMAL, QUIET ->
          isFirst && !alarm.key().equals(it.key())
              ? stored.now(it.foundInHistory(alarm.key(), alarm.activeSince(), how, now))
              : stored.now(it.returned(alarm.key()));
      case RETRACTED -> stored.now(it.retracted(alarm.key()));
    };
  }

  private void decide(
      Alarm alarm,
      AlarmCondition it,
      @Nullable Decided known,
      @Nullable Past late,
      boolean staysLate) {
    String told = known == null ? null : known.told;
    boolean isRevised = alarm.course().revised();
    boolean wasOver = known != null && known.isOver && !isRevised;
    if (!staysLate) {
      told = tell(alarm, it, told, isFirst(alarm, known), wasOver);
    }
    Hold hold = it.hold();
    String why = known == null ? null : known.withheld;
    if (known == null && told == null && late != null) {
      why = late.group();
    } else if (known == null && told == null && hold != null) {
      why = hold.kind().group();
    }
    if (known == null && why != null) {
      kept.add(why);
    }
    Instant heldUntil = known == null ? null : known.heldUntil;
    if (late != null) {
      heldUntil = late.ended();
    }
    var decision =
        new Decided(
            told,
            why,
            heldUntil,
            alarm.phase() != Phase.ACTIVE || wasOver,
            known == null ? now : known.heardAt);
    decided.put(alarm.key(), decision);
    if (known == null || !Objects.equals(told, known.told)) {
      marks.put(alarm.key(), decision);
    }
  }

  /** Lets it pass if it may; gives the phase tickets were then told of. */
  private @Nullable String tell(
      Alarm alarm, AlarmCondition it, @Nullable String told, boolean isFirst, boolean wasOver) {
    boolean isEnd = alarm.phase() == Phase.NORMAL || alarm.phase() == Phase.QUIET;
    boolean mayBegin =
        !it.isHeld() && (alarm.phase() == Phase.ACTIVE ? !wasOver : isEnd && isFirst);
    if (told == null && !mayBegin) {
      return null;
    }
    if (isEnd && it.latched()) {
      if (told == null) {
        passed.add(alarm.begun());
      }
      return told == null ? Phase.ACTIVE.name() : told;
    }
    if (told == null && isEnd && !alarm.course().revised()) {
      passed.add(alarm.begun());
    }
    passed.add(alarm);
    boolean isFurther = alarm.course().revised() || rank(alarm.phase().name()) > rank(told);
    return isFurther ? alarm.phase().name() : told;
  }

  private static int rank(@Nullable String phase) {
    return phase == null ? -1 : Phase.valueOf(phase).ordinal();
  }

  private static Journal.Entry oneShotEnded(Alarm alarm) {
    return new Journal.Entry(
        "system",
        ConditionChanges.subject(alarm.device(), alarm.symptom()),
        "alarm.unshelved",
        new JsonObject().put("reason", "back to normal").put("alarm", alarm.key()));
  }

  /** The conditions as they now are. */
  Map<Pair, Stored> conditions() {
    return after;
  }

  /** By key, decisions that are new or other than they were. */
  Map<String, Decided> marks() {
    return marks;
  }

  List<Alarm> passed() {
    return passed;
  }

  List<AlarmNews> news() {
    return news;
  }

  /** For each new alarm that is kept from tickets, why. */
  List<String> kept() {
    return kept;
  }

  List<Journal.Entry> entries() {
    return entries;
  }
}
