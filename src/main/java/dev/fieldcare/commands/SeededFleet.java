package dev.fieldcare.commands;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A fleet of the model {@code bench} in a server's database, put there past the server, which is to
 * be started again then: each device with a lot, a site, a token, a firmware and five levels of
 * parts down to two wafers that it shares with others.
 */
final class SeededFleet {
  private static final List<String> PLACES =
      List.of(
          "INSERT INTO customers (id, name) SELECT 'c-' || n, 'c-' || n"
              + " FROM generate_series(0, 199) n",
          "INSERT INTO sites (id, customer, name) SELECT 's-' || n, 'c-' || n % 200, 's-' || n"
              + " FROM generate_series(0, 499) n",
          "INSERT INTO units (serial, kind, lot, created_at) SELECT 'wafer-' || n, 'MATERIAL_LOT',"
              + " 'wafer-' || n, now() FROM generate_series(0, 199) n");

  private static final String TOKENS =
      """
      INSERT INTO device_tokens (sha256, device, created)
      SELECT sha256(convert_to('token-of-' || id, 'UTF8')), number, now() FROM devices
      """;

  private static final String FIRMWARE =
      """
      INSERT INTO device_firmware (device, version, from_at)
      SELECT number, '2.' || number * 31 % 5 || '.0', registered_at FROM devices
      """;

  private static final String UNITS =
      """
      INSERT INTO units (serial, kind, part_no, lot, created_at)
      SELECT '%1$s-' || id, 'COMPONENT', '%1$s', '%1$s-lot-' || number * %2$d %% %3$d, now()
      FROM devices
      """;

  private SeededFleet() {}

  static String token(String device) {
    return "token-of-" + device;
  }

  static void sow(Connection database, int devices) throws SQLException {
    try (Statement sql = database.createStatement()) {
      for (String each : PLACES) {
        sql.execute(each);
      }
      sql.execute(
          """
          INSERT INTO devices (id, serial, model, customer, site, lot, registered_at)
          SELECT 'bench-' || lpad(n::text, 5, '0'), 'bench-' || lpad(n::text, 5, '0'), 'bench',
            'c-' || n * 7919 %% 500 %% 200, 's-' || n * 7919 %% 500, 'L-' || n * 6101 %% 250,
            now() - interval '1 day' * (30 + n * 104729 %% 300)
          FROM generate_series(0::bigint, %d - 1) n
          """
              .formatted(devices));
      sql.execute(TOKENS);
      sql.execute(FIRMWARE);
      sql.execute(
          "INSERT INTO units (serial, kind, lot, created_at)"
              + " SELECT serial, 'DEVICE', lot, registered_at FROM devices");
      sql.execute(UNITS.formatted("drive", 7907, 100));
      sql.execute(UNITS.formatted("board", 6421, 150));
      sql.execute(UNITS.formatted("chipa", 5003, 300));
      sql.execute(UNITS.formatted("chipb", 4001, 300));
      sql.execute(UNITS.formatted("die", 3001, 400));
      sql.execute("ANALYZE units");
      into(sql, "d.serial", part("drive"));
      into(sql, part("drive"), part("board"));
      into(sql, part("board"), part("chipa"));
      into(sql, part("board"), part("chipb"));
      into(sql, part("chipa"), part("die"));
      into(sql, part("die"), "'wafer-' || d.number * 17 % 200");
      into(sql, part("chipb"), "'wafer-' || d.number * 23 % 200");
      sql.execute("ANALYZE");
    }
  }

  /** Waits until the server says in its log that it has read what is inside the devices. */
  static void awaitRead(Path directory, Duration longest) throws IOException, InterruptedException {
    long end = System.nanoTime() + longest.toNanos();
    while (System.nanoTime() < end) {
      if (Files.readString(directory.resolve("server.log")).contains("what is inside ")) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  private static String part(String name) {
    return "'" + name + "-' || d.id";
  }

  private static void into(Statement sql, String parent, String child) throws SQLException {
    sql.execute(
        """
        INSERT INTO assemblies (parent, child, from_at, by_process, recorded_at, recorded_by)
        SELECT p.number, c.number, d.registered_at, 'S-' || d.number * 13 %% 40 || ' by li', now(),
          'bench'
        FROM devices d JOIN units p ON p.serial = %s JOIN units c ON c.serial = %s
        """
            .formatted(parent, child));
  }
}
