package dev.fieldcare.stability;

import dev.fieldcare.stability.GateRound.Decided;
import dev.fieldcare.stability.GateRound.Past;
import dev.fieldcare.stability.PgConditions.Pair;
import dev.fieldcare.stability.PgConditions.Stored;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
  private static final String DECIDED =
      "select alarm_key, told, withheld, held_until, normal_at, raised_at from alarms"
          + " where alarm_key = any($1)";

  private static final String PAST =
      """
      select device, symptom, kind, begun_at, ended_at from alarm_holds
      where device = any($1) and ended_at > $2 order by id
      """;

  private static final String MARK =
      "update alarms set told = $2, withheld = $3, held_until = $4 where alarm_key = $1";

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
    Instant now = clock.instant();
    return PgConditions.lock(transaction, heard.stream().map(Pair::of).toList())
        .compose(
            conditions ->
                decided(transaction, heard)
                    .compose(
                        decided ->
                            past(transaction, heard, decided)
                                .map(
                                    past ->
                                        new GateRound(conditions, decided, past, attributes, now)))
                    .compose(round -> decide(transaction, heard, conditions, round, now)));
  }

  private Future<Passage> decide(
      SqlConnection transaction,
      List<Alarm> heard,
      Map<Pair, Stored> before,
      GateRound round,
      Instant now) {
    heard.forEach(round::hear);
    return alarms
        .recordAll(transaction, heard)
        .compose(done -> mark(transaction, round.marks()))
        .compose(done -> save(transaction, before, round.conditions(), now))
        .map(
            done ->
                new Passage(
                    round.passed(),
                    round.entries(),
                    () -> {
                      round.news().forEach(news);
                      round.kept().forEach(withheld);
                    }));
  }

  private static Future<Map<String, Decided>> decided(
      SqlConnection transaction, List<Alarm> heard) {
    String[] keys = heard.stream().map(Alarm::key).distinct().toArray(String[]::new);
    return transaction
        .preparedQuery(DECIDED)
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
                        PgConditions.instant(row, "held_until"),
                        PgConditions.instant(row, "normal_at") != null,
                        Objects.requireNonNull(PgConditions.instant(row, "raised_at"))));
              }
              return found;
            });
  }

  /** Holds that are over, in whose time new alarms may have been raised. */
  private static Future<List<Past>> past(
      SqlConnection transaction, List<Alarm> heard, Map<String, Decided> decided) {
    List<Alarm> news = heard.stream().filter(each -> !decided.containsKey(each.key())).toList();
    @Nullable Instant first =
        news.stream().map(each -> each.course().raisedAt()).min(Instant::compareTo).orElse(null);
    if (first == null) {
      return Future.succeededFuture(List.of());
    }
    Integer[] devices =
        news.stream().map(each -> each.device().number()).distinct().toArray(Integer[]::new);
    return transaction
        .preparedQuery(PAST)
        .execute(
            Tuple.tuple().addArrayOfInteger(devices).addOffsetDateTime(PgConditions.utc(first)))
        .map(rows -> rows.stream().map(WithholdingGate::past).toList());
  }

  private static Past past(Row row) {
    return new Past(
        new Pair(row.getInteger("device"), row.getString("symptom")),
        Hold.Kind.find(row.getString("kind")).orElseThrow().group(),
        Objects.requireNonNull(PgConditions.instant(row, "begun_at")),
        Objects.requireNonNull(PgConditions.instant(row, "ended_at")));
  }

  private static Future<?> mark(SqlConnection transaction, Map<String, Decided> marks) {
    var values = new ArrayList<Tuple>();
    marks.forEach(
        (key, it) ->
            values.add(Tuple.of(key, it.told(), it.withheld(), PgConditions.utc(it.heldUntil()))));
    return values.isEmpty()
        ? Future.succeededFuture()
        : transaction.preparedQuery(MARK).executeBatch(values);
  }

  private static Future<?> save(
      SqlConnection transaction, Map<Pair, Stored> before, Map<Pair, Stored> after, Instant now) {
    List<Stored> all = List.copyOf(after.values());
    List<Stored> were =
        all.stream().map(each -> Objects.requireNonNull(before.get(each.pair()))).toList();
    return PgConditions.saveAll(transaction, were, all, "system", now);
  }
}
