package dev.fieldcare;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Holds the package table of docs/architecture.md: a package uses only what its row names. */
class ArchitectureTest {
  private static final String ROOT = "dev.fieldcare";

  /** Bottom-up; each row may name only rows above it. */
  private static final Map<String, Set<String>> MAY_USE = new LinkedHashMap<>();

  static {
    row("base");
    row("registry", "base");
    row("messaging", "base", "registry");
    row("telemetry", "base", "registry");
    row("stability", "base", "registry", "telemetry");
    row("promises", "base", "registry");
    row("firmware", "base", "registry");
    row(
        "tickets",
        "base",
        "registry",
        "messaging",
        "telemetry",
        "stability",
        "promises",
        "firmware");
    row("quality", "base", "registry", "telemetry", "stability", "promises", "tickets");
    row("rollout", "base", "registry", "messaging", "promises", "firmware");
    row("gateway", "base", "registry", "telemetry", "firmware", "rollout");
    row(
        "api",
        "base",
        "registry",
        "messaging",
        "telemetry",
        "stability",
        "promises",
        "firmware",
        "tickets",
        "quality",
        "rollout");
    Set<String> all = new HashSet<>(MAY_USE.keySet());
    all.add("");
    MAY_USE.put("commands", all);
    Set<String> everything = new HashSet<>(all);
    everything.remove("");
    everything.add("commands");
    MAY_USE.put("", everything);
  }

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  private static void row(String name, String... uses) {
    MAY_USE.put(name, Set.of(uses));
  }

  @Test
  void a_package_uses_only_what_its_row_names() {
    var offences = new TreeSet<String>();
    for (JavaClass from : CLASSES) {
      String room = roomOf(from);
      from.getDirectDependenciesFromSelf().stream()
          .filter(dependency -> dependency.getTargetClass().getName().startsWith(ROOT + "."))
          .filter(dependency -> !roomOf(dependency.getTargetClass()).equals(room))
          .filter(
              dependency ->
                  !MAY_USE
                      .getOrDefault(room, Set.of())
                      .contains(roomOf(dependency.getTargetClass())))
          .forEach(dependency -> offences.add(dependency.getDescription()));
    }
    assertEquals(Set.of(), offences, "the table in docs/architecture.md forbids these");
  }

  @Test
  void every_package_is_in_the_table() {
    var unknown = new TreeSet<String>();
    CLASSES.forEach(
        each -> {
          if (!MAY_USE.containsKey(roomOf(each))) {
            unknown.add(each.getPackageName());
          }
        });
    assertEquals(
        Set.of(), unknown, "add a row to docs/architecture.md and here, or move the class");
  }

  @Test
  void the_table_is_listed_bottom_up() {
    List<String> above = new ArrayList<>();
    MAY_USE.forEach(
        (room, uses) -> {
          // commands and the root package know each other: a command starts what Main composes
          if (!room.equals("commands")) {
            uses.forEach(
                use -> assertEquals(true, above.contains(use), room + " may not use " + use));
          }
          above.add(room);
        });
  }

  @Test
  void packages_are_free_of_cycles() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  private static String roomOf(JavaClass each) {
    String name = each.getPackageName();
    if (name.equals(ROOT)) {
      return "";
    }
    String rest = name.substring(ROOT.length() + 1);
    int dot = rest.indexOf('.');
    return dot < 0 ? rest : rest.substring(0, dot);
  }
}
