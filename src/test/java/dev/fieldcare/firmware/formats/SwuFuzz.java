package dev.fieldcare.firmware.formats;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.fieldcare.base.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;

/** Whatever is uploaded as a .swu, it is read to its end or refused with a problem. */
class SwuFuzz {

  @FuzzTest
  void an_archive_is_read_or_refused(byte[] bytes) throws IOException {
    try {
      SwuFile.check(new ByteArrayInputStream(bytes), "fuzz.swu", List.of());
    } catch (Problem refused) {
      return;
    }
  }
}
