package dev.fieldcare.rollout.waves;

import static dev.fieldcare.rollout.waves.PgRollouts.utc;

import dev.fieldcare.rollout.gates.AtRisk;
import dev.fieldcare.rollout.gates.Trial;
import dev.fieldcare.rollout.waves.Sightings.Sighting;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The statements about what gates count. */
final class PgTrials {
  /** Before a wave opens: who had it lately. */
  private static final String BEFORE =
      """
      INSERT INTO rollout_events (rollout, trial, kind, device, at, before)
      SELECT $1, $2, $3, m.device, s.at, true
      FROM unnest($4::int[], $5::timestamptz[]) AS s (device, at)
        JOIN rollout_members m ON m.rollout = $1 AND m.device = s.device
      WHERE m.drawn AND (m.wave >= $2 OR m.wave = -1)
      ON CONFLICT DO NOTHING
      """;

  /** The first since a wave opened, of those of the wave and of those whose turn has not come. */
  private static final String SINCE =
      """
      WITH fresh AS (
        INSERT INTO rollout_events (rollout, trial, kind, device, at, before)
        SELECT $1, w.wave, $2, m.device, s.at, false
        FROM unnest($4::int[], $5::timestamptz[]) AS s (device, at)
          JOIN rollout_members m ON m.rollout = $1 AND m.device = s.device AND m.drawn
          JOIN rollout_waves w ON w.rollout = $1 AND s.at >= w.opened_at
            AND (m.wave = w.wave OR m.wave > $3 OR m.wave = -1)
        ORDER BY s.at, m.device
        ON CONFLICT DO NOTHING
        RETURNING trial, device, at)
      SELECT f.trial, m.stratum, m.revision, m.wave = f.trial AS treated,
        EXISTS (SELECT FROM rollout_events b WHERE b.rollout = $1 AND b.trial = f.trial
          AND b.kind = $2 AND b.before AND b.device = f.device) AS prior
      FROM fresh f JOIN rollout_members m ON m.rollout = $1 AND m.device = f.device
      ORDER BY f.at, f.device
      """;

  /** Who draws lots in or after a wave; counted once for all kinds. */
  private static final String MEMBERS =
      """
      SELECT stratum, revision, wave = $2 AS treated, false AS prior, count(*)
      FROM rollout_members WHERE rollout = $1 AND drawn AND (wave >= $2 OR wave = -1)
      GROUP BY 1, 2, 3
      """;

  /** Those of a wave that opens. */
  private static final String OPENING =
      """
      SELECT stratum, revision, false AS treated, false AS prior, count(*)
      FROM rollout_members WHERE rollout = $1 AND drawn AND wave = $2 AND state = 'PENDING'
      GROUP BY 1, 2
      """;

  /** Of these, those that had it before a trial began and not since. */
  private static final String PRIOR =
      """
      SELECT m.stratum, m.revision, m.wave = $2 AS treated, true AS prior, count(*)
      FROM rollout_events b JOIN rollout_members m ON m.rollout = $1 AND m.device = b.device
      WHERE b.rollout = $1 AND b.trial = $2 AND b.kind = $3 AND b.before AND m.drawn
        AND ($4::int IS NULL OR m.wave = $4)
        AND NOT EXISTS (SELECT FROM rollout_events e WHERE e.rollout = $1 AND e.trial = $2
          AND e.kind = $3 AND NOT e.before AND e.device = m.device)
      GROUP BY 1, 2, 3
      """;

  /** Of these, those that had it since a trial began and are no longer at risk. */
  private static final String GONE =
      """
      SELECT m.stratum, m.revision, m.wave = $2 AS treated, false AS prior, count(*)
      FROM rollout_events e JOIN rollout_members m ON m.rollout = $1 AND m.device = e.device
      WHERE e.rollout = $1 AND e.trial = $2 AND e.kind = $3 AND NOT e.before AND m.wave = $4
      GROUP BY 1, 2, 3
      """;

  private PgTrials() {}

  /** So many members that are alike. */
  record Group(int stratum, @Nullable String revision, boolean treated, boolean prior, int n) {
    private List<Object> alike() {
      return java.util.Arrays.asList(stratum, revision, treated);
    }

