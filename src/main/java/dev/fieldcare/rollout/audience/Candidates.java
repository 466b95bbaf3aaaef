package dev.fieldcare.rollout.audience;

import dev.fieldcare.firmware.Release;
import dev.fieldcare.firmware.ReleaseState;
import dev.fieldcare.registry.DeviceColumns;
import dev.fieldcare.rollout.ActionState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes the query that says of each device a filter means, among those of a release's model,
 * whether the release may go to it. It is {@code Fitness} for many devices at once, and knows what
 * tickets and other updates forbid besides. Immutable; each change gives another one.
 *
 * <p>Its columns: {@code number int, id text, customer text, site text, zone text, calendar text,
 * hardware_revision text, running text} and {@code running_sha256 text} (what the device reports),
 * {@code urgent boolean} (a symptom that the release fixes is on an open ticket), {@code reason
 * text} (why it may not go there; null: it may), {@code frozen_by text} (the number of the ticket
 * that says so), {@code path text[]} (versions to be run before, in this order, where it lacks a
 * stepping stone and there is a way).
 *
 * <p>Reasons, of which the first that holds is named: {@code decommissioned, not-published,
 * hardware-revision, downgrade, runs-already, stepping-stone, bootloader, frozen:in-repair,
 * frozen:disputed, frozen:in-soak, action-open}.
 */
public final class Candidates {
  private static final String COLUMNS =
      """
      SELECT d.number, d.id, d.customer, d.site, s.zone, s.calendar, d.hardware_revision,
        f.version AS running, f.sha256 AS running_sha256, %s AS urgent,
        %s AS reason, x.frozen_by, %s AS path
      FROM %s\
      """;

  /** Each bootloader that some device reports, once; found by leaping through an index. */
  private static final String BOOTLOADERS =
      """
      WITH RECURSIVE v (version) AS (
        SELECT min(attributes ->> 'bootloader') FROM device_attributes
        UNION ALL
        SELECT (SELECT min(n.attributes ->> 'bootloader') FROM device_attributes n
          WHERE n.attributes ->> 'bootloader' > v.version)
        FROM v WHERE v.version IS NOT NULL)
      SELECT v.version FROM v WHERE v.version IS NOT NULL\
      """;

  /** A device has at most one open update. */
  private static final String OTHERS =
      """
      LEFT JOIN actions a ON a.device = d.number AND a.state NOT IN %s
      LEFT JOIN device_attributes t ON t.device = d.number
      """
          .formatted(ActionState.OVER);

  private final Release release;
  private final Filter filter;
  private final List<Release> known;
  private final @Nullable String outranking;
  private final int @Nullable [] only;
  private final int first;

  private Candidates(
      Release release,
      Filter filter,
      List<Release> known,
      @Nullable String outranking,
      int @Nullable [] only,
      int first) {
    this.release = release;
    this.filter = filter;
    this.known = known;
    this.outranking = outranking;
    this.only = only;
    this.first = first;
  }

  /**
   * @param known all releases there are, of every model and in every state
   */
  public static Candidates of(Release release, Filter filter, Collection<Release> known) {
    return new Candidates(release, filter, List.copyOf(known), null, null, 1);
  }

  /** Only these devices, by their numbers. */
  public Candidates restrictedTo(int... numbers) {
    return new Candidates(release, filter, known, outranking, numbers.clone(), first);
  }

  /** The number of the first parameter, for a query with parameters of its own before it. */
  public Candidates numberedFrom(int first) {
    return new Candidates(release, filter, known, outranking, only, first);
  }

  /**
   * Which open updates of a device come before this release; without it those to the same release
   * or a later one.
   *
   * @param condition an SQL condition about a row of {@code actions a}; part of the program, never
   *     of its input
   */
  public Candidates outrankedBy(String condition) {
    return new Candidates(release, filter, known, condition, only, first);
  }

  public Select select() {
    return new Query().select();
  }

  /** One writing of the query. */
  private final class Query {
    private final Parameters parameters = new Parameters(first);
    private final Paths paths = new Paths(release, known);

    Select select() {
      String columns =
          COLUMNS.formatted(urgent(), reason(), path(), DeviceColumns.FROM + OTHERS + ways());
      String where = "WHERE d.model = " + parameters.text(release.model());
      if (only != null) {
        Integer[] numbers = Arrays.stream(only).boxed().toArray(Integer[]::new);
        where += " AND d.number = ANY (" + parameters.add(numbers, "int[]") + ")";
      }
      if (!filter.isEmpty()) {
        where += " AND " + filter.condition(parameters);
      }
      return parameters.of(columns + where);
    }

    private String urgent() {
      return release.fixes().isEmpty()
          ? "false"
          : "(x.symptoms && " + parameters.texts(release.fixes()) + ") IS TRUE";
    }

