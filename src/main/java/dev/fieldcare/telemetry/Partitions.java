package dev.fieldcare.telemetry;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which partition of {@code readings} an instant belongs to. A new partition holds a day when it is
 * at most {@link #DAILY_WITHIN} days from today, and a month when it is further away and no day of
 * that month stands alone: so a device that sends readings of twenty years makes hundreds of
 * partitions, not thousands. Thread-safe.
 */
final class Partitions {
  static final int DAILY_WITHIN = 35;
  private static final Pattern NAME = Pattern.compile("readings_(\\d{4})(\\d{2})(\\d{2})?");
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyyMMdd");
  private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("yyyyMM");

  /** A table and the event times it takes: from ≤ ts &lt; to, epoch milliseconds. */
  record Partition(String table, long from, long to) {
    boolean covers(long ts) {
      return from <= ts && ts < to;
    }
  }

  private final Clock clock;
  private final NavigableMap<Long, Partition> byStart = new ConcurrentSkipListMap<>();

  Partitions(Clock clock) {
    this.clock = clock;
  }

  void load(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                """
                select child.relname from pg_inherits
                join pg_class child on child.oid = inhrelid
                where inhparent = 'readings'::regclass
                """)) {
      while (rows.next()) {
        Matcher name = NAME.matcher(rows.getString(1));
        if (name.matches()) {
          boolean day = name.group(3) != null;
          var first =
              LocalDate.of(
                  Integer.parseInt(name.group(1)),
                  Integer.parseInt(name.group(2)),
                  day ? Integer.parseInt(name.group(3)) : 1);
          add(day ? day(first) : month(first));
        }
      }
    }
  }

  /** The partition of this instant, made if there is none yet. */
  Partition of(long ts, Connection connection) throws SQLException {
    Map.Entry<Long, Partition> before = byStart.floorEntry(ts);
    if (before != null && before.getValue().covers(ts)) {
      return before.getValue();
    }
    return make(ts, connection);
  }

  /** Partitions that end at or before this instant, oldest first. */
  Iterable<Partition> endingBy(long ts) {
    return byStart.values().stream().filter(each -> each.to() <= ts).toList();
  }

  synchronized void drop(Partition partition, Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("drop table if exists " + partition.table());
    }
    byStart.remove(partition.from());
  }

  private synchronized Partition make(long ts, Connection connection) throws SQLException {
    Map.Entry<Long, Partition> before = byStart.floorEntry(ts);
    if (before != null && before.getValue().covers(ts)) {
      return before.getValue();
    }
    LocalDate date = LocalDate.ofInstant(Instant.ofEpochMilli(ts), ZoneOffset.UTC);
    Partition made = choose(date);
    boolean autoCommit = connection.getAutoCommit();
    connection.setAutoCommit(false);
    try (var statement = connection.createStatement()) {
      // Attaching takes a weaker lock than creating in place: readers of other days go on.
      statement.execute("select pg_advisory_xact_lock(hashtext('fieldcare.readings.partitions'))");
      statement.execute(
          "create table if not exists "
              + made.table()
              + " (like readings including defaults including constraints)");
      var attached =
          statement.executeQuery(
              "select 1 from pg_inherits where inhrelid = '" + made.table() + "'::regclass");
      if (!attached.next()) {
        statement.execute(
            "alter table readings attach partition %s for values from (%d) to (%d)"
                .formatted(made.table(), made.from(), made.to()));
      }
      connection.commit();
    } catch (SQLException e) {
      connection.rollback();
      throw e;
    } finally {
      connection.setAutoCommit(autoCommit);
    }
    add(made);
    return made;
  }

  private Partition choose(LocalDate date) {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    boolean near =
        !date.isBefore(today.minusDays(DAILY_WITHIN))
            && !date.isAfter(today.plusDays(DAILY_WITHIN));
    Partition month = month(date);
    boolean monthIsFree = byStart.subMap(month.from(), month.to()).isEmpty();
    return near || !monthIsFree ? day(date) : month;
  }

  private void add(Partition partition) {
    byStart.put(partition.from(), partition);
  }

  private static Partition day(LocalDate date) {
    return new Partition("readings_" + DAY.format(date), startOf(date), startOf(date.plusDays(1)));
  }

  private static Partition month(LocalDate date) {
    LocalDate first = date.withDayOfMonth(1);
    return new Partition(
        "readings_" + MONTH.format(first), startOf(first), startOf(first.plusMonths(1)));
  }

  private static long startOf(LocalDate date) {
    return date.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
  }
}
