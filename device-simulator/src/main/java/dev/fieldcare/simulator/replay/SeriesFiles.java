package dev.fieldcare.simulator.replay;

import dev.fieldcare.simulator.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds recorded series and names a device for each. */
public final class SeriesFiles {
  private static final int LONGEST_ID = 64;

  private SeriesFiles() {}

  /** The files given, and the .csv and .csv.gz files below the folders given, in order. */
  public static List<Path> find(List<Path> given) {
    var files = new ArrayList<Path>();
    for (Path each : given) {
      if (Files.isDirectory(each)) {
        try (var walk = Files.walk(each)) {
          walk.filter(file -> file.toString().matches(".*\\.csv(\\.gz)?"))
              .filter(Files::isRegularFile)
              .sorted()
              .forEach(files::add);
        } catch (IOException e) {
          throw new Failure("cannot read the folder " + each + ": " + e.getMessage());
        }
      } else if (Files.isReadable(each)) {
        files.add(each);
      } else {
        throw new Failure("no such file: " + each);
      }
    }
    if (files.isEmpty()) {
      throw new Failure("no .csv or .csv.gz file in " + given);
    }
    return files;
  }

  /** A device id for every file, from its name; from its folder's too where names repeat. */
  public static Map<Path, String> deviceIds(List<Path> files) {
    var count = new HashMap<String, Integer>();
    files.forEach(each -> count.merge(id(name(each)), 1, Integer::sum));
    var ids = new LinkedHashMap<Path, String>();
    var owners = new HashMap<String, Path>();
    for (Path each : files) {
      String plain = id(name(each));
      boolean repeats = count.getOrDefault(plain, 0) > 1;
      String chosen = repeats ? id(folder(each) + "-" + name(each)) : plain;
      Path owner = owners.putIfAbsent(chosen, each);
      if (owner != null) {
        throw new Failure(
            owner + " and " + each + " would both be device " + chosen + "; replay them apart");
      }
      ids.put(each, chosen);
    }
    return ids;
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName()).replaceFirst("\\.csv(\\.gz)?$", "");
  }

  private static String folder(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? "" : String.valueOf(parent.getFileName());
  }

  /** Fits any text into {@code [A-Za-z0-9][A-Za-z0-9._:-]{0,63}}. */
  static String id(String text) {
    String clean = text.replaceAll("[^A-Za-z0-9._:-]", "-").replaceFirst("^[^A-Za-z0-9]+", "");
    String some = clean.isEmpty() ? "series" : clean;
    return some.length() <= LONGEST_ID ? some : some.substring(0, LONGEST_ID);
  }
}
