package dev.fieldcare.registry;

import dev.fieldcare.base.Nearest;
import dev.fieldcare.base.Problem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.DuplicateHeaderMode;
import org.jspecify.annotations.Nullable;

/**
 * A CSV file of things with ids: a header that names its columns, in any order. Separated by comma
 * or, if the header has more of them, semicolon; a byte order mark is passed over.
 *
 * @param columns those there may be
 * @param needed those there must be
 * @param free the beginning of further columns, as in {@code attr.}; null for none
 */
public record Csv(List<String> columns, List<String> needed, @Nullable String free) {
  private static final String CODE = "csv.invalid";
  private static final int MOST_LINES = 100_000;
  private static final int LONGEST_HEADER = 8_000;
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  /**
   * One line.
   *
   * @param number of the line in the file, the header being 1
   * @param id what stands in the column of that name, or nothing
   * @param values by column, without those that are blank
   * @param refusal why it cannot be read
   */
  public record Row(long number, String id, Map<String, String> values, @Nullable String refusal) {}

  /**
   * @throws Problem when the file as a whole cannot be read; a faulty line is in the list
   */
  public List<Row> read(Reader csv) {
    try {
      var text = new BufferedReader(csv);
      CSVFormat format =
          CSVFormat.RFC4180
              .builder()
              .setDelimiter(delimiter(text))
              .setHeader()
              .setDuplicateHeaderMode(DuplicateHeaderMode.DISALLOW)
              .setSkipHeaderRecord(true)
              .setTrim(true)
              .setIgnoreEmptyLines(true)
              .get();
      var rows = new ArrayList<Row>();
      try (CSVParser parser = CSVParser.parse(text, format)) {
        checkHeader(parser.getHeaderNames());
        for (CSVRecord line : parser) {
          if (rows.size() >= MOST_LINES) {
            throw invalid("at most " + MOST_LINES + " lines", "more");
          }
          rows.add(row(line, parser.getCurrentLineNumber()));
        }
      }
      return rows;
    } catch (IOException | UncheckedIOException | IllegalStateException e) {
      throw invalid("CSV", String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException e) {
      throw invalid("a header that names each column once", String.valueOf(e.getMessage()));
    }
  }

  /** Passes over a byte order mark; otherwise leaves the text where it was. */
  private static char delimiter(BufferedReader text) throws IOException {
    text.mark(1);
    if (text.read() != BYTE_ORDER_MARK) {
      text.reset();
    }
    text.mark(LONGEST_HEADER + 1);
    int commas = 0;
    int semicolons = 0;
    for (int read = 0; read < LONGEST_HEADER; read++) {
      int c = text.read();
      if (c < 0 || c == '\n' || c == '\r') {
        break;
      }
      commas += c == ',' ? 1 : 0;
      semicolons += c == ';' ? 1 : 0;
    }
    text.reset();
    return semicolons > commas ? ';' : ',';
  }

  private void checkHeader(List<String> header) {
    for (String column : header) {
      boolean isFree = free != null && column.startsWith(free) && column.length() > free.length();
      if (!isFree && !columns.contains(column)) {
        throw invalid(
            "columns "
                + String.join(", ", columns)
                + (free == null ? "" : " or " + free + "<name>"),
            column + Nearest.hint(column, columns));
      }
    }
    for (String column : needed) {
      if (!header.contains(column)) {
        throw invalid("a column " + column, "the header " + String.join(", ", header));
      }
    }
  }

  private static Row row(CSVRecord line, long number) {
    String id = line.isSet("id") ? line.get("id") : "";
    if (!line.isConsistent()) {
      Problem problem = invalid("as many fields as the header has", line.size() + " fields");
      return new Row(number, id, Map.of(), problem.message());
    }
    var values = new LinkedHashMap<String, String>();
    line.toMap()
        .forEach(
            (column, value) -> {
              if (!value.isBlank()) {
                values.put(column, value);
              }
            });
    return new Row(number, id, values, null);
  }

  private static Problem invalid(String expected, String found) {
    return Problem.badInput(CODE, "CSV: expected " + expected + ", found " + found);
  }
}
