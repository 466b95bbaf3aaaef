package dev.fieldcare.gateway.http;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.fieldcare.base.Problem;

/** Whatever a device sends is read or refused, and nothing else. */
class DdiFuzz {

  @FuzzTest
  void a_range_header_is_read_or_refused(FuzzedDataProvider data) {
    long size = data.consumeLong(0, 1L << 40);
    for (Ranges.Range each :
        Ranges.parse(data.consumeRemainingAsString(), size).orElse(java.util.List.of())) {
      if (each.first() < 0 || each.last() >= size || each.length() < 1) {
        throw new AssertionError(each + " of " + size);
      }
    }
  }

  @FuzzTest
  void a_body_is_read_or_refused(FuzzedDataProvider data) {
    Media media = data.consumeBoolean() ? Media.JSON : Media.CBOR;
    byte[] body = data.consumeRemainingAsBytes();
    try {
      Feedback.read(ConfigData.parse(media, body)).words();
    } catch (Refusal expected) {
      // refused by name
    }
    try {
      ConfigData.read(ConfigData.parse(media, body)).version();
    } catch (Refusal expected) {
      // refused by name
    }
    try {
      Blocks.Wanted.read(body);
    } catch (Problem expected) {
      // refused by name
    }
  }
}
