package dev.fieldcare.promises.standards;

import dev.fieldcare.base.Problem;
import dev.fieldcare.promises.Term;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of the standard as it holds for somebody.
 *
 * @param value a {@link Term}, or a string, number, boolean or array
 * @param level who it is set for
 * @param subject the contract, customer or model; null for the vendor's
 * @param clause the words of the standard it comes from
 */
public record Parameter(
    String key,
    Object value,
    Level level,
    @Nullable String subject,
    String clause,
    String version) {

  /**
   * @throws Problem when it is no term
   */
  public Term term() {
    if (value instanceof Term term) {
      return term;
    }
    throw bad("a term");
  }

  public String text() {
    if (value instanceof String text) {
      return text;
    }
    throw bad("a text");
  }

  public int count() {
    if (value instanceof Integer count) {
      return count;
    }
    throw bad("a whole number");
  }

  public boolean flag() {
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw bad("true or false");
  }

  public List<String> texts() {
    if (value instanceof JsonArray array) {
      return array.stream().map(String::valueOf).toList();
    }
    throw bad("a list");
  }

  private Problem bad(String expected) {
    return Problem.badInput(
        "standard.value", "standard " + key + ": expected " + expected + ", found " + value);
  }

  /** What a clock keeps of it when it starts. */
  public JsonObject json() {
    return new JsonObject()
        .put("key", key)
        .put("value", plain(value))
        .put("level", level.code())
        .put("subject", subject)
        .put("clause", clause)
        .put("version", version);
  }

  static Object plain(Object value) {
    return value instanceof Term term ? term.json() : value;
  }
}
