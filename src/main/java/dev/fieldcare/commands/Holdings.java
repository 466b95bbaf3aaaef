package dev.fieldcare.commands;

import dev.fieldcare.Settings;
import dev.fieldcare.base.Problem;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What an installation keeps in files, beside its database. */
final class Holdings {
  static final String FIRMWARE = "firmware";
  private static final String KEYS = "keys";
  private static final String AUTHORITY = "ca";

  /** The database itself, and what is kept apart. */
  private static final Set<String> NOT_FILES =
      Set.of("postgres", "postgres.new", KEYS, AUTHORITY, "firmware-repo");

  private final Settings settings;
  private final Path data;

  Holdings(Settings settings) {
    this.settings = settings;
    this.data = settings.dataDirectory();
  }

  /** By its name in a backup: what devices download, and every other folder of the data. */
  Map<String, Path> files() throws IOException {
    var found = new TreeMap<String, Path>();
    found.put(FIRMWARE, settings.firmwareDirectory());
    if (Files.isDirectory(data)) {
      try (DirectoryStream<Path> folders = Files.newDirectoryStream(data, Files::isDirectory)) {
        for (Path each : folders) {
          String name = String.valueOf(each.getFileName());
          if (!NOT_FILES.contains(name) && !name.contains(".") && !name.equals("demo")) {
            found.put(name, each);
          }
        }
      }
    }
    return found;
  }

  /** The keys that sign firmware, and the authority that devices' certificates come from. */
  Map<String, Path> keys() {
    var found = new LinkedHashMap<String, Path>();
    found.put(KEYS, settings.firmwareKeys().orElse(data.resolve(KEYS)));
    found.put(AUTHORITY, data.resolve(AUTHORITY));
    return found;
  }

  /**
   * Where a folder of a backup belongs here. A backup is somebody's file: keys are only taken from
   * a file of keys, and the database's own folder from none.
   */
  Path placeOf(String name, boolean secret) {
    Path place = secret ? keys().get(name) : NOT_FILES.contains(name) ? null : data.resolve(name);
    if (place == null) {
      throw Problem.badInput(
          "backup.folder",
          "expected %s, found a folder %s"
              .formatted(secret ? "keys alone" : "what a backup may hold", name));
    }
    return !secret && name.equals(FIRMWARE) ? settings.firmwareDirectory() : place;
  }
}
