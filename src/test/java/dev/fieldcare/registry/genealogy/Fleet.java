package dev.fieldcare.registry.genealogy;

import java.util.ArrayList;
import java.util.List;

/** A fleet of which each device holds a drive, of it a board, two chips, a die and its wafer. */
final class Fleet {
  static final int LOTS = 200;

  private Fleet() {}

  static List<String> statements(int devices) {
    var sql = new ArrayList<String>();
    sql.add(
        "INSERT INTO units (serial, kind, lot, created_at) SELECT 'wafer-' || n, 'MATERIAL_LOT',"
            + " 'wafer-' || n, now() FROM generate_series(0, "
            + (LOTS - 1)
            + ") n");
    sql.add(units(devices, "device", "DEVICE"));
    for (String part : List.of("drive", "board", "chipa", "chipb", "die")) {
      sql.add(units(devices, part, "COMPONENT"));
    }
    sql.add(edges(devices, "device", "drive"));
    sql.add(edges(devices, "drive", "board"));
    sql.add(edges(devices, "board", "chipa"));
    sql.add(edges(devices, "board", "chipb"));
    sql.add(edges(devices, "chipa", "die"));
    sql.add(into(devices, "chipb", "'wafer-' || (n + 7) % " + LOTS));
    sql.add(into(devices, "die", "'wafer-' || n % " + LOTS));
    sql.add("ANALYZE units, assemblies");
    return sql;
  }

  private static String units(int devices, String name, String kind) {
    return "INSERT INTO units (serial, kind, created_at) SELECT '%s-' || n, '%s', now() FROM generate_series(1, %d) n"
        .formatted(name, kind, devices);
  }

  private static String edges(int devices, String parent, String child) {
    return into(devices, parent, "'" + child + "-' || n");
  }

  private static String into(int devices, String parent, String child) {
    return """
        INSERT INTO assemblies (parent, child, from_at, recorded_at, recorded_by)
        SELECT p.number, c.number, '2026-01-01Z', now(), 'test' FROM generate_series(1, %d) n
        JOIN units p ON p.serial = '%s-' || n JOIN units c ON c.serial = %s
        """
        .formatted(devices, parent, child);
  }
}
