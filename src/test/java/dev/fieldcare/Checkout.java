package dev.fieldcare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** The repository's own files, for tests that read them. */
final class Checkout {
  static final Path HOME =
      Path.of(System.getProperty("fieldcare.home", "..")).toAbsolutePath().normalize();

  private static final Set<String> NOT_OURS =
      Set.of("target", ".git", "data", "node_modules", "metadata", "targets", ".cifuzz-corpus");

  private Checkout() {}

  /** Every file we wrote that is text. */
  static List<Path> texts() throws IOException {
    List<Path> texts = new ArrayList<>();
    Files.walkFileTree(
        HOME,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            return NOT_OURS.contains(directory.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile()
                && file.toString()
                    .matches(".*(\\.(java|md|ya?ml|xml|json|sql|py|txt|svg|html|css|js)|/run)")) {
              texts.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return texts;
  }

  static List<Path> documents() throws IOException {
    return texts().stream().filter(file -> file.toString().endsWith(".md")).toList();
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The keys of config/fieldcare.yaml: {@code mqtt.maxPacketSize}. */
  static Set<String> keys() throws IOException {
    var keys = new TreeSet<String>();
    collect("", new YAMLMapper().readTree(HOME.resolve("config/fieldcare.yaml").toFile()), keys);
    return keys;
  }

  private static void collect(String prefix, JsonNode node, Set<String> keys) {
    node.properties()
        .forEach(
            each -> {
              String key = prefix + each.getKey();
              if (each.getValue().isObject()) {
                collect(key + ".", each.getValue(), keys);
              } else {
                keys.add(key);
              }
            });
  }

  /** The environment variable of a key: {@code FIELDCARE_MQTT_MAX_PACKET_SIZE}. */
  static String variable(String key) {
    return "FIELDCARE_"
        + key.replaceAll("([a-z0-9])([A-Z])", "$1_$2").replace('.', '_').toUpperCase(Locale.ROOT);
  }
}
