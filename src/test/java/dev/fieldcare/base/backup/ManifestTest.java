package dev.fieldcare.base.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.fieldcare.base.JournalHead;
import dev.fieldcare.base.Problem;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {
  private static final Manifest ONE =
      new Manifest(
          Instant.parse("2026-11-27T08:15:00Z"),
          50,
          new JournalHead(7, "ab".repeat(32)),
          List.of(
              new Manifest.Table(
                  "readings",
                  List.of("ts", "vals"),
                  List.of(
                      new Manifest.Partition(
                          "readings_202611", "FOR VALUES FROM ('-5') TO ('10')")),
                  12,
                  "cd".repeat(32))),
          List.of(new Manifest.Sequence("tickets_id_seq", 9L), new Manifest.Sequence("s", null)),
          List.of(new Manifest.Packed("firmware/targets/a.bin", 5, "ef".repeat(32))));

  @Test
  void what_is_written_is_read() {
    assertEquals(ONE, Manifest.parse(ONE.encode()));
  }

  @ParameterizedTest
  @CsvSource({
    "readings_202611, x; DROP TABLE devices",
    "'\"ts\"', '\"ts) FROM STDIN; --\"'",
    "FOR VALUES FROM, WITH (x) FOR VALUES FROM",
    "tickets_id_seq, Tickets",
  })
  void nothing_but_names_and_bounds_becomes_part_of_a_statement(String was, String is) {
    String altered = ONE.encode().replace(was, is);
    Problem refused = assertThrows(Problem.class, () -> Manifest.parse(altered));
    assertEquals("backup.manifest", refused.code());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../lock",
        "firmware/../../lock",
        "/etc/passwd",
        "lock",
        "firmware/./a",
        "firmware//a"
      })
  void no_file_leads_out_of_its_folder(String path) {
    String altered = ONE.encode().replace("firmware/targets/a.bin", path);
    Problem refused = assertThrows(Problem.class, () -> Manifest.parse(altered));
    assertEquals("backup.manifest", refused.code());
  }

  @Test
  void another_format_is_named() {
    String newer = ONE.encode().replace("\"format\" : 1", "\"format\" : 2");
    assertEquals("backup.format", assertThrows(Problem.class, () -> Manifest.parse(newer)).code());
  }
}
