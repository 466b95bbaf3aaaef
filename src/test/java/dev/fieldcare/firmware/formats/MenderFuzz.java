package dev.fieldcare.firmware.formats;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.fieldcare.base.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.KeyPair;
import java.util.List;

/** Whatever is uploaded as a Mender artifact, it is read to its end or refused with a problem. */
class MenderFuzz {
  private static final KeyPair SIGNER = signer();

  private static KeyPair signer() {
    try {
      return MadeMender.curve();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @FuzzTest
  void an_artifact_is_read_or_refused(byte[] bytes) throws IOException {
    try {
      MenderArtifact.check(
          new ByteArrayInputStream(bytes), "fuzz.mender", List.of(SIGNER.getPublic()));
    } catch (Problem refused) {
      return;
    }
    throw new AssertionError("nobody signed this");
  }
}
