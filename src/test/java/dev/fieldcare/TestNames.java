package dev.fieldcare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The tests that are there, and those a document names, both as {@code class#method}. */
final class TestNames {
  private static final Pattern METHOD = Pattern.compile("\n  void\\s+(\\w+)\\(");
  private static final Pattern NAMED = Pattern.compile("`(\\w+#\\w+)`");

  private TestNames() {}

  /** Of server and simulator. */
  static Set<String> all() throws IOException {
    var tests = new TreeSet<String>();
    for (Path file : Checkout.texts()) {
      String name = file.getFileName().toString();
      if (name.endsWith("Test.java")) {
        METHOD
            .matcher(Checkout.read(file))
            .results()
            .forEach(each -> tests.add(name.replace(".java", "#") + each.group(1)));
      }
    }
    return tests;
  }

  static Set<String> in(String text) {
    return NAMED
        .matcher(text)
        .results()
        .map(each -> each.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
