package dev.fieldcare.rollout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Await;
import dev.fieldcare.firmware.Release;
import dev.fieldcare.firmware.ReleaseState;
import dev.fieldcare.rollout.audience.Candidates;
import dev.fieldcare.rollout.audience.Filter;
import dev.fieldcare.rollout.audience.Select;
import io.vertx.sqlclient.Row;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code -Dcandidates.devices=1000000} judges as many. */
class CandidatesSpeedTest {
  private static final int DEVICES = Integer.getInteger("candidates.devices", 20_000);

  /** Of a thousand devices or so one has a ticket; two in three have confirmed an update before. */
  private static final List<String> FLEET =
      List.of(
          "INSERT INTO customers SELECT 'c' || i, 'c' FROM generate_series(0, 99) i",
          "INSERT INTO sites SELECT 's' || i, 'c' || i % 100, 's', 'UTC' FROM generate_series(0,"
              + " 999) i",
          """
          INSERT INTO devices (id, serial, model, customer, site, lot, hardware_revision, attributes,
            registered_at)
          SELECT 'd-' || i, 'SN' || i, CASE WHEN i % 10 = 0 THEN 'pump-p2' ELSE 'gateway-x1' END,
            'c' || i % 100, 's' || i % 1000, 'L' || i % 500, chr(65 + i % 4),
            jsonb_build_object('floor', (i % 40)::text, 'line', 'l' || i % 7), now()
          FROM generate_series(1, DEVICES) i
          """
              .replace("DEVICES", Integer.toString(DEVICES)),
          """
          INSERT INTO device_firmware (device, version, from_at, to_at)
          SELECT number, '1.' || number % 9 || '.0', now() - interval '9 days', now() - interval '1 day'
          FROM devices
          UNION ALL
          SELECT number, '1.' || 1 + number % 9 || '.0', now() - interval '1 day', NULL FROM devices
          """,
          """
          INSERT INTO actions (device, release, state, created_at, changed_at)
          SELECT d.number, r.id, CASE WHEN d.number % 7 = 0 THEN 'FAILED' ELSE 'CONFIRMED' END, now(),
            now()
          FROM devices d JOIN releases r ON r.counter <= 1 + d.number % 9 AND r.counter % 4 = 0
          """,
          """
          INSERT INTO device_attributes
          SELECT number, jsonb_build_object('bootloader', '2.' || number % 12), false FROM devices
          """,
          """
          INSERT INTO device_facts
          SELECT number, ARRAY['temperature.high'], ARRAY['F-' || number],
            CASE WHEN number % 3000 = 7 THEN 'IN_REPAIR' END,
            CASE WHEN number % 3000 = 7 THEN 'F-' || number END
          FROM devices WHERE number % 1000 = 7
          """,
          "ANALYZE");

  @Test
  void a_large_fleet_is_judged_in_seconds() throws SQLException {
    try (var it = new RolloutFixture()) {
      List<Release> releases = new ArrayList<>();
      for (int i = 1; i <= 12; i++) {
        Release plain =
            it.release(
                "1." + i + ".0",
                i,
                i < 11 ? List.of() : List.of("A", "B", "C"),
                i < 11 ? List.of() : List.of("1.8.0", "1.9.0", "1.10.0"),
                ReleaseState.PUBLISHED);
        releases.add(mending(plain));
      }
      try (var connection = it.database.openJdbc();
          var statement = connection.createStatement()) {
        for (String sql : FLEET) {
          statement.execute(sql);
        }
      }
      Release target = releases.get(10);
      for (String filter :
          List.of(
              "",
              "firmware < 1.9 and not customer = c7",
              "ticket.symptom = temperature.high",
              "attribute.floor >= 20 and not (id like \"*7\" or lot in (L1, L2, L3))",
              "reported.bootloader = 2.5 and site.zone = UTC")) {
        time(it, filter, Candidates.of(target, Filter.parse(filter), releases).select());
      }
      int[] some = {1, 2, 3, 5, 8, 13};
      long took =
          time(
              it,
              "six of them",
              Candidates.of(target, Filter.ALL, releases).restrictedTo(some).select());
      assertTrue(took < 2_000, "six devices took " + took + " ms");
    }
  }

  private static Release mending(Release it) {
    return new Release(
        it.id(),
        it.model(),
        it.version(),
        it.counter(),
        it.kind(),
        it.state(),
        it.image(),
        it.format(),
        it.hardwareRevisions(),
        List.of("temperature.high"),
        Map.of(),
        it.steppingStones(),
        "2.3",
        it.createdAt(),
        it.publishedAt(),
        null);
  }

  private static long time(RolloutFixture it, String what, Select select) {
    long start = System.nanoTime();
    String sql =
        "SELECT count(*) AS n, count(*) FILTER (WHERE c.reason IS NULL) AS fit,"
            + " count(*) FILTER (WHERE c.urgent) AS urgent, count(c.path) AS ways FROM ("
            + select.sql()
            + ") c";
    Row row =
        Await.get(it.database.pool().preparedQuery(sql).execute(select.tuple())).iterator().next();
    long took = (System.nanoTime() - start) / 1_000_000;
    System.out.printf(
        "%,d devices, %s: %,d ms, of %,d %,d fit, %,d urgent, %,d by a way%n",
        DEVICES, what, took, row.getLong(0), row.getLong(1), row.getLong(2), row.getLong(3));
    if (what.isEmpty()) {
      assertEquals(DEVICES * 9L / 10, row.getLong("n"));
    }
    return took;
  }
}
