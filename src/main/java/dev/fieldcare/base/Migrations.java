package dev.fieldcare.base;

import dev.fieldcare.base.Database.Coordinates;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * Brings a database's tables up to date with {@code db/migration} by Flyway, which is left asleep
 * when its own record shows that nothing is to be done: it takes most of a second to wake.
 */
final class Migrations {
  private static final String FOLDER = "db/migration";
  private static final Pattern FILE = Pattern.compile("V(\\d+)__\\w+\\.sql");

  private Migrations() {}

  static void apply(Coordinates coordinates, Connection connection) throws SQLException {
    if (applied(connection).equals(shipped())) {
      return;
    }
    migrate(coordinates, "latest");
  }

  /** As far as this migration and no further, in a database without tables. */
  static void to(Coordinates coordinates, int version) {
    migrate(coordinates, Integer.toString(version));
  }

  /** The last one that ships with this program. */
  static int newest() {
    return shipped().keySet().stream().mapToInt(Integer::parseInt).max().orElse(0);
  }

  private static void migrate(Coordinates coordinates, String target) {
    try {
      Flyway.configure()
          .dataSource(coordinates.jdbcUrl(), coordinates.user(), coordinates.password())
          .locations("classpath:" + FOLDER)
          .target(target)
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw Problem.unavailable(
          "database.migration",
          "the tables of " + coordinates + " cannot be brought up to date: " + e.getMessage(),
          e);
    }
  }

  /** Version and checksum of each migration that the database has had. */
  private static Map<String, Integer> applied(Connection connection) throws SQLException {
    var versions = new TreeMap<String, Integer>();
    try (Statement statement = connection.createStatement()) {
      try (ResultSet table =
          statement.executeQuery("SELECT to_regclass('flyway_schema_history') IS NOT NULL")) {
        if (!table.next() || !table.getBoolean(1)) {
          return versions;
        }
      }
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT version, checksum FROM flyway_schema_history WHERE success")) {
        while (rows.next()) {
          versions.put(String.valueOf(rows.getString(1)), rows.getInt(2));
        }
      }
    }
    return versions;
  }

  private static Map<String, Integer> shipped() {
    var versions = new TreeMap<String, Integer>();
    try {
      for (String name : names()) {
        Matcher file = FILE.matcher(name);
        if (file.matches()) {
          versions.put(file.group(1), checksum(name));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return versions;
  }

  private static List<String> names() throws IOException {
    URL folder = Migrations.class.getClassLoader().getResource(FOLDER);
    if (folder == null) {
      return List.of();
    }
    if (folder.openConnection() instanceof JarURLConnection jar) {
      try (Stream<String> entries =
          jar.getJarFile().stream()
              .map(entry -> entry.getName())
              .filter(name -> name.startsWith(FOLDER + "/"))
              .map(name -> name.substring(FOLDER.length() + 1))) {
        return entries.toList();
      }
    }
    try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
      return files.map(file -> String.valueOf(file.getFileName())).toList();
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }

  /** As Flyway reckons it: CRC-32 over the lines without their ends. */
  private static int checksum(String name) throws IOException {
    var crc = new CRC32();
    var resource = Migrations.class.getClassLoader().getResourceAsStream(FOLDER + "/" + name);
    if (resource == null) {
      return 0;
    }
    try (var reader = new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
      reader.lines().forEach(line -> crc.update(line.getBytes(StandardCharsets.UTF_8)));
    }
    return (int) crc.getValue();
  }
}
