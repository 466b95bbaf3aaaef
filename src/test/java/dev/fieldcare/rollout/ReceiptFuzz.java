package dev.fieldcare.rollout;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.fieldcare.base.Problem;
import java.util.List;

/** Whatever is handed in as a receipt is read or refused, and never taken unsigned. */
class ReceiptFuzz {

  @FuzzTest
  void a_receipt_is_read_or_refused(FuzzedDataProvider data) {
    try {
      Jws jws = Jws.read(data.consumeRemainingAsString());
      if (jws.isSignedBy(List.of(new byte[32]), List.of())) {
        throw new AssertionError("signed by a key that signed nothing");
      }
      Receipts.Said.read(jws.payload());
    } catch (Problem expected) {
      // refused by name
    }
  }
}
