package dev.fieldcare.rollout.gates;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.fieldcare.base.Problem;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;

/** Whatever is handed in as a plan or as a saved trial is read or refused by name. */
class GatePlanFuzz {

  @FuzzTest
  void a_plan_is_read_or_refused(FuzzedDataProvider data) {
    try {
      GatePlan plan = GatePlan.fromJson(new JsonObject(data.consumeRemainingAsString()));
      if (!plan.equals(GatePlan.fromJson(plan.toJson()))) {
        throw new AssertionError("written, it is another plan: " + plan);
      }
    } catch (Problem | DecodeException expected) {
      // refused
    }
  }

  @FuzzTest
  void a_saved_trial_is_read_or_refused(FuzzedDataProvider data) {
    try {
      Trial.fromJson(new JsonObject(data.consumeRemainingAsString())).toJson();
    } catch (Problem | DecodeException expected) {
      // refused
    }
  }
}
