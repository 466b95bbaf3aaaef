package dev.fieldcare.simulator.update.online;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.fieldcare.simulator.update.trust.Refusal;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/** Whatever comes in on the topics of an update: used or passed over. */
class BlocksFuzz {
  private BlockRepository blocks = new BlockRepository(question -> {}, 16, Duration.ZERO);

  @FuzzTest(maxDuration = "10s")
  void any_messages_make_a_file_within_its_bounds_or_none(FuzzedDataProvider data) {
    blocks =
        new BlockRepository(
            question -> blocks.heard(data.consumeString(8), data.consumeBytes(20)),
            16,
            Duration.ZERO);
    try {
      byte[] bytes = blocks.metadata(URI.create("http://h/m/")).read("x", 40).orElse(new byte[0]);
      if (bytes.length > 41) {
        throw new AssertionError("read " + bytes.length + " bytes where 40 were allowed");
      }
    } catch (IOException e) {
      // no answer that could be used
    }
    try {
      Desired.parse(data.consumeRemainingAsBytes());
    } catch (Refusal e) {
      return; // that is what refusals are for
    }
  }
}
