package dev.fieldcare.simulator.scenario;

import dev.fieldcare.simulator.Failure;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;

/** What a scenario says of one fault beyond its device and time, read with clear errors. */
public final class Parameters {
  private final String where;
  private final Map<String, String> texts;

  /**
   * @param where what to name in errors, such as {@code demo.yaml: fault 3 (drift)}
   */
  public Parameters(String where, Map<String, String> texts) {
    this.where = where;
    this.texts = Map.copyOf(texts);
  }

  double number(String name, double otherwise) {
    String text = texts.get(name);
    if (text == null) {
      return otherwise;
    }
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw wrong(name, "a number", text);
    }
  }

  long millis(String name, Duration otherwise) {
    String text = texts.get(name);
    if (text == null) {
      return otherwise.toMillis();
    }
    try {
      return Duration.parse(text).toMillis();
    } catch (DateTimeParseException | ArithmeticException e) {
      throw wrong(name, "a duration such as PT40M", text);
    }
  }

  boolean flag(String name) {
    String text = texts.getOrDefault(name, "false");
    if (!text.equals("true") && !text.equals("false")) {
      throw wrong(name, "true or false", text);
    }
    return text.equals("true");
  }

  private Failure wrong(String name, String expected, String found) {
    return new Failure(
        where + ": " + name + ": expected " + expected + ", found \"" + found + "\"");
  }
}
