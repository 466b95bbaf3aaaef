package dev.fieldcare.rollout.audience;

import dev.fieldcare.base.Database;
import dev.fieldcare.base.Page;
import dev.fieldcare.firmware.DirectorTarget;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.registry.DeviceColumns;
import dev.fieldcare.rollout.ActionState;
import dev.fieldcare.rollout.audience.DryRunReport.Conflict;
import dev.fieldcare.rollout.audience.DryRunReport.Group;
import dev.fieldcare.rollout.audience.DryRunReport.Tickets;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a rollout would amount to if it began now; changes nothing. Everything is counted from the
 * same state of the database.
 */
public final class DryRun {
  /** How many devices or tickets are named where there are more. */
  public static final int EXAMPLES = 20;

  private static final String QUERY =
      """
      WITH c AS MATERIALIZED (%1$s)
      SELECT
        (SELECT json_agg(g) FROM (
          SELECT c.reason, c.path, CASE WHEN lower(c.running_sha256) = ANY (%2$s)
            THEN lower(c.running_sha256) END AS base, c.urgent, count(*) AS devices
          FROM c GROUP BY 1, 2, 3, 4) g) AS groups,
        (SELECT json_agg(e) FROM (
          SELECT r.reason, (SELECT json_agg(n.id) FROM (SELECT c.id FROM c
            WHERE c.reason IS NOT DISTINCT FROM r.reason LIMIT %5$d) n) AS devices
          FROM (SELECT DISTINCT c.reason FROM c) r) e) AS examples,
        (SELECT json_agg(a) FROM (
          SELECT a.release, c.reason IS NULL AS superseded, count(*) AS devices,
            (array_agg(c.id))[1:%5$d] AS examples
          FROM c JOIN actions a ON a.device = c.number AND a.state NOT IN %4$s
          WHERE c.reason IS NULL OR c.reason = 'action-open' GROUP BY 1, 2) a) AS actions,
        (SELECT json_agg(t) FROM (
          SELECT c.reason IS NULL AS reached, count(*) AS tickets,
            (array_agg(t.ticket ORDER BY t.ticket))[1:%5$d] AS numbers
          FROM c JOIN %6$s t ON t.device = c.number
          WHERE c.urgent AND t.symptom = ANY (%3$s) GROUP BY 1) t) AS tickets
      """;

  private final Database database;
  private final Supplier<? extends Collection<Release>> releases;
  private final BiFunction<Release, String, Optional<DirectorTarget.Delta>> deltas;

  /**
   * @param releases all there are
   * @param deltas the published delta to a release from what has this SHA-256
   */
  public DryRun(
      Database database,
      Supplier<? extends Collection<Release>> releases,
      BiFunction<Release, String, Optional<DirectorTarget.Delta>> deltas) {
    this.database = database;
    this.releases = releases;
    this.deltas = deltas;
  }

  /** Counts what would happen; takes seconds for a million devices. */
  public Future<DryRunReport> of(Release release, Filter filter, WavePlan plan) {
    Collection<Release> known = List.copyOf(releases.get());
    Map<String, Long> bases = bases(release, known);
    Select candidates = Candidates.of(release, filter, known).select();
    int next = candidates.next();
    String sql =
        QUERY.formatted(
            candidates.sql(),
            "$" + next + "::text[]",
            "$" + (next + 1) + "::text[]",
            ActionState.OVER,
            EXAMPLES,
            DeviceColumns.OPEN_TICKETS);
    Tuple values =
        candidates
            .tuple()
            .addValue(bases.keySet().toArray(String[]::new))
            .addValue(release.fixes().toArray(String[]::new));
    return database
        .pool()
        .preparedQuery(sql)
        .execute(values)
        .map(rows -> report(rows.iterator().next(), release, known, bases, plan));
  }

  /** For images that devices may run now, by hash, how many bytes there are to fetch instead. */
  private Map<String, Long> bases(Release release, Collection<Release> known) {
    var bases = new LinkedHashMap<String, Long>();
    for (Release each : known) {
      String sha256 = each.image().sha256();
      deltas.apply(release, sha256).ifPresent(delta -> bases.put(sha256, delta.length()));
    }
    return bases;
  }

