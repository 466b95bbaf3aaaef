package dev.fieldcare.quality;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.fieldcare.base.Problem;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Whatever is handed in of parts, routings, profiles and certificates is read or refused by name.
 */
class QualityTextFuzz {

  @FuzzTest
  void a_test_profile_is_read_or_refused(FuzzedDataProvider data) {
    try {
      TestProfile read = TestProfile.parse("m", new JsonObject(data.consumeRemainingAsString()));
      same(read, TestProfile.parse("m", read.json()));
    } catch (Problem | DecodeException expected) {
      // refused
    }
  }

  @FuzzTest
  void a_routing_is_read_or_refused(FuzzedDataProvider data) {
    try {
      List<Routing.Step> read = Routing.parse("m", new JsonObject(data.consumeRemainingAsString()));
      same(read, Routing.parse("m", new JsonObject().put("steps", Routing.json(read))));
    } catch (Problem | DecodeException expected) {
      // refused
    }
  }

  @FuzzTest
  void a_part_a_supplier_and_a_certificate_are_read_or_refused(FuzzedDataProvider data) {
    String text = data.consumeRemainingAsString();
    try {
      Part read = Part.parse("p", new JsonObject(text));
      same(read, Part.parse("p", read.json()));
    } catch (Problem | DecodeException expected) {
      // refused
    }
    try {
      Supplier read = Supplier.parse("s", new JsonObject(text));
      same(read, Supplier.parse("s", read.json()));
    } catch (Problem | DecodeException expected) {
      // refused
    }
    try {
      Certificate.parse("m", new JsonObject(text)).check();
    } catch (Problem | DecodeException expected) {
      // refused
    }
  }

  @FuzzTest
  void a_sampling_rule_is_read_or_refused(FuzzedDataProvider data) {
    try {
      SamplingRule read = SamplingRule.parse(data.consumeRemainingAsString());
      same(read, SamplingRule.parse(read.toString()));
    } catch (Problem expected) {
      // refused
    }
  }

  private static void same(Object one, Object other) {
    if (!one.equals(other)) {
      throw new AssertionError("written, it is another: " + one + ", " + other);
    }
  }
}
