package dev.fieldcare.simulator.replay;

import dev.fieldcare.simulator.Failure;
import dev.fieldcare.simulator.link.Measurement;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a recorded series row by row: a header, then a time and one value or several, separated by
 * commas or semicolons. Times are sent as they stand, repeats and all.
 */
final class SeriesReader implements AutoCloseable {
  private static final Set<String> TIME_COLUMNS = Set.of("timestamp", "datetime", "time", "ts");

  private final BufferedReader reader;
  private final String separator;
  private final List<String> metrics;
  private long line = 1;

  /**
   * @param metric what to call the one value column; absent: {@code value}, or the columns' names
   */
  SeriesReader(Path file, @Nullable String metric) throws IOException {
    this(open(file), file.toString(), metric);
  }

  SeriesReader(BufferedReader reader, String name, @Nullable String metric) throws IOException {
    this.reader = reader;
    String header = reader.readLine();
    String text = header == null ? "" : header.strip().replace("\uFEFF", "");
    separator = text.contains(";") ? ";" : ",";
    List<String> columns = List.of(text.split(separator, -1));
    String first = columns.getFirst().strip().toLowerCase(Locale.ROOT);
    if (columns.size() < 2 || !TIME_COLUMNS.contains(first)) {
      throw new Failure(
          name + ": expected the header \"timestamp,value\", found \"" + shorten(text) + "\"");
    }
    if (metric != null && columns.size() > 2) {
      throw new Failure(
          name + ": --metric names one column, found " + (columns.size() - 1) + " of values");
    }
    metrics =
        metric != null
            ? List.of(metric)
            : columns.stream().skip(1).map(String::strip).map(SeriesReader::asMetric).toList();
  }

  private static BufferedReader open(Path file) throws IOException {
    InputStream bytes = Files.newInputStream(file);
    if (file.toString().endsWith(".gz")) {
      bytes = new GZIPInputStream(bytes);
    }
    return new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8));
  }

  private static String asMetric(String column) {
    return column.replaceAll("[^A-Za-z0-9_.-]", "_");
  }

  /** The next row; empty at the end. Blank lines are passed over. */
  Optional<Row> next() throws IOException {
    while (true) {
      String text = reader.readLine();
      if (text == null) {
        return Optional.empty();
      }
      line++;
      if (!text.isBlank()) {
        return Optional.of(parse(text));
      }
    }
  }

  private Row parse(String text) {
    String[] cells = text.split(separator, -1);
    if (cells.length != metrics.size() + 1) {
      return bad("expected " + (metrics.size() + 1) + " columns, found " + cells.length, text);
    }
    OptionalLong ts = Timestamps.parse(cells[0].strip());
    if (ts.isEmpty()) {
      return bad("expected a time such as 2014-07-06 20:10:00", cells[0]);
    }
    var names = new ArrayList<String>();
    var values = new double[metrics.size()];
    int count = 0;
    for (int i = 0; i < metrics.size(); i++) {
      String cell = cells[i + 1].strip();
      if (cell.isEmpty() && metrics.size() > 1) {
        continue; // this metric was not measured then
      }
      Optional<Double> value = number(cell);
      if (value.isEmpty()) {
        return bad("expected a finite number for " + metrics.get(i), cell);
      }
      names.add(metrics.get(i));
      values[count++] = value.get();
    }
    if (count == 0) {
      return bad("expected at least one value", text);
    }
    boolean all = count == values.length;
    return new Row.Good(
        new Measurement(
            ts.getAsLong(),
            line - 1,
            all ? metrics : names,
            all ? values : java.util.Arrays.copyOf(values, count)));
  }

  private Row bad(String expected, String found) {
    return new Row.Bad(line, expected + ", found \"" + shorten(found) + "\"");
  }

  private static Optional<Double> number(String cell) {
    try {
      double value = Double.parseDouble(cell);
      return Double.isFinite(value) && !cell.matches(".*[dDfF]") && !cell.startsWith("0x")
          ? Optional.of(value)
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static String shorten(String text) {
    return text.length() <= 60 ? text : text.substring(0, 60) + "…";
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
