package dev.fieldcare.commands;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A production of years, written straight into a scratch database; the same every time. A device
 * has a drive, that a board, that two chips, one of them a die; die and other chip are of a wafer:
 * seven edges, five levels deep.
 */
final class SeededGenealogy {
  private static final int EDGES_EACH = 7;
  private static final int DEVICES_AT_ONCE = 20_000;

  /** About so many devices share a wafer. */
  private static final int DEVICES_A_WAFER = 200;

  static final int STATIONS = 40;
  static final int OPERATORS = 300;
  static final int SUPPLIERS = 20;

  private SeededGenealogy() {}

  static int devices(int edges) {
    return Math.max(1, edges / EDGES_EACH);
  }

  static int wafers(int edges) {
    return Math.max(1, devices(edges) / DEVICES_A_WAFER);
  }

  /** Every device is registered, to one of 500 customers, and has three process records. */
  static void write(Connection database, int edges) throws SQLException {
    int devices = devices(edges);
    int wafers = wafers(edges);
    try (Statement sql = database.createStatement()) {
      sql.execute(
          "INSERT INTO units (serial, kind, lot, supplier, created_at)"
              + " SELECT 'wafer-' || n, 'MATERIAL_LOT', 'wafer-' || n, 'supplier-' || n % "
              + SUPPLIERS
              + ", now() FROM generate_series(0, "
              + (wafers - 1)
              + ") n");
      for (int first = 1; first <= devices; first += DEVICES_AT_ONCE) {
        int last = Math.min(devices, first + DEVICES_AT_ONCE - 1);
        for (String each : statements(first, last, wafers)) {
          sql.execute(each);
        }
        System.err.printf(Locale.ROOT, "%,d of %,d devices written%n", last, devices);
      }
      sql.execute("ANALYZE units, assemblies, process_records, made_units");
    }
  }

  private static List<String> statements(int first, int last, int wafers) {
    var all = new ArrayList<String>();
    all.add(units(first, last, "device", "DEVICE"));
    for (String part : List.of("drive", "board", "chipa", "chipb", "die")) {
      all.add(units(first, last, part, "COMPONENT"));
    }
    all.add(edges(first, last, "device", "'drive-' || n"));
    all.add(edges(first, last, "drive", "'board-' || n"));
    all.add(edges(first, last, "board", "'chipa-' || n"));
    all.add(edges(first, last, "board", "'chipb-' || n"));
    all.add(edges(first, last, "chipa", "'die-' || n"));
    all.add(edges(first, last, "chipb", "'wafer-' || (n + 7) % " + wafers));
    all.add(edges(first, last, "die", "'wafer-' || n % " + wafers));
    for (String step : List.of("solder", "assemble", "final test")) {
      all.add(
          "INSERT INTO process_records (unit, operation, station, responsible, at, program,"
              + " result, recorded_at, recorded_by) SELECT 'device-' || n, '"
              + step
              + "', 'ST-' || n % "
              + STATIONS
              + ", 'op-' || n % "
              + OPERATORS
              + ", '2026-01-01Z'::timestamptz + n * interval '1 minute', 'p-1', 'PASSED', now(),"
              + " 'bench' FROM generate_series("
              + first
              + ", "
              + last
              + ") n");
    }
    all.add(
        "INSERT INTO made_units (serial, model, line, lot, state, made_at)"
            + " SELECT 'device-' || n, 'gateway-x1', 'A', 'lot-' || n / 500, 'SHIPPED', now()"
            + " FROM generate_series("
            + first
            + ", "
            + last
            + ") n");
    return all;
  }

  private static String units(int first, int last, String name, String kind) {
    return "INSERT INTO units (serial, kind, supplier, created_at) SELECT '%s-' || n, '%s',%s now() FROM generate_series(%d, %d) n"
        .formatted(
            name,
            kind,
            kind.equals("DEVICE") ? " NULL," : " 'supplier-' || n % " + SUPPLIERS + ",",
            first,
            last);
  }

  private static String edges(int first, int last, String parent, String child) {
    return """
    INSERT INTO assemblies (parent, child, from_at, by_process, recorded_at, recorded_by)
    SELECT p.number, c.number, '2026-01-01Z'::timestamptz + n * interval '1 minute',
      'ST-' || n %% %d || ' by op-' || n %% %d, now(), 'bench'
    FROM generate_series(%d, %d) n
    JOIN units p ON p.serial = '%s-' || n JOIN units c ON c.serial = %s
    """
        .formatted(STATIONS, OPERATORS, first, last, parent, child);
  }
}
