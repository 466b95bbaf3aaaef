package dev.fieldcare.tickets.attachments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fieldcare.base.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScannerTest {
  private static final Path FILE = Path.of("/nowhere/photo.png");

  private static Problem refused(Duration limit, String... command) {
    var scanner = new Scanner(List.of(command), limit);
    return assertThrows(Problem.class, () -> scanner.mustPass(FILE));
  }

  @Test
  void a_good_file_passes_and_without_a_scanner_every_file() {
    new Scanner(List.of("/bin/sh", "-c", "test $0 = /nowhere/photo.png"), Duration.ofSeconds(20))
        .mustPass(FILE);
    Scanner.NONE.mustPass(FILE);
  }

  @ParameterizedTest
  @CsvSource({"echo Eicar found; exit 1,attachment.refused", "exit 2,attachment.unscanned"})
  void what_the_program_says_decides_and_doubt_keeps_nothing(String program, String code) {
    assertEquals(code, refused(Duration.ofSeconds(20), "/bin/sh", "-c", program).code());
  }

  @Test
  void its_words_are_told() {
    Problem refused = refused(Duration.ofSeconds(20), "/bin/sh", "-c", "echo Eicar found; exit 1");
    assertTrue(refused.message().endsWith("Eicar found"), refused.message());
  }

  @Test
  void a_program_that_is_not_there_or_does_not_answer_keeps_nothing() {
    assertEquals(
        "attachment.unscanned", refused(Duration.ofSeconds(20), "/no/such/program").code());
    assertEquals(
        "attachment.unscanned",
        refused(Duration.ofMillis(50), "/bin/sh", "-c", "read forever < /dev/zero").code());
  }
}
