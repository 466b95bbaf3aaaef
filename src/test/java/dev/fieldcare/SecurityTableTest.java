package dev.fieldcare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The table of threats in docs/security.md names every threat, and tests that are there. */
class SecurityTableTest {
  private static final Path TABLE = Checkout.HOME.resolve("docs/security.md");

  /** The threats of RFC 9124, and the attacks that TUF and Uptane name. */
  private static final List<String> IDS =
      List.of(
          "THREAT.IMG.EXPIRED",
          "THREAT.IMG.EXPIRED.OFFLINE",
          "THREAT.IMG.INCOMPATIBLE",
          "THREAT.IMG.FORMAT",
          "THREAT.IMG.LOCATION",
          "THREAT.NET.REDIRECT",
          "THREAT.NET.ONPATH",
          "THREAT.IMG.REPLACE",
          "THREAT.IMG.NON_AUTH",
          "THREAT.UPD.WRONG_PRECURSOR",
          "THREAT.UPD.UNAPPROVED",
          "THREAT.IMG.DISCLOSURE",
          "THREAT.MFST.OVERRIDE",
          "THREAT.MFST.EXPOSURE",
          "THREAT.IMG.EXTRA",
          "THREAT.KEY.EXPOSURE",
          "THREAT.MFST.MODIFICATION",
          "THREAT.MFST.TOCTOU",
          "TUF.ARBITRARY_INSTALLATION",
          "TUF.ENDLESS_DATA",
          "TUF.EXTRANEOUS_DEPENDENCIES",
          "TUF.FAST_FORWARD",
          "TUF.FREEZE",
          "TUF.MALICIOUS_MIRROR",
          "TUF.MIX_AND_MATCH",
          "TUF.ROLLBACK",
          "TUF.KEY_COMPROMISE",
          "TUF.WRONG_SOFTWARE",
          "UPTANE.EAVESDROP",
          "UPTANE.DROP_REQUEST",
          "UPTANE.SLOW_RETRIEVAL",
          "UPTANE.PARTIAL_BUNDLE",
          "UPTANE.REPLAYED_REPORT",
          "UPTANE.ECU_LISTED_TWICE",
          "UPTANE.UNKNOWN_ECU",
          "UPTANE.DISAGREE",
          "UPTANE.DIRECTOR");

  @Test
  void every_threat_has_a_row_with_a_test() {
    var rows = Checkout.read(TABLE).lines().filter(line -> line.startsWith("| `")).toList();
    var without = new TreeSet<>(IDS);
    for (String row : rows) {
      if (!TestNames.in(row).isEmpty()) {
        without.remove(row.substring(3, row.indexOf('`', 3)));
      }
    }
    assertEquals(Set.of(), without);
  }

  @Test
  void every_test_that_is_named_exists() throws IOException {
    Set<String> missing = TestNames.in(Checkout.read(TABLE));
    missing.removeAll(TestNames.all());
    assertEquals(Set.of(), missing);
  }

  @Test
  void every_test_that_bears_a_threats_name_is_in_the_table() throws IOException {
    Set<String> unlisted = TestNames.all();
    unlisted.removeIf(
        test ->
            Arrays.stream(new String[] {"THREAT_", "TUF_", "UPTANE_"})
                .noneMatch(test.substring(test.indexOf('#') + 1)::startsWith));
    unlisted.removeAll(TestNames.in(Checkout.read(TABLE)));
    assertEquals(Set.of(), unlisted);
  }
}