    private String reason() {
      var cases = new ArrayList<String>();
      cases.add(when("d.decommissioned_at IS NOT NULL", "decommissioned"));
      if (release.state() != ReleaseState.PUBLISHED) {
        cases.add(when("true", "not-published"));
      }
      if (!release.hardwareRevisions().isEmpty()) {
        String revisions = parameters.texts(release.hardwareRevisions());
        cases.add(
            when(
                "(d.hardware_revision = ANY (" + revisions + ")) IS NOT TRUE",
                "hardware-revision"));
      }
      downgrade(cases);
      cases.add(when("f.version = " + parameters.text(release.version()), "runs-already"));
      if (!paths.isDirect()) {
        String stones = parameters.texts(release.steppingStones());
        cases.add(when("(f.version = ANY (" + stones + ")) IS NOT TRUE", "stepping-stone"));
      }
      if (release.minimumBootloader() != null) {
        cases.add(when(oldBootloader(release.minimumBootloader()), "bootloader"));
      }
      cases.add("WHEN x.frozen IS NOT NULL THEN 'frozen:' || replace(lower(x.frozen), '_', '-')");
      String condition = outranking == null ? sameOrLater() : outranking;
      cases.add(when("a.id IS NOT NULL AND (" + condition + ")", "action-open"));
      return cases.stream().collect(Collectors.joining("\n    ", "CASE ", " END"));
    }

    private void downgrade(List<String> cases) {
      List<Release> later = known(each -> each.counter() > release.counter());
      if (later.isEmpty()) {
        return;
      }
      List<String> versions =
          later.stream()
              .filter(each -> each.model().equals(release.model()))
              .map(Release::version)
              .toList();
      cases.add(when("f.version = ANY (" + parameters.texts(versions) + ")", "downgrade"));
      String confirmed = "SELECT FROM actions a WHERE a.state = 'CONFIRMED' AND a.release = ANY (";
      String theirs = "EXISTS (" + confirmed + ids(later) + ") AND a.device = d.number)";
      // mostly nobody has: for a fleet it pays to find that out first, once
      String anybodys = only == null ? "EXISTS (" + confirmed + ids(later) + ")) AND " : "";
      cases.add(when(anybodys + theirs, "downgrade"));
    }

    private String oldBootloader(String minimum) {
      return """
      (t.attributes ->> 'bootloader') IN (%s AND version_order(v.version) < version_order(%s))\
      """
          .formatted(BOOTLOADERS, parameters.text(minimum));
    }

    private String sameOrLater() {
      return "a.release = ANY (" + ids(known(each -> each.counter() >= release.counter())) + ")";
    }

    private List<Release> known(Predicate<Release> which) {
      return known.stream().filter(which).toList();
    }

    private String ids(List<Release> releases) {
      return parameters.add(releases.stream().map(Release::id).toArray(Long[]::new), "bigint[]");
    }

    private static String when(String condition, String reason) {
      return "WHEN " + condition + " THEN '" + reason + "'";
    }

    /**
     * The way, unless its first release is older than one that the device once confirmed; that
     * would be refused as a downgrade.
     */
    private String path() {
      return paths.isDirect()
          ? "NULL::text[]"
          : """
          CASE WHEN w.path IS NOT NULL AND f.version IS DISTINCT FROM %s AND NOT EXISTS (
              SELECT FROM actions a WHERE a.device = d.number AND a.state = 'CONFIRMED'
                AND a.release = ANY ((%s)[1:w.later]))
            THEN string_to_array(w.path, ' ') END\
          """
              .formatted(parameters.text(release.version()), ids(latestFirst()));
    }

    private List<Release> latestFirst() {
      return known.stream().sorted(Comparator.comparingLong(Release::counter).reversed()).toList();
    }

    /** For each kind of device that has one, its way; a version has no space in it. */
    private String ways() {
      if (paths.isDirect()) {
        return "";
      }
      var running = new ArrayList<String>();
      var revisions = new ArrayList<String>();
      var later = new ArrayList<Integer>();
      var ways = new ArrayList<String>();
      for (String version : withNone(paths.versions())) {
        for (String revision : withNone(paths.revisions())) {
          List<Release> way =
              paths.from(nullIfNone(version), nullIfNone(revision)).orElse(List.of());
          if (!way.isEmpty()) {
            running.add(version);
            revisions.add(revision);
            long counter = way.getFirst().counter();
            later.add(known(each -> each.counter() > counter).size());
            ways.add(way.stream().map(Release::version).collect(Collectors.joining(" ")));
          }
        }
      }
      return """
      LEFT JOIN unnest(%s, %s, %s, %s) w (running, revision, later, path)
        ON w.running = CASE WHEN f.version = ANY (%s) THEN f.version ELSE '' END
        AND w.revision = CASE WHEN d.hardware_revision = ANY (%s) THEN d.hardware_revision ELSE '' END
      """
          .formatted(
              parameters.texts(running),
              parameters.texts(revisions),
              parameters.add(later.toArray(Integer[]::new), "int[]"),
              parameters.texts(ways),
              parameters.texts(List.copyOf(paths.versions())),
              parameters.texts(List.copyOf(paths.revisions())));
    }

    private static List<String> withNone(Collection<String> names) {
      var all = new ArrayList<>(names);
      all.add("");
      return all;
    }

    private static @Nullable String nullIfNone(String name) {
      return name.isEmpty() ? null : name;
    }
  }
}
