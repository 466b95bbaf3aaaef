package dev.fieldcare.simulator.update.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.simulator.update.trust.FullVerification.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Metadata kept on disk since it was signed; each folder's README ends with what it must lead to.
 */
class HostileFoldersTest {
  private static final Path HOSTILE = Path.of("src/test/resources/hostile");

  static Stream<Path> folders() throws IOException {
    try (Stream<Path> all = Files.list(HOSTILE)) {
      return all.filter(Files::isDirectory).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("folders")
  void what_lies_in_the_folder_leads_to_what_its_readme_says(Path folder) throws IOException {
    var trusted =
        new Trusted(
            RepositoryTrust.shipped(Files.readAllBytes(folder.resolve("shipped/director.json"))),
            RepositoryTrust.shipped(Files.readAllBytes(folder.resolve("shipped/image.json"))),
            Instant.EPOCH);
    Verdict verdict =
        new FullVerification(
                Vendor.device(Field.FORMER),
                trusted,
                Route.ONLINE,
                source(folder.resolve("director")),
                source(folder.resolve("image")),
                Vendor.NOW)
            .verdict();
    String readme = Files.readString(folder.resolve("README.md")).strip();
    String expected = readme.substring(readme.lastIndexOf(' ') + 1).replace(".", "");
    assertEquals(expected, inWord(verdict), verdict.toString());
  }

  private static String inWord(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Install install -> "INSTALL";
      case Verdict.Nothing nothing -> "NOTHING";
      case Verdict.Refused refused -> refused.refusal().rule().name();
    };
  }

  private static MetadataSource source(Path folder) {
    return (name, atMost) -> {
      Path file = folder.resolve(name);
      if (!Files.exists(file)) {
        return Optional.empty();
      }
      try (var stream = Files.newInputStream(file)) {
        return Optional.of(stream.readNBytes(atMost + 1));
      }
    };
  }

  @Test
  void there_is_a_folder_for_every_rule_that_metadata_can_break() throws IOException {
    var readmes = new StringBuilder();
    for (Path each : folders().toList()) {
      readmes.append(Files.readString(each.resolve("README.md")));
    }
    for (Rule each :
        List.of(
            Rule.ROOT,
            Rule.SIGNATURE,
            Rule.EXPIRED,
            Rule.ROLLBACK,
            Rule.MIXED,
            Rule.WRONG_DEVICE,
            Rule.INCOMPATIBLE,
            Rule.DISAGREE,
            Rule.ENDLESS,
            Rule.FORMAT,
            Rule.MISSING)) {
      assertTrue(readmes.indexOf(": " + each + ".") >= 0, "no folder for " + each);
    }
  }
}
