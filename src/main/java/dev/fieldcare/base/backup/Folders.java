package dev.fieldcare.base.backup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Files of some folders, packed under the folders' names in the backup. Blocks. */
final class Folders {
  /** What is under way there is not whole yet. */
  private static final Path UNDER_WAY = Path.of("uploads");

  private Folders() {}

  /** Of every folder that is there, all its files; one that goes away meanwhile is left out. */
  static List<Manifest.Packed> pack(Map<String, Path> folders, ZipOutputStream zip, Told told)
      throws IOException {
    var packed = new ArrayList<Manifest.Packed>();
    for (Map.Entry<String, Path> each : folders.entrySet()) {
      for (Path file : files(each.getValue())) {
        String path = each.getKey() + "/" + slashes(each.getValue().relativize(file));
        try (InputStream in = Files.newInputStream(file)) {
          zip.putNextEntry(new ZipEntry(path));
          var passing = new Passing(zip, path, told);
          passing.takeAll(in);
          zip.closeEntry();
          packed.add(new Manifest.Packed(path, passing.bytes(), passing.hash()));
        } catch (NoSuchFileException gone) {
          continue;
        }
      }
    }
    return packed;
  }

  private static String slashes(Path relative) {
    return relative.toString().replace('\\', '/');
  }

  private static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> !folder.relativize(file).startsWith(UNDER_WAY))
          .sorted()
          .toList();
    }
  }
}
