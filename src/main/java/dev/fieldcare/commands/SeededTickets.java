package dev.fieldcare.commands;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/** Years of tickets, written straight into a scratch database; the same ones every time. */
final class SeededTickets {
  private static final int AT_ONCE = 100_000;

  /** One in a hundred is open, one in a thousand each is disputed, a question, a parent. */
  private static final String TICKETS =
      """
      INSERT INTO tickets (number, kind, state, device, model, customer, site, lot, cause_type,
        cause_id, symptom, title, severity, opened_at, first_seen_at, last_seen_at, updated_at,
        ended_at, occurrences, active_alarms, because, because_key, because_args, assignee,
        resolution, parent)
      SELECT number, kind, state, device, model, customer, site, lot, cause_type, cause_id, symptom,
        title, severity, at, at, at, at, CASE WHEN state = 'CLOSED' THEN at END, 1, 0,
        CASE kind WHEN 'fault' THEN symptom || ' ' || (60 + i % 400 / 10.0) || ' stayed above the '
          || (50 + i % 20) || ' limit for ' || (30 + i % 90) || ' s' ELSE title END,
        'limit.high', '{}', CASE WHEN i % 7 = 0 THEN 'user-' || i % 40 END,
        CASE WHEN state = 'CLOSED' THEN 'self_cleared' END, parent
      FROM (
        SELECT i, at, kind, number, 'model-' || i % 5 AS model, 'customer-' || i % 499 AS customer,
          'site-' || i % 1999 AS site, 'lot-' || i % 2003 AS lot,
          CASE WHEN is_parent THEN NULL ELSE 'dev-' || lpad((i % 50021)::text, 6, '0') END AS device,
          CASE WHEN is_parent THEN 'site' END AS cause_type,
          CASE WHEN is_parent THEN 'site-' || i END AS cause_id,
          CASE WHEN kind = 'fault' THEN (ARRAY['temperature.high', 'vibration.high', 'flow.low',
            'supplyVoltage.low', 'silence', 'memoryUsed.high', 'cpuLoad.high', 'rssi.low',
            'current.novel', 'readings.missing', 'temperature.stuck', 'device.unusual'])[
            1 + i % 12] END AS symptom,
          CASE WHEN kind = 'consultation' THEN (ARRAY['水泵漏水怎么处理', '如何更换轴承',
            '网关离线后数据是否补传', '保修期内上门费用'])[1 + i / 1000 % 4] || ' ' || i END AS title,
          (ARRAY['critical', 'major', 'minor', 'warning'])[1 + (i % 100 > 2)::int
            + (i % 100 > 20)::int + (i % 100 > 60)::int] AS severity,
          CASE WHEN i % 100 = 50 THEN (ARRAY['NEW', 'TRIAGED', 'GUIDING', 'REPAIRING'])[
            1 + i / 100 % 4] WHEN kind = 'fault' AND i % 1000 = 101 THEN 'DISPUTED'
            ELSE 'CLOSED' END AS state,
          CASE WHEN i % 1000 BETWEEN 1 AND 30 THEN
            'F-2020-' || lpad((i / 1000 * 1000)::text, 8, '0') END AS parent
        FROM (
          SELECT i, timestamptz '2020-01-01' + i * interval '3 minutes' AS at,
            i % 1000 = 0 AS is_parent,
            CASE WHEN i % 1000 = 100 THEN 'consultation' ELSE 'fault' END AS kind,
            CASE WHEN i % 1000 = 100 THEN 'C' ELSE 'F' END || '-2020-' || lpad(i::text, 8, '0')
              AS number
          FROM generate_series({first}, {last}) i) j) k
      ORDER BY i
      """;

  private static final String ALARMS =
      """
      INSERT INTO ticket_occurrences (key, ticket, device, severity, metric, active_since,
        last_seen, because, because_key, because_args, symptom, episode_since)
      SELECT 'bench:' || id, number, device, severity, 'temperature', opened_at, opened_at, because,
        because_key, '{}', symptom, opened_at
      FROM tickets WHERE id > {before} AND device IS NOT NULL AND symptom IS NOT NULL
      """;

  private static final String MESSAGES =
      """
      INSERT INTO ticket_messages (ticket, at, channel, direction, author_kind, author, body)
      SELECT number, opened_at, 'portal', 'out', 'SYSTEM', 'system', 'received ' || number
      FROM tickets WHERE id > {before} AND id % 3 = 0
      """;

  private static final String PROMISES =
      """
      INSERT INTO commitments (subject, customer, kind, clause, measure, amount, start_at,
        terms_version, snapshot, ladder, calendar, calendar_version, pauses, stop_at, outcome,
        deadline)
      SELECT 'ticket:' || number, customer, 'response.general', 'RP-3', 'elapsed', 2, opened_at,
        'bench', '{}', '[]', c.id, c.version, '[]', opened_at + interval '1 hour',
        CASE WHEN t.id % 50 = 0 THEN 'BREACHED' ELSE 'KEPT' END, opened_at + interval '2 hours'
      FROM tickets t, (SELECT id, max(version) AS version FROM calendars GROUP BY id LIMIT 1) c
      WHERE t.id > {before}
      """;

  private static final String TEXTS =
      """
      INSERT INTO ticket_texts SELECT id,
        lower(concat_ws(' ', number, device, cause_id, symptom, title, because))
      FROM tickets WHERE id > {before}
      """;

  private SeededTickets() {}

  /** Writes so many; indexes of words are made afterwards, which is faster. */
  static void write(Connection database, int tickets) throws SQLException {
    try (Statement sql = database.createStatement()) {
      sql.execute("SET synchronous_commit = off");
      sql.execute("SET maintenance_work_mem = '512MB'");
      String index = one(sql, "SELECT pg_get_indexdef('ticket_texts_pieces'::regclass)");
      sql.execute("DROP INDEX ticket_texts_pieces");
      sql.execute("ALTER TABLE tickets DISABLE TRIGGER ticket_text_of_new");
      for (int from = 0; from < tickets; from += AT_ONCE) {
        String before = one(sql, "SELECT coalesce(max(id), 0) FROM tickets");
        int last = Math.min(tickets, from + AT_ONCE) - 1;
        sql.execute(
            TICKETS
                .replace("{first}", Integer.toString(from))
                .replace("{last}", Integer.toString(last)));
        for (String each : new String[] {ALARMS, MESSAGES, PROMISES, TEXTS}) {
          sql.execute(each.replace("{before}", before));
        }
        System.err.printf(Locale.ROOT, "%,d tickets written%n", Math.min(tickets, from + AT_ONCE));
      }
      sql.execute("ALTER TABLE tickets ENABLE TRIGGER ticket_text_of_new");
      System.err.println("making the index of words");
      sql.execute(index);
      sql.execute("VACUUM ANALYZE");
    }
  }

  /** The size of the table of words with its index, in bytes. */
  static long bytesOfWords(Connection database) throws SQLException {
    try (Statement sql = database.createStatement()) {
      return Long.parseLong(one(sql, "SELECT pg_total_relation_size('ticket_texts')"));
    }
  }

  private static String one(Statement sql, String query) throws SQLException {
    try (ResultSet rows = sql.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
