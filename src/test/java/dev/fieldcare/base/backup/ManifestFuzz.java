package dev.fieldcare.base.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.fieldcare.base.Problem;
import java.nio.charset.StandardCharsets;

class ManifestFuzz {

  @FuzzTest
  void a_manifest_is_refused_or_read_as_it_was_written(byte[] bytes) {
    Manifest read;
    try {
      read = Manifest.parse(new String(bytes, StandardCharsets.UTF_8));
    } catch (Problem refused) {
      return;
    }
    assertEquals(read, Manifest.parse(read.encode()));
  }
}
