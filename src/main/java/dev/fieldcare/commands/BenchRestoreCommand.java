package dev.fieldcare.commands;

import dev.fieldcare.Settings;
import dev.fieldcare.base.DatabaseRebuild;
import dev.fieldcare.base.DatabaseVisit;
import dev.fieldcare.base.backup.Backup;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How long it takes to back up an installation with a history, and to restore it. */
@Command(
    name = "restore",
    mixinStandardHelpOptions = true,
    description = "Backs up a server of its own with very many readings and tickets; restores it.")
final class BenchRestoreCommand implements Callable<Integer> {
  private static final int DAYS = 10;
  private static final int DEVICES = 1_000;

  /** Messages of a thousand devices, each with two values, spread over a day. */
  private static final String READINGS =
      """
      INSERT INTO readings (ts, arrival, device, metric_set, vals)
      SELECT %1$d + i / %3$d * (86400000 / greatest(1, %2$d / %3$d)), (%1$d + i) * 1000, i %% %3$d,
        s.id, ARRAY[20 + (i %% 977) / 31.0, -60 - i %% 30]::float8[]
      FROM generate_series(0, %2$d - 1) i,
        (SELECT id FROM metric_sets WHERE names = '{rssi,temperature}') s
      """;

  @Option(names = "--readings", defaultValue = "10000000", description = "${DEFAULT-VALUE}")
  private int readings;

  @Option(names = "--tickets", defaultValue = "100000", description = "${DEFAULT-VALUE}")
  private int tickets;

  @Option(names = "--json", description = "End with one JSON object on standard output.")
  private boolean json;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  BenchRestoreCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException, SQLException {
    Path home = Path.of(System.getProperty("fieldcare.home", "."));
    Path scratch = Files.createTempDirectory("fieldcare-restore-");
    try (ScratchServer server = ScratchServer.start(home, Map.of())) {
      try (Connection database = server.database()) {
        write(database);
        SeededTickets.write(database, tickets);
      }
      Path file = scratch.resolve("bench.fcbackup");
      var progress = new BackupProgress(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
      long began = System.nanoTime();
      Backup backup;
      try (DatabaseVisit visit = visit(home, server.directory().resolve("data"))) {
        backup = Backup.write(file, visit, Map.of(), Instant.now(), progress);
      }
      double written = seconds(began);
      began = System.nanoTime();
      Settings there = settings(home, scratch.resolve("data"));
      try (var database = DatabaseRebuild.of(there.database(), there.dataDirectory())) {
        Backup.open(file).into(database, progress);
      }
      tell(backup, Files.size(file), written, seconds(began));
      return 0;
    } finally {
      delete(scratch);
    }
  }

  private static Settings settings(Path home, Path data) {
    return Settings.load(home, Map.of())
        .with(Map.of("data.dir", data.toString(), "database.port", "0"));
  }

  private static DatabaseVisit visit(Path home, Path data) {
    Settings settings = settings(home, data);
    return DatabaseVisit.of(settings.database(), settings.dataDirectory());
  }

  private void write(Connection database) throws SQLException {
    try (Statement sql = database.createStatement()) {
      sql.execute("SET synchronous_commit = off");
      sql.execute(
          "INSERT INTO metric_sets (names) VALUES ('{rssi,temperature}') ON CONFLICT DO NOTHING");
      LocalDate today = LocalDate.now(ZoneOffset.UTC);
      for (int day = DAYS; day > 0; day--) {
        LocalDate date = today.minusDays(day);
        sql.execute(
            "CREATE TABLE IF NOT EXISTS readings_%s PARTITION OF readings FOR VALUES FROM (%d) TO (%d)"
                .formatted(DateTimeFormatter.BASIC_ISO_DATE.format(date), start(date), end(date)));
        sql.execute(READINGS.formatted(start(date), readings / DAYS, DEVICES));
        System.err.printf(
            Locale.ROOT, "%,d readings written%n", readings / DAYS * (DAYS - day + 1L));
      }
    }
  }

  private static long start(LocalDate date) {
    return date.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
  }

  private static long end(LocalDate date) {
    return start(date.plusDays(1));
  }

  private static double seconds(long began) {
    return Math.round((System.nanoTime() - began) / 1e8) / 10.0;
  }

  private void tell(Backup backup, long bytes, double written, double restored) {
    System.err.printf(
        Locale.ROOT,
        "%,d rows backed up in %.1f s to %,d MB, restored in %.1f s%n",
        backup.manifest().rows(),
        written,
        bytes / 1_000_000,
        restored);
    if (json) {
      System.out.println(
          new JsonObject()
              .put("readings", readings)
              .put("tickets", tickets)
              .put("rows", backup.manifest().rows())
              .put("bytes", bytes)
              .put("secondsToBackUp", written)
              .put("secondsToRestore", restored)
              .encode());
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
