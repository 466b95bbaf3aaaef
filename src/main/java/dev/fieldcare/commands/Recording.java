package dev.fieldcare.commands;

import dev.fieldcare.base.Problem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * One recorded series of a device: a stamp and a row of values for each line of a table.
 *
 * @param name folder and file, as the scorers call it ({@code realTraffic/speed_7578.csv})
 * @param metrics the columns that are measurements; labels are left out
 * @param stamps as written in the file
 * @param times the same, epoch milliseconds, read as UTC
 */
record Recording(
    String name, List<String> metrics, List<String> stamps, long[] times, double[][] rows) {
  /** What people said of the rows afterwards: no detector may see it. */
  private static final Set<String> LABELS = Set.of("anomaly", "changepoint", "label");

  /** Reads a table, gzipped if it is named so; the first column is the stamp. */
  static Recording read(String name, Path file, char separator) {
    try (BufferedReader reader = open(file)) {
      String heading = reader.readLine();
      if (heading == null) {
        throw bad(file, 1, "a line of column names", "an empty file");
      }
      String cut = java.util.regex.Pattern.quote(String.valueOf(separator));
      String[] columns = heading.strip().split(cut, -1);
      List<Integer> measured = new ArrayList<>();
      for (int i = 1; i < columns.length; i++) {
        if (!LABELS.contains(columns[i].strip())) {
          measured.add(i);
        }
      }
      if (measured.isEmpty()) {
        throw bad(file, 1, "a stamp and at least one measured column", heading);
      }
      List<String> stamps = new ArrayList<>();
      List<double[]> rows = new ArrayList<>();
      List<Long> times = new ArrayList<>();
      int number = 1;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        if (line.isBlank()) {
          continue;
        }
        String[] cells = line.strip().split(cut, -1);
        if (cells.length != columns.length) {
          throw bad(file, number, columns.length + " cells", cells.length + ": " + line);
        }
        stamps.add(cells[0]);
        times.add(millis(file, number, cells[0]));
        double[] row = new double[measured.size()];
        for (int i = 0; i < row.length; i++) {
          row[i] = number(file, number, cells[measured.get(i)]);
        }
        rows.add(row);
      }
      return new Recording(
          name,
          measured.stream().map(i -> columns[i].strip()).toList(),
          List.copyOf(stamps),
          times.stream().mapToLong(Long::longValue).toArray(),
          rows.toArray(new double[0][]));
    } catch (IOException e) {
      throw new Problem(
          Problem.Kind.BAD_INPUT,
          "recording.unreadable",
          "expected a recorded series in %s, found: %s".formatted(file, e),
          e);
    }
  }

  int size() {
    return rows.length;
  }

  private static BufferedReader open(Path file) throws IOException {
    InputStream bytes = Files.newInputStream(file);
    boolean isPacked = file.getFileName().toString().endsWith(".gz");
    return new BufferedReader(
        new InputStreamReader(
            isPacked ? new GZIPInputStream(bytes) : bytes, StandardCharsets.UTF_8));
  }

  private static long millis(Path file, int line, String stamp) {
    String whole = stamp.strip().replace("\"", "").replace(' ', 'T');
    try {
      return LocalDateTime.parse(whole.length() > 19 ? whole.substring(0, 19) : whole)
          .toInstant(ZoneOffset.UTC)
          .toEpochMilli();
    } catch (DateTimeParseException e) {
      throw bad(file, line, "a stamp like 2014-04-01 00:00:00", stamp);
    }
  }

  /** An empty cell and NaN are a value that is missing. */
  private static double number(Path file, int line, String cell) {
    try {
      return cell.isBlank() ? Double.NaN : Double.parseDouble(cell.strip());
    } catch (NumberFormatException e) {
      throw bad(file, line, "a number", cell);
    }
  }

  private static Problem bad(Path file, int line, String expected, String found) {
    return Problem.badInput(
        "recording.malformed",
        "expected %s, found %s (%s line %d)".formatted(expected, found, file, line));
  }
}
