package dev.fieldcare.stability;

import dev.fieldcare.base.Journal;
import dev.fieldcare.stability.PgConditions.Pair;
import dev.fieldcare.stability.PgConditions.Stored;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps alarms from tickets while somebody shelved or suppressed them or took them out of service,
 * and their going back to normal while they are latched.
 *
 * <p>What was decided for an alarm is written beside it in the same transaction, so that hearing it
 * again after a crash decides the same: an alarm tickets know of stays theirs, one that was kept
 * from them stays so until it is released.
 */
final class WithholdingGate implements AlarmGate {

  /** What was decided for an alarm. */
  private record Decided(@Nullable String told, @Nullable String withheld, boolean isOver) {
    static final Decided NOTHING = new Decided(null, null, false);
  }

  private final PgAlarms alarms;
  private final ConditionChanges.Attributes attributes;
  private final Clock clock;
  private final Consumer<AlarmNews> news;
  private final Consumer<String> withheld;

  /**
   * @param withheld hears, for each alarm that is kept from tickets, why
   */
  WithholdingGate(
      PgAlarms alarms,
      ConditionChanges.Attributes attributes,
      Clock clock,
      Consumer<AlarmNews> news,
      Consumer<String> withheld) {
    this.alarms = alarms;
    this.attributes = attributes;
    this.clock = clock;
    this.news = news;
    this.withheld = withheld;
  }

  @Override
  public Future<Passage> pass(SqlConnection transaction, List<Alarm> heard) {
    return PgConditions.lock(transaction, heard.stream().map(Pair::of).toList())
        .compose(
            conditions ->
                decided(transaction, heard)
                    .compose(decided -> new Round(conditions, decided).pass(transaction, heard)));
  }

  private static Future<Map<String, Decided>> decided(
      SqlConnection transaction, List<Alarm> heard) {
    String[] keys = heard.stream().map(Alarm::key).distinct().toArray(String[]::new);
    return transaction
        .preparedQuery(
            "select alarm_key, told, withheld, normal_at from alarms where alarm_key = any($1)")
        .execute(Tuple.tuple().addArrayOfString(keys))
        .map(
            rows -> {
              var found = new HashMap<String, Decided>();
              for (Row row : rows) {
                found.put(
                    row.getString("alarm_key"),
                    new Decided(
                        row.getString("told"),
                        row.getString("withheld"),
                        row.getOffsetDateTime("normal_at") != null));
              }
              return found;
            });
  }

  /** The decisions of one transaction. */
  private final class Round {
    private final Map<Pair, Stored> before;
    private final Map<Pair, Stored> after;
    private final Map<String, Decided> decided;
    private final Map<String, Decided> marks = new TreeMap<>();
    private final List<Alarm> passed = new ArrayList<>();
    private final List<AlarmNews> told = new ArrayList<>();
    private final List<String> kept = new ArrayList<>();
    private final List<Journal.Entry> entries = new ArrayList<>();
    private final Instant now = clock.instant();

    Round(Map<Pair, Stored> conditions, Map<String, Decided> decided) {
      this.before = conditions;
      this.after = new TreeMap<>(conditions);
      this.decided = decided;
    }

    Future<Passage> pass(SqlConnection transaction, List<Alarm> heard) {
      heard.forEach(this::hear);
      return Future.all(heard.stream().map(alarm -> alarms.record(transaction, alarm)).toList())
          .compose(done -> mark(transaction))
          .compose(done -> save(transaction))
          .map(done -> new Passage(passed, entries, this::tell));
    }

    private void hear(Alarm alarm) {
      Pair pair = Pair.of(alarm);
      Stored stored = Objects.requireNonNull(after.get(pair));
      Decided known = decided.get(alarm.key());
      Stored next = step(stored, alarm, known);
      after.put(pair, next);
      if (stored.condition().shelving() != null && next.condition().shelving() == null) {
        entries.add(oneShotEnded(alarm));
      }
      decide(alarm, next.condition(), known == null ? Decided.NOTHING : known, known == null);
      told.add(
          new AlarmNews(
              alarm.phase().name().toLowerCase(Locale.ROOT),
              new Standing(alarm.device(), alarm.symptom(), next.condition()),
              alarm));
    }

    private Stored step(Stored stored, Alarm alarm, @Nullable Decided known) {
      AlarmCondition it = stored.condition();
      return switch (alarm.phase()) {
        case ACTIVE -> {
          boolean isNews =
              known == null
                  || (alarm.key().equals(it.key())
                      && (alarm.course().revised() || (it.active() && !known.isOver)));
          yield isNews
              ? new Stored(
                  stored.pair(),
                  it.raised(
                      alarm.key(),
                      alarm.activeSince(),
                      attributes.of(alarm.device(), alarm.symptom(), alarm.severity()),
                      now),
                  alarm.severity())
              : stored;
        }
        case NORMAL, QUIET -> stored.now(it.returned(alarm.key()));
        case RETRACTED -> stored.now(it.retracted(alarm.key()));
      };
    }

    private void decide(Alarm alarm, AlarmCondition it, Decided known, boolean isNew) {
      boolean isActive = alarm.phase() == Alarm.Phase.ACTIVE;
      boolean isRevised = alarm.course().revised();
      boolean passes =
          switch (alarm.phase()) {
            case ACTIVE -> known.told != null || !(it.isHeld() || (known.isOver && !isRevised));
            case NORMAL, QUIET ->
                isRevised && isNew ? !it.isHeld() : known.told != null && !it.latched();
            case RETRACTED -> known.told != null;
          };
      Hold hold = it.hold();
      String why = isNew && !passes && hold != null ? hold.kind().group() : known.withheld;
      if (isNew && why != null) {
        kept.add(why);
      }
      boolean isFurther = passes && (isRevised || rank(alarm.phase().name()) > rank(known.told));
      var decision =
          new Decided(
              isFurther ? alarm.phase().name() : known.told,
              why,
              !isActive || (known.isOver && !isRevised));
      decided.put(alarm.key(), decision);
      if (isFurther || isNew) {
        marks.put(alarm.key(), decision);
      }
      if (passes) {
        passed.add(alarm);
      }
    }

    private Journal.Entry oneShotEnded(Alarm alarm) {
      return new Journal.Entry(
          "system",
          ConditionChanges.subject(alarm.device(), alarm.symptom()),
          "alarm.unshelved",
          new JsonObject().put("reason", "back to normal").put("alarm", alarm.key()));
    }

    private Future<?> mark(SqlConnection transaction) {
      List<Tuple> values =
          marks.entrySet().stream()
              .map(each -> Tuple.of(each.getKey(), each.getValue().told, each.getValue().withheld))
              .toList();
      return values.isEmpty()
          ? Future.succeededFuture()
          : transaction
              .preparedQuery("update alarms set told = $2, withheld = $3 where alarm_key = $1")
              .executeBatch(values);
    }

    private Future<?> save(SqlConnection transaction) {
      var saved = new ArrayList<Future<Void>>();
      after.forEach(
          (pair, stored) ->
              saved.add(
                  PgConditions.save(
                      transaction,
                      Objects.requireNonNull(before.get(pair)),
                      stored,
                      "system",
                      now)));
      return Future.all(saved);
    }

    private void tell() {
      told.forEach(news);
      kept.forEach(withheld);
    }
  }

  private static int rank(@Nullable String phase) {
    return phase == null ? -1 : Alarm.Phase.valueOf(phase).ordinal();
  }
}
