package dev.fieldcare.commands;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fieldcare.base.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder of labelled series in three layouts: {@code nab/data}, {@code series} and {@code
 * skab/data}. A part that is not there is empty; which series a part has is said by its file lists,
 * or, where there are none, by what lies in it.
 */
final class Recordings {
  private final Path folder;

  Recordings(Path folder) {
    this.folder = folder;
    if (!Files.isDirectory(folder)) {
      throw Problem.badInput("data.missing", "expected a folder of recordings, found no " + folder);
    }
    if (nab().isEmpty() && series().isEmpty() && skab().isEmpty()) {
      throw Problem.badInput(
          "data.empty",
          "expected series in nab/data, series or skab/data, found none in " + folder);
    }
  }

  List<String> nab() {
    return names(folder.resolve("nab"), "data", ".csv");
  }

  List<String> series() {
    return names(folder.resolve("series"), "", ".csv.gz");
  }

  /** Without the recording that has no fault and no labels, which the scorer does not ask for. */
  List<String> skab() {
    return names(folder.resolve("skab"), "data", ".csv").stream()
        .filter(name -> !name.startsWith("anomaly-free/"))
        .toList();
  }

  Recording readNab(String name) {
    return Recording.read(name, folder.resolve("nab/data").resolve(name), ',');
  }

  Recording readSeries(String name) {
    Path file = folder.resolve("series").resolve(name);
    Path packed = file.resolveSibling(file.getFileName() + ".gz");
    return Recording.read(name, Files.exists(packed) ? packed : file, ',');
  }

  Recording readSkab(String name) {
    return Recording.read(name, folder.resolve("skab/data").resolve(name), ';');
  }

  /** The first row of a series that is to be scored; those before are there to learn from. */
  int startRow(String name) {
    Path file = folder.resolve("series/start_row.json");
    if (!Files.exists(file)) {
      return 0;
    }
    try {
      JsonNode rows = new ObjectMapper().readTree(file.toFile());
      return rows.path(name).asInt(0);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static List<String> names(Path part, String data, String ending) {
    if (!Files.isDirectory(part)) {
      return List.of();
    }
    try (Stream<Path> beside = Files.list(part)) {
      List<Path> lists =
          beside
              .filter(each -> each.getFileName().toString().matches("files(_.*)?\\.txt"))
              .sorted()
              .toList();
      return lists.isEmpty() ? found(part.resolve(data), ending) : listed(lists);
    } catch (IOException e) {
      throw unreadable(part, e);
    }
  }

  private static List<String> listed(List<Path> lists) throws IOException {
    List<String> names = new ArrayList<>();
    for (Path list : lists) {
      for (String line : Files.readAllLines(list)) {
        if (!line.isBlank() && !line.startsWith("#")) {
          names.add(line.strip());
        }
      }
    }
    return names;
  }

  private static List<String> found(Path data, String ending) throws IOException {
    if (!Files.isDirectory(data)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(data)) {
      return files
          .filter(Files::isRegularFile)
          .map(each -> data.relativize(each).toString().replace('\\', '/'))
          .filter(name -> name.endsWith(ending))
          .map(name -> name.replaceFirst("\\.gz$", ""))
          .sorted()
          .toList();
    }
  }

  private static Problem unreadable(Path path, IOException e) {
    return new Problem(
        Problem.Kind.BAD_INPUT, "data.unreadable", "cannot read %s: %s".formatted(path, e), e);
  }
}
