package dev.fieldcare.rollout.waves;

import dev.fieldcare.rollout.audience.Select;
import dev.fieldcare.rollout.waves.Plan.Likeness;
import dev.fieldcare.rollout.waves.Plan.Reach;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/**
 * Says by lot who is in which wave. A device's rank is the first 60 bits of SHA-256 of seed, colon
 * and device id, so that anybody can draw again. Within each stratum devices stand in order of
 * rank; the strata are laced into one row by how far through its stratum each device stands. The
 * first of the row are held back, the next are the first wave, and so on: each wave has the size it
 * is given and its share of each stratum. Small strata are thrown together. Devices that wait for
 * what the release mends draw no lot: they come right after the first wave, and gates do not count
 * them.
 */
final class Draw {
  /** Of fewer devices a share means nothing. */
  private static final int SMALLEST_STRATUM = 10;

  /** For this transaction: a million devices are sorted in memory, not on disk. */
  private static final String ROOM_TO_SORT = "SET LOCAL work_mem = '256MB'";

  private static final String RANK =
      "('x' || left(encode(sha256(convert_to($2 || ':' || %s, 'UTF8')), 'hex'), 15))"
          + "::bit(60)::bigint";

  private static final String MEMBERS =
      """
      WITH chosen AS MATERIALIZED (
        SELECT c.number, c.id, c.hardware_revision, c.urgent, %1$s AS likeness
        FROM (%2$s) AS c WHERE %5$s),
      alike AS MATERIALIZED (
        SELECT likeness,
          CASE WHEN count(*) FILTER (WHERE NOT urgent) >= $6 THEN likeness ELSE '' END AS name
        FROM chosen GROUP BY likeness),
      named AS MATERIALIZED (
        SELECT name, stratum, %4$s / 1152921504606846976.0 AS early
        FROM (SELECT name, row_number() OVER (ORDER BY name = '', name) AS stratum
              FROM alike GROUP BY name) AS p),
      placed AS MATERIALIZED (
        SELECT c.number, c.urgent, c.hardware_revision, n.stratum, n.early, %3$s AS rank
        FROM chosen c
          JOIN (SELECT a.likeness, n.stratum, n.early FROM alike a JOIN named n USING (name)) AS n
          USING (likeness)),
      kept AS (
        INSERT INTO rollout_strata (rollout, stratum, name, size)
        SELECT $1, n.stratum, CASE n.name WHEN '' THEN 'all others' ELSE n.name END, s.size
        FROM named n JOIN (SELECT stratum, count(*) AS size FROM placed GROUP BY stratum) AS s
          USING (stratum)),
      lots AS (
        SELECT p.*,
          (row_number() OVER drawn - 1 + p.early)
            / count(*) OVER (PARTITION BY p.stratum, p.urgent) AS place
        FROM placed p
        WINDOW drawn AS (PARTITION BY p.stratum, p.urgent ORDER BY p.rank)),
      turns AS (
        SELECT l.*, row_number() OVER (PARTITION BY urgent ORDER BY place, rank) - 1 AS turn
        FROM lots l),
      sizes AS (
        SELECT held, array(
          SELECT CASE WHEN number > 0 THEN least(1, number::float8 / greatest(1, n - held))
            ELSE share END
          FROM unnest($5::float8[], $7::int[]) WITH ORDINALITY AS w (share, number, at)
          ORDER BY at) AS ends, greatest(1, n - held) AS rest
        FROM (SELECT round($4::float8 * count(*))::bigint AS held, count(*) AS n
              FROM placed WHERE NOT urgent) AS c)
      INSERT INTO rollout_members
        (rollout, device, stratum, wave, drawn, revision, rank, state, due_at, changed_at)
      SELECT $1, number, stratum,
        CASE WHEN urgent THEN least(1, cardinality(ends))
          WHEN turn < held THEN -1
          ELSE width_bucket((turn - held)::float8 / rest, ends) END,
        NOT urgent, hardware_revision, rank,
        CASE WHEN NOT urgent AND turn < held THEN 'HELD' ELSE 'PENDING' END,
        CASE WHEN urgent THEN '-infinity'::timestamptz ELSE $3 END, $3
      FROM turns CROSS JOIN sizes
      ORDER BY number
      """;

