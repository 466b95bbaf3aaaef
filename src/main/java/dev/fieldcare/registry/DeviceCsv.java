package dev.fieldcare.registry;

import dev.fieldcare.base.Nearest;
import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.CsvImport.Line;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.DuplicateHeaderMode;
import org.jspecify.annotations.Nullable;

/**
 * Devices as CSV: a header of {@code id,serial,model,name,customer,site,lot,via,hardwareRevision}
 * in any order, of which id and model are needed, and {@code attr.x} for attribute x. Separated by
 * comma or, if the header has more of them, semicolon; a byte order mark is passed over.
 */
final class DeviceCsv {
  private static final String CODE = "csv.invalid";
  private static final int MOST_LINES = 100_000;
  private static final int LONGEST_HEADER = 8_000;
  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final List<String> COLUMNS =
      Registration.KEYS.stream().filter(key -> !key.equals("attributes")).toList();

  /** A line that could be read, or why not. */
  record Read(
      long number, String id, @Nullable Registration registration, @Nullable String refusal) {}

  private DeviceCsv() {}

  static Future<CsvImport> importInto(
      Devices devices, Arrivals arrivals, Reader csv, boolean dryRun, String actor) {
    List<Read> lines;
    try {
      lines = gatewaysFirst(parse(csv)).stream().map(line -> checked(line, arrivals)).toList();
    } catch (Problem e) {
      return Future.failedFuture(e);
    }
    boolean isRefused = lines.stream().anyMatch(line -> line.refusal != null);
    if (isRefused || dryRun) {
      return Future.succeededFuture(outcome(dryRun, lines, Map.of()));
    }
    var registrations = new ArrayList<Registration>();
    lines.forEach(
        line -> java.util.Optional.ofNullable(line.registration).ifPresent(registrations::add));
    return devices
        .registerAll(registrations, actor)
        .map(
            registered -> {
              var tokens = new HashMap<String, String>();
              registered.forEach(each -> tokens.put(each.device().id(), each.token()));
              return outcome(false, lines, tokens);
            });
  }

  private static CsvImport outcome(boolean dryRun, List<Read> lines, Map<String, String> tokens) {
    return new CsvImport(
        dryRun,
        lines.stream()
            .sorted(java.util.Comparator.comparingLong(Read::number))
            .map(line -> new Line(line.number, line.id, tokens.get(line.id), line.refusal))
            .toList());
  }

  private static Read checked(Read line, Arrivals arrivals) {
    if (line.registration == null) {
      return line;
    }
    try {
      arrivals.check(line.registration);
      return line;
    } catch (Problem e) {
      return new Read(line.number, line.id, null, e.message());
    }
  }

  /** Reordered so that what others report through comes before them. */
  static List<Read> gatewaysFirst(List<Read> lines) {
    var byId = new LinkedHashMap<String, Read>();
    lines.forEach(line -> byId.putIfAbsent(line.id, line));
    var ordered = new ArrayList<Read>();
    Set<Read> placed = new HashSet<>();
    for (Read line : lines) {
      var chain = new ArrayList<Read>();
      for (Read at = line; at != null && placed.add(at); at = gatewayOf(at, byId)) {
        chain.add(at);
      }
      ordered.addAll(chain.reversed());
    }
    return ordered;
  }

  private static @Nullable Read gatewayOf(Read line, Map<String, Read> byId) {
    String via = line.registration == null ? null : line.registration.via();
    return via == null ? null : byId.get(via);
  }

  /**
   * @throws Problem when the file as a whole cannot be read; a faulty line is in the list
   */
  static List<Read> parse(Reader csv) {
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
      var lines = new ArrayList<Read>();
      try (CSVParser parser = CSVParser.parse(text, format)) {
        checkHeader(parser.getHeaderNames());
        for (CSVRecord line : parser) {
          if (lines.size() >= MOST_LINES) {
            throw invalid("at most " + MOST_LINES + " devices", "more");
          }
          lines.add(read(line, parser.getCurrentLineNumber()));
        }
      }
      return lines;
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

  private static void checkHeader(List<String> header) {
    for (String column : header) {
      boolean isKnown =
          COLUMNS.contains(column) || (column.startsWith("attr.") && column.length() > 5);
      if (!isKnown) {
        throw invalid(
            "columns " + String.join(", ", COLUMNS) + " or attr.<name>",
            column + Nearest.hint(column, COLUMNS));
      }
    }
    for (String needed : List.of("id", "model")) {
      if (!header.contains(needed)) {
        throw invalid("a column " + needed, "the header " + String.join(", ", header));
      }
    }
  }

  private static Read read(CSVRecord line, long number) {
    String id = line.isSet("id") ? line.get("id") : "";
    try {
      if (!line.isConsistent()) {
        throw invalid("as many fields as the header has", line.size() + " fields");
      }
      var json = new JsonObject();
      var attributes = new JsonObject();
      line.toMap()
          .forEach(
              (column, value) -> {
                if (value.isBlank()) {
                  return;
                }
                if (column.startsWith("attr.")) {
                  attributes.put(column.substring("attr.".length()), value);
                } else {
                  json.put(column, value);
                }
              });
      return new Read(number, id, Registration.fromJson(json.put("attributes", attributes)), null);
    } catch (Problem e) {
      return new Read(number, id, null, e.message());
    }
  }

  private static Problem invalid(String expected, String found) {
    return Problem.badInput(CODE, "CSV: expected " + expected + ", found " + found);
  }
}