    /** Within it chance alone decided who is treated. */
    String risk() {
      return stratum + (prior ? "+" : "");
    }
  }

  /** A first event, and whose it was. */
  record First(int trial, Group of) {}

  /** Which trial: of a wave, about a kind, of all or of those of one sort. */
  record Name(int wave, String kind, String split) {}

  static Future<Void> before(
      SqlClient sql, long rollout, int wave, String kind, List<Sighting> seen) {
    return seen.isEmpty()
        ? Future.succeededFuture()
        : sql.preparedQuery(BEFORE)
            .execute(Tuple.of(rollout, wave, kind, devices(seen), times(seen)))
            .mapEmpty();
  }

  /**
   * @param wave the newest that is open
   */
  static Future<List<First>> since(
      SqlClient sql, long rollout, String kind, int wave, List<Sighting> seen) {
    if (seen.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    return sql.preparedQuery(SINCE)
        .execute(Tuple.of(rollout, kind, wave, devices(seen), times(seen)))
        .map(
            rows -> {
              var firsts = new ArrayList<First>(rows.size());
              rows.forEach(
                  row ->
                      firsts.add(
                          new First(
                              row.getInteger(0),
                              new Group(
                                  row.getInteger(1),
                                  row.getString(2),
                                  row.getBoolean(3),
                                  row.getBoolean(4),
                                  1))));
              return firsts;
            });
  }

  private static Integer[] devices(List<Sighting> seen) {
    return seen.stream().map(Sighting::device).toArray(Integer[]::new);
  }

  private static OffsetDateTime[] times(List<Sighting> seen) {
    return seen.stream().map(each -> utc(each.at())).toArray(OffsetDateTime[]::new);
  }

  /** Everybody a trial could be about when a wave opens. */
  static Future<List<Group>> members(SqlClient sql, long rollout, int wave) {
    return groups(sql, MEMBERS, Tuple.of(rollout, wave));
  }

  /** Everybody whose wave opens now. */
  static Future<List<Group>> opening(SqlClient sql, long rollout, int wave) {
    return groups(sql, OPENING, Tuple.of(rollout, wave));
  }

  /** {@link #members}, told apart by who had it before. */
  static Future<List<Group>> atRisk(
      SqlClient sql, long rollout, int wave, String kind, List<Group> members) {
    return groups(sql, PRIOR, tuple(rollout, wave, kind, null))
        .map(prior -> without(members, prior, List.of()));
  }

  /** {@link #opening}, those that are still at risk in an earlier trial, told apart likewise. */
  static Future<List<Group>> leaving(
      SqlClient sql, long rollout, int trial, String kind, int wave, List<Group> opening) {
    return groups(sql, PRIOR, tuple(rollout, trial, kind, wave))
        .compose(
            prior ->
                groups(sql, GONE, tuple(rollout, trial, kind, wave))
                    .compose(gone -> Future.succeededFuture(without(opening, prior, gone))));
  }

  private static Tuple tuple(long rollout, int trial, String kind, @Nullable Integer wave) {
    return Tuple.from(java.util.Arrays.asList(rollout, trial, kind, wave));
  }

  /** The groups of all, less those that are gone, with those that had it before in their own. */
  private static List<Group> without(List<Group> all, List<Group> prior, List<Group> gone) {
    var left = new java.util.LinkedHashMap<List<Object>, Integer>();
    for (Group each : all) {
      left.merge(each.alike(), each.n(), Integer::sum);
    }
    prior.forEach(each -> left.merge(each.alike(), -each.n(), Integer::sum));
    gone.forEach(each -> left.merge(each.alike(), -each.n(), Integer::sum));
    var groups = new ArrayList<>(prior);
    for (Group each : all) {
      int n = left.getOrDefault(each.alike(), 0);
      if (n > 0) {
        groups.add(new Group(each.stratum(), each.revision(), each.treated(), false, n));
      }
    }
    return groups;
  }

  private static Future<List<Group>> groups(SqlClient sql, String text, Tuple values) {
    return sql.preparedQuery(text)
        .execute(values)
        .map(
            rows -> {
              var groups = new ArrayList<Group>(rows.size());
              rows.forEach(
                  row ->
                      groups.add(
                          new Group(
                              row.getInteger(0),
                              row.getString(1),
                              row.getBoolean(2),
                              row.getBoolean(3),
                              row.getLong(4).intValue())));
              return groups;
            });
  }

  /** By stratum, as a trial begins with. */
  static List<AtRisk> table(List<Group> groups) {
    var numbers = new TreeMap<String, int[]>();
    for (Group each : groups) {
      numbers.computeIfAbsent(each.risk(), any -> new int[2])[each.treated() ? 0 : 1] += each.n();
    }
    return numbers.entrySet().stream()
        .map(each -> new AtRisk(each.getKey(), each.getValue()[0], each.getValue()[1]))
        .toList();
  }

  static Future<Map<Name, Trial>> all(SqlClient sql, long rollout) {
    return trials(sql, rollout, "");
  }

  /** Those about what the release is said to fix. */
  static Future<Map<Name, Trial>> ofSymptoms(SqlClient sql, long rollout) {
    return trials(sql, rollout, " AND starts_with(kind, '" + Claims.KIND + "')");
  }

  private static Future<Map<Name, Trial>> trials(SqlClient sql, long rollout, String which) {
    return sql.preparedQuery(
            "SELECT trial, kind, split, counted FROM rollout_trials WHERE rollout = $1" + which)
        .execute(Tuple.of(rollout))
        .map(
            rows -> {
              var trials = new java.util.LinkedHashMap<Name, Trial>();
              rows.forEach(
                  row ->
                      trials.put(
                          new Name(row.getInteger(0), row.getString(1), row.getString(2)),
                          Trial.fromJson(row.getJsonObject(3))));
              return trials;
            });
  }

  static Future<Void> save(SqlClient sql, long rollout, Map<Name, Trial> trials) {
    if (trials.isEmpty()) {
      return Future.succeededFuture();
    }
    var all = List.copyOf(trials.entrySet());
    List<Name> names = all.stream().map(Map.Entry::getKey).toList();
    return sql.preparedQuery(
            "INSERT INTO rollout_trials (rollout, trial, kind, split, counted)"
                + " SELECT $1, trial, kind, split, counted FROM"
                + " unnest($2::int[], $3::text[], $4::text[], $5::jsonb[])"
                + " AS t (trial, kind, split, counted)"
                + " ON CONFLICT (rollout, trial, kind, split)"
                + " DO UPDATE SET counted = excluded.counted")
        .execute(
            Tuple.of(
                rollout,
                names.stream().map(Name::wave).toArray(Integer[]::new),
                names.stream().map(Name::kind).toArray(String[]::new),
                names.stream().map(Name::split).toArray(String[]::new),
                all.stream().map(each -> each.getValue().toJson()).toArray(JsonObject[]::new)))
        .mapEmpty();
  }

  static Future<Void> verdict(
      SqlClient sql, long rollout, int wave, Instant at, String verdict, JsonObject body) {
    return sql.preparedQuery(
            "INSERT INTO rollout_verdicts (rollout, seq, at, wave, verdict, body)"
                + " SELECT $1, coalesce(max(seq), 0) + 1, $2, $3, $4, $5 FROM rollout_verdicts"
                + " WHERE rollout = $1")
        .execute(Tuple.of(rollout, utc(at), wave, verdict, body))
        .mapEmpty();
  }

  /** Newest first. */
  static Future<List<Opinion>> opinions(
      SqlClient sql, long rollout, int most, @Nullable Long before) {
    return sql.preparedQuery(
            "SELECT seq, at, wave, verdict, body FROM rollout_verdicts WHERE rollout = $1"
                + " AND ($2::bigint IS NULL OR seq < $2) ORDER BY seq DESC LIMIT $3")
        .execute(Tuple.of(rollout, before, most))
        .map(
            rows -> {
              var opinions = new ArrayList<Opinion>(rows.size());
              rows.forEach(
                  row ->
                      opinions.add(
                          new Opinion(
                              row.getInteger(0),
                              row.getOffsetDateTime(1).toInstant(),
                              row.getInteger(2),
                              row.getString(3),
                              row.getJsonObject(4))));
              return opinions;
            });
  }
}