  private static final String JOINERS =
      """
      WITH chosen AS MATERIALIZED (
        SELECT c.number, c.hardware_revision, %1$s AS likeness, %3$s AS rank, c.urgent
        FROM (%2$s) AS c
        WHERE %4$s
          AND NOT EXISTS (SELECT FROM rollout_members m WHERE m.rollout = $1 AND m.device = c.number)),
      strata AS (
        SELECT stratum, name, max(stratum) OVER () AS most FROM rollout_strata WHERE rollout = $1),
      joined AS (
        INSERT INTO rollout_members
          (rollout, device, stratum, wave, drawn, revision, rank, state, due_at, changed_at)
        SELECT $1, number,
          coalesce((SELECT s.stratum FROM strata s WHERE s.name = likeness),
            (SELECT max(most) FROM strata), 1),
          CASE WHEN urgent THEN least(1, cardinality($4::float8[]))
            ELSE width_bucket(rank / 1152921504606846976.0, $4::float8[]) END,
          false, hardware_revision, rank, 'PENDING', CASE WHEN urgent THEN '-infinity'::timestamptz ELSE $3 END, $3
        FROM chosen
        RETURNING wave),
      counted AS (
        INSERT INTO rollout_counts (rollout, wave, state, n)
        SELECT $1, wave, 'PENDING', count(*) FROM joined GROUP BY wave
        ON CONFLICT (rollout, wave, state) DO UPDATE SET n = rollout_counts.n + excluded.n)
      SELECT count(*) FROM joined
      """;

  /** What may pass: devices that may have the release later are in it, too. */
  private static final String ELIGIBLE =
      "(c.reason IS NULL OR c.reason = 'action-open' OR starts_with(c.reason, 'frozen:')"
          + " OR c.reason = 'stepping-stone' AND c.path IS NOT NULL)";

  private Draw() {}

  /**
   * Makes the members of a rollout; succeeds with how many there are.
   *
   * @param candidates the query for those that may have the release, its values from that number on
   */
  static Future<Long> all(
      SqlClient sql, Rollout rollout, IntFunction<Select> candidates, Instant now) {
    Plan plan = rollout.plan();
    Select from = candidates.apply(8);
    String text =
        MEMBERS.formatted(
            likeness(plan),
            from.sql(),
            RANK.formatted("c.id"),
            RANK.formatted("p.stratum::text"),
            ELIGIBLE);
    Tuple values =
        from.after(
            rollout.id(),
            Long.toString(plan.seed()),
            now.atOffset(ZoneOffset.UTC),
            plan.holdBack(),
            ends(plan, Reach::share, Double[]::new),
            SMALLEST_STRATUM,
            ends(plan, Reach::number, Integer[]::new));
    return sql.query(ROOM_TO_SORT)
        .execute()
        .compose(done -> sql.preparedQuery(text).execute(values))
        .map(rows -> (long) rows.rowCount())
        .compose(members -> PgMembers.countAll(sql, rollout.id()).map(members));
  }

  /** Takes those of the candidates in that are not members yet; succeeds with how many. */
  static Future<Long> joining(
      SqlClient sql, Rollout rollout, IntFunction<Select> candidates, Instant now) {
    Plan plan = rollout.plan();
    Select from = candidates.apply(5);
    String text = JOINERS.formatted(likeness(plan), from.sql(), RANK.formatted("c.id"), ELIGIBLE);
    Tuple values =
        from.after(
            rollout.id(),
            Long.toString(plan.seed()),
            now.atOffset(ZoneOffset.UTC),
            ends(plan, wave -> Math.min(1, wave.of(rollout.size())), Double[]::new));
    return sql.preparedQuery(text).execute(values).map(rows -> rows.iterator().next().getLong(0));
  }

  /** Of each wave but the last, which goes to the end. */
  private static <T> T[] ends(Plan plan, Function<Reach, T> which, IntFunction<T[]> array) {
    return plan.waves().stream().limit(plan.waves().size() - 1L).map(which).toArray(array);
  }

  private static String likeness(Plan plan) {
    return plan.strata().isEmpty()
        ? "''"
        : plan.strata().stream()
            .map(Likeness::column)
            .map(column -> "coalesce(c." + column + ", '?')")
            .collect(Collectors.joining(" || ' · ' || "));
  }
}
