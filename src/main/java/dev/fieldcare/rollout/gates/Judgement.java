package dev.fieldcare.rollout.gates;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * What all gates together say.
 *
 * @param decisive the first of those with the strongest answer
 * @param verdicts of every gate, in the order they are looked at
 */
public record Judgement(Verdict decisive, List<Verdict> verdicts) {

  public Verdict.Answer answer() {
    return decisive.answer();
  }

  public JsonObject toJson() {
    var all = new JsonArray();
    verdicts.forEach(each -> all.add(each.toJson()));
    return new JsonObject()
        .put("answer", decisive.answer().name())
        .put("gate", decisive.gate())
        .put("because", decisive.because())
        .put("becauseKey", decisive.becauseKey())
        .put("becauseArgs", new JsonObject(decisive.becauseArgs()))
        .put("verdicts", all);
  }
}
