package dev.fieldcare.firmware;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Makes {@code src/test/resources/vectors/firmware}: both repositories as this server signs them,
 * for the device to verify with code of its own. Run it after the format changed.
 */
final class FirmwareVectors {
  private FirmwareVectors() {}

  /**
   * @param arguments the folder to write into
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    Path scratch = Files.createTempDirectory("vectors");
    try (var workshop = new Workshop(scratch)) {
      Release release = workshop.published("gateway-x1", "1.5.0", "image 1.5.0".getBytes(UTF_8));
      var target = new DirectorTarget("d-17", "gateway-x1", release, "123", null);
      DirectorMetadata director = workshop.repositories.director().sign(target);
      write(folder, "director/timestamp.json", director.timestamp());
      write(folder, "director/" + director.snapshotName(), director.snapshot());
      write(folder, "director/" + director.targetsName(), director.targets());
      try (Stream<Path> all = Files.walk(workshop.firmware)) {
        List<Path> roots = all.filter(each -> each.toString().endsWith(".json")).sorted().toList();
        for (Path each : roots) {
          boolean ofDirector = each.toString().contains("director");
          String name = (ofDirector ? "director/" : "image/") + each.getFileName();
          write(folder, name, Files.readAllBytes(each));
        }
      }
    }
  }

  private static void write(Path folder, String name, byte[] bytes) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.write(file, bytes);
  }
}
