package dev.fieldcare.tickets;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.fieldcare.base.Problem;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Locale;

/** Whatever is handed in as proof of a signature, it is taken for what it is or refused. */
class ProofFuzz {
  private static final String HASH = "ab".repeat(32);
  private static final Instant NOW = Instant.parse("2026-11-22T08:15:00Z");

  @FuzzTest
  void a_drawing_is_taken_without_anything_that_acts_or_refused(FuzzedDataProvider data) {
    String drawing = data.consumeRemainingAsString();
    try {
      Drawing.check(drawing);
    } catch (Problem refused) {
      return;
    }
    String lower = drawing.toLowerCase(Locale.ROOT);
    for (String never : new String[] {"script", "href", "onload", "url(", "&", "style"}) {
      if (lower.startsWith("<svg") && lower.contains(never)) {
        throw new AssertionError("taken with " + never + ": " + drawing);
      }
    }
  }

  /** Nobody signed this hash with any key: nothing may pass. */
  @FuzzTest
  void a_certificate_is_refused(FuzzedDataProvider data) {
    String signature = data.consumeString(200);
    var proof =
        new JsonObject()
            .put("signature", signature)
            .put("certificate", data.consumeRemainingAsString());
    try {
      CertificateProof.check(proof, HASH, NOW, NOW, SignerTrust.ANYBODY);
    } catch (Problem refused) {
      return;
    }
    throw new AssertionError("taken: " + proof.encode());
  }
}
