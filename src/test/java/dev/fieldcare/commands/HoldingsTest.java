package dev.fieldcare.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.fieldcare.Settings;
import dev.fieldcare.base.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HoldingsTest {
  private static final Path HOME = Path.of(System.getProperty("fieldcare.home", ".."));

  @TempDir private Path data;

  private Holdings holdings() {
    return new Holdings(Settings.load(HOME, Map.of()).with(Map.of("data.dir", data.toString())));
  }

  @Test
  void files_are_all_folders_but_the_database_and_the_keys() throws Exception {
    for (String each : new String[] {"postgres", "keys", "ca", "attachments", "firmware-repo"}) {
      Files.createDirectories(data.resolve(each));
    }
    assertEquals(Set.of("attachments", "firmware"), holdings().files().keySet());
    assertEquals(data.resolve("firmware-repo"), holdings().files().get("firmware"));
  }

  @ParameterizedTest
  @CsvSource({"postgres,false", "keys,false", "ca,false", "attachments,true", "firmware,true"})
  void a_backup_brings_no_keys_and_a_file_of_keys_nothing_else(String name, boolean secret) {
    Problem refused = assertThrows(Problem.class, () -> holdings().placeOf(name, secret));
    assertEquals("backup.folder", refused.code());
  }

  @Test
  void each_folder_has_its_place() {
    assertEquals(data.resolve("firmware-repo"), holdings().placeOf("firmware", false));
    assertEquals(data.resolve("attachments"), holdings().placeOf("attachments", false));
    assertEquals(data.resolve("ca"), holdings().placeOf("ca", true));
  }
}
