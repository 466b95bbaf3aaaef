package dev.fieldcare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * docs/service-standard.md has a row for each requirement, quotes what the standard says, and names
 * tests that are there.
 */
class ServiceStandardTest {
  private static final Path TABLE = Checkout.HOME.resolve("docs/service-standard.md");
  private static final Path STANDARD =
      Checkout.HOME.resolve("../shared/reference/service-standards.zh.txt");

  /** How many requirements each part of the standard has. */
  private static final Map<String, Integer> COUNTS =
      Map.of("QA", 11, "RP", 14, "RL", 9, "TS", 7, "FV", 6, "XR", 9, "XL", 5);

  private static final Pattern NUMBERED = Pattern.compile("(QA|RP|RL|TS|FV|XR|XL)_\\d+_\\w+");

  private static List<String[]> rows() {
    return Checkout.read(TABLE)
        .lines()
        .filter(line -> line.matches("\\| [A-Z]{2}-\\d+ \\|.*"))
        .map(line -> line.split(" \\| ", 5))
        .toList();
  }

  @Test
  void every_requirement_has_a_row_that_names_a_test_or_says_that_it_is_open() {
    var ids = new TreeSet<String>();
    for (String[] row : rows()) {
      ids.add(row[0].substring(2));
      String holds = row[4];
      assertTrue(
          holds.contains("open: part two") || !TestNames.in(holds).isEmpty(),
          row[0] + ": expected a test or \"open: part two\", found " + holds);
    }
    var expected = new TreeSet<String>();
    COUNTS.forEach(
        (part, count) -> {
          for (int i = 1; i <= count; i++) {
            expected.add(part + "-" + i);
          }
        });
    assertEquals(expected, ids);
  }

  @Test
  void every_test_that_is_named_exists() throws IOException {
    Set<String> missing = TestNames.in(Checkout.read(TABLE));
    missing.removeAll(TestNames.all());
    assertEquals(Set.of(), missing);
  }

  @Test
  void every_test_that_bears_a_requirements_number_is_in_the_table() throws IOException {
    Set<String> unlisted = TestNames.all();
    unlisted.removeIf(test -> !NUMBERED.matcher(test.substring(test.indexOf('#') + 1)).matches());
    unlisted.removeAll(TestNames.in(Checkout.read(TABLE)));
    assertEquals(Set.of(), unlisted);
  }

  @Test
  void what_is_quoted_is_in_the_standard() throws IOException {
    assumeTrue(
        Files.exists(STANDARD), "needs the standard's text beside the checkout: " + STANDARD);
    String text = Files.readString(STANDARD);
    Set<String> invented =
        rows().stream()
            .map(row -> row[1].replaceAll("[«»]", ""))
            .filter(quoted -> !text.contains(quoted))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(Set.of(), invented);
  }
}
