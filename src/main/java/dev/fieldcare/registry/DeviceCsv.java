package dev.fieldcare.registry;

import dev.fieldcare.base.Problem;
import dev.fieldcare.registry.CsvImport.Line;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.Reader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Devices as CSV: a header of {@code id,serial,model,name,customer,site,lot,via,hardwareRevision}
 * in any order, of which id and model are needed, and {@code attr.x} for attribute x; as {@link
 * Csv} has it.
 */
final class DeviceCsv {
  private static final String ATTRIBUTE = "attr.";
  private static final Csv FORM =
      new Csv(
          Registration.KEYS.stream().filter(key -> !key.equals("attributes")).toList(),
          List.of("id", "model"),
          ATTRIBUTE);

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
    return FORM.read(csv).stream().map(DeviceCsv::read).toList();
  }

  private static Read read(Csv.Row row) {
    if (row.refusal() != null) {
      return new Read(row.number(), row.id(), null, row.refusal());
    }
    var json = new JsonObject();
    var attributes = new JsonObject();
    row.values()
        .forEach(
            (column, value) -> {
              if (column.startsWith(ATTRIBUTE)) {
                attributes.put(column.substring(ATTRIBUTE.length()), value);
              } else {
                json.put(column, value);
              }
            });
    try {
      var registration = Registration.fromJson(json.put("attributes", attributes));
      return new Read(row.number(), row.id(), registration, null);
    } catch (Problem e) {
      return new Read(row.number(), row.id(), null, e.message());
    }
  }
}