  /**
   * The devices of one reason, or those without, by their ids.
   *
   * @param reason null: those the release may go to
   * @param after the id the page before ended with
   */
  public Future<Page<Candidate>> devices(
      Release release, Filter filter, @Nullable String reason, int limit, @Nullable String after) {
    Select candidates = Candidates.of(release, filter, releases.get()).select();
    int next = candidates.next();
    String sql =
        """
        SELECT * FROM (%s) c WHERE c.reason IS NOT DISTINCT FROM $%d::text
          AND ($%d::text IS NULL OR c.id > $%d::text) ORDER BY c.id LIMIT $%d::int\
        """
            .formatted(candidates.sql(), next, next + 1, next + 1, next + 2);
    return database
        .pool()
        .preparedQuery(sql)
        .execute(candidates.tuple().addValue(reason).addValue(after).addValue(limit + 1))
        .map(
            rows -> {
              var found = new ArrayList<Candidate>();
              rows.forEach(row -> found.add(Candidate.of(row)));
              return Page.of(found, limit, Candidate::id);
            });
  }

  /** All open tickets that it helps, of devices it may go to. */
  public Future<List<String>> helped(Release release, Filter filter) {
    Select candidates = Candidates.of(release, filter, releases.get()).select();
    String sql =
        """
        SELECT DISTINCT t.ticket FROM (%s) c JOIN %s t ON t.device = c.number
        WHERE c.reason IS NULL AND t.symptom = ANY ($%d::text[]) ORDER BY 1\
        """
            .formatted(candidates.sql(), DeviceColumns.OPEN_TICKETS, candidates.next());
    return database
        .pool()
        .preparedQuery(sql)
        .execute(candidates.tuple().addValue(release.fixes().toArray(String[]::new)))
        .map(
            rows -> {
              var found = new ArrayList<String>();
              rows.forEach(row -> found.add(row.getString(0)));
              return found;
            });
  }

  /** How many devices it may go to each customer has, by the customer's id. */
  public Future<Map<String, Long>> customers(Release release, Filter filter) {
    Select candidates = Candidates.of(release, filter, releases.get()).select();
    String sql =
        """
        SELECT o.customer, count(*) FROM (%s) c JOIN %s o ON o.device = c.number
        WHERE c.reason IS NULL AND o.customer IS NOT NULL GROUP BY 1 ORDER BY 1\
        """
            .formatted(candidates.sql(), DeviceColumns.OWNERS);
    return database
        .pool()
        .preparedQuery(sql)
        .execute(candidates.tuple())
        .map(
            rows -> {
              var found = new LinkedHashMap<String, Long>();
              rows.forEach(row -> found.put(row.getString(0), row.getLong(1)));
              return found;
            });
  }

  private static DryRunReport report(
      Row row, Release release, Collection<Release> known, Map<String, Long> bases, WavePlan plan) {
    Map<String, Release> byVersion = new LinkedHashMap<>();
    Map<Long, Release> byId = new LinkedHashMap<>();
    for (Release each : known) {
      byId.put(each.id(), each);
      if (each.model().equals(release.model())) {
        byVersion.put(each.version(), each);
      }
    }
    var groups = new ArrayList<Group>();
    for (JsonObject each : objects(row, "groups")) {
      List<String> path = strings(each.getJsonArray("path"));
      String base = path.isEmpty() ? each.getString("base") : null;
      long bytes = base == null ? release.image().size() : bases.getOrDefault(base, 0L);
      for (String step : path) {
        Release stone = byVersion.get(step);
        bytes += stone == null ? 0 : stone.image().size();
      }
      groups.add(
          new Group(
              each.getString("reason"),
              path,
              base != null,
              each.getBoolean("urgent"),
              each.getLong("devices"),
              bytes));
    }
    Map<String, List<String>> examples = new LinkedHashMap<>();
    for (JsonObject each : objects(row, "examples")) {
      examples.put(String.valueOf(each.getString("reason")), strings(each.getJsonArray("devices")));
    }
    var conflicts = new ArrayList<Conflict>();
    for (JsonObject each : objects(row, "actions")) {
      Release other = byId.get(each.getLong("release"));
      conflicts.add(
          new Conflict(
              other == null ? "#" + each.getLong("release") : other.version(),
              each.getBoolean("superseded"),
              each.getLong("devices"),
              strings(each.getJsonArray("examples"))));
    }
    Tickets reached = Tickets.NONE;
    Tickets missed = Tickets.NONE;
    for (JsonObject each : objects(row, "tickets")) {
      var tickets = new Tickets(each.getLong("tickets"), strings(each.getJsonArray("numbers")));
      if (each.getBoolean("reached")) {
        reached = tickets;
      } else {
        missed = tickets;
      }
    }
    return DryRunReport.of(release, groups, examples, conflicts, reached, missed, plan);
  }

  private static List<JsonObject> objects(Row row, String column) {
    JsonArray array = row.getJsonArray(column);
    return array == null ? List.of() : array.stream().map(JsonObject.class::cast).toList();
  }

  private static List<String> strings(@Nullable JsonArray array) {
    return array == null ? List.of() : array.stream().map(String::valueOf).toList();
  }
}
