package dev.fieldcare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the documents say is there, is there. */
class DocumentsTest {
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s#]*)(?:#([^)\\s]*))?\\)");
  private static final Pattern VARIABLE = Pattern.compile("\\bFIELDCARE_[A-Z0-9_]+\\b");
  private static final Pattern KEY = Pattern.compile("`([a-z]+(?:\\.[a-z][A-Za-z0-9]*)+)[`:]");
  private static final Pattern COMMAND = Pattern.compile("\\./fieldcare ([a-z-]+)");
  private static final Pattern COMMAND_NAME = Pattern.compile("\\bname = \"([a-z-]+)\"");

  /** A short form that the launcher knows. */
  private static final Pattern SHORT = Pattern.compile("(?m)^  ([a-z-]+)\\)$");

  @Test
  void links_lead_somewhere() throws IOException {
    var dead = new TreeSet<String>();
    for (Path document : Checkout.documents()) {
      var links = LINK.matcher(Checkout.read(document));
      while (links.find()) {
        String target = links.group(1);
        if (target.contains("://")) {
          continue;
        }
        Path file = target.isEmpty() ? document : document.resolveSibling(target).normalize();
        if (!Files.exists(file) || !hasHeading(file, links.group(2))) {
          dead.add(Checkout.HOME.relativize(document) + ": " + links.group());
        }
      }
    }
    assertEquals(Set.of(), dead);
  }

  private static boolean hasHeading(Path file, @Nullable String anchor) {
    return anchor == null
        || Checkout.read(file)
            .lines()
            .filter(line -> line.startsWith("#"))
            .map(line -> line.replaceFirst("^#+ *", "").toLowerCase(Locale.ROOT))
            .map(line -> line.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
            .anyMatch(anchor::equals);
  }

  @Test
  void environment_variables_that_are_named_exist() throws IOException {
    Set<String> known =
        Checkout.keys().stream().map(Checkout::variable).collect(Collectors.toSet());
    known.add("FIELDCARE_ADMIN_TOKEN");
    known.add("FIELDCARE_JAVA_HOME");
    var unknown = new TreeSet<String>();
    for (Path file : Checkout.texts()) {
      String name = Checkout.HOME.relativize(file).toString();
      if (name.endsWith(".md") || name.startsWith("docker") || name.startsWith("config")) {
        VARIABLE
            .matcher(Checkout.read(file))
            .results()
            .map(found -> found.group())
            .filter(variable -> !known.contains(variable))
            .forEach(variable -> unknown.add(name + ": " + variable));
      }
    }
    assertEquals(Set.of(), unknown);
  }

  @Test
  void configuration_keys_that_are_named_exist() throws IOException {
    Set<String> keys = Checkout.keys();
    Set<String> sections =
        keys.stream().map(key -> key.substring(0, key.indexOf('.'))).collect(Collectors.toSet());
    assertFalse(keys.isEmpty());
    var unknown = new TreeSet<String>();
    for (Path document : Checkout.documents()) {
      KEY.matcher(Checkout.read(document))
          .results()
          .map(found -> found.group(1))
          .filter(key -> sections.contains(key.substring(0, key.indexOf('.'))))
          .filter(key -> !keys.contains(key) && !isPackage(key))
          .forEach(key -> unknown.add(Checkout.HOME.relativize(document) + ": " + key));
    }
    assertEquals(Set.of(), unknown);
  }

  private static boolean isPackage(String name) {
    Path sources = Checkout.HOME.resolve("src/main/java/dev/fieldcare");
    return Files.isDirectory(sources.resolve(name.replace('.', '/')));
  }

  @Test
  void commands_that_are_named_exist() throws IOException {
    var known = new TreeSet<String>();
    SHORT
        .matcher(Checkout.read(Checkout.HOME.resolve("fieldcare")))
        .results()
        .forEach(found -> known.add(found.group(1)));
    for (Path file : Checkout.texts()) {
      if (file.toString().endsWith(".java") && Checkout.read(file).contains("@Command")) {
        COMMAND_NAME
            .matcher(Checkout.read(file))
            .results()
            .forEach(found -> known.add(found.group(1)));
      }
    }
    var unknown = new TreeSet<String>();
    for (Path document : Checkout.documents()) {
      COMMAND
          .matcher(Checkout.read(document))
          .results()
          .map(found -> found.group(1))
          .filter(command -> !known.contains(command))
          .forEach(command -> unknown.add(Checkout.HOME.relativize(document) + ": " + command));
    }
    assertEquals(Set.of(), unknown);
  }

  @Test
  void nothing_is_left_half_merged() throws IOException {
    var marked =
        Checkout.texts().stream()
            .filter(
                file ->
                    Checkout.read(file)
                        .lines()
                        .anyMatch(line -> line.startsWith("<".repeat(7) + " ")))
            .toList();
    assertEquals(List.of(), marked);
  }
}
