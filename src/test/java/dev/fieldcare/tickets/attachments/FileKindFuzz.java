package dev.fieldcare.tickets.attachments;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

class FileKindFuzz {

  @FuzzTest
  void bytes_are_of_one_kind_however_often_they_are_looked_at_and_text_survives_its_reading(
      byte[] bytes) {
    Optional<FileKind> kind = FileKind.of(bytes);
    assertEquals(kind, FileKind.of(bytes.clone()));
    if (kind.equals(Optional.of(FileKind.TEXT))) {
      String text = new String(bytes, StandardCharsets.UTF_8);
      assertEquals(bytes.length, text.getBytes(StandardCharsets.UTF_8).length);
    }
  }
}
