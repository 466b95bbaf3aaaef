package dev.fieldcare.rollout.audience;

import java.util.ArrayList;
import java.util.List;

/** The values of a query being written, numbered as they come. */
final class Parameters {
  private final int first;
  private final List<Object> values = new ArrayList<>();

  /**
   * @param first the number of the first one
   */
  Parameters(int first) {
    this.first = first;
  }

  /** How the value is called in the query. */
  String add(Object value, String type) {
    values.add(value);
    return "$" + (first + values.size() - 1) + "::" + type;
  }

  String text(String value) {
    return add(value, "text");
  }

  String texts(List<String> texts) {
    return add(texts.toArray(String[]::new), "text[]");
  }

  Select of(String sql) {
    return new Select(sql, values, first);
  }
}
