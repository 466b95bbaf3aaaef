package dev.fieldcare.firmware.carried;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.fieldcare.base.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** Whatever is on the stick, it is refused with a problem: nothing is trusted here. */
class PackageFuzz {

  @FuzzTest
  void a_package_is_refused(byte[] bytes) throws IOException {
    try {
      PackageCheck.verify(new ByteArrayInputStream(bytes), List.of(), Instant.EPOCH);
    } catch (Problem refused) {
      return;
    }
    throw new AssertionError("taken without a root");
  }
}
