package dev.fieldcare.telemetry;

/**
 * How names and values are written for InfluxDB: in its line protocol and in InfluxQL.
 *
 * <p>A metric's name becomes a field key. What the two languages cannot carry in a key, or would
 * take for something else, is written as {@code %} and four hexadecimal digits: control characters,
 * quotes, backslashes, half characters, and the first letter of the names that are taken.
 */
final class InfluxText {
  private InfluxText() {}

  /** The field key under which a metric is stored. Different metrics have different keys. */
  static String key(String metric) {
    var key = new StringBuilder(metric.length() + 8);
    for (int i = 0; i < metric.length(); i++) {
      char c = metric.charAt(i);
      boolean isHalf =
          Character.isHighSurrogate(c)
              ? i + 1 == metric.length() || !Character.isLowSurrogate(metric.charAt(i + 1))
              : Character.isLowSurrogate(c)
                  && (i == 0 || !Character.isHighSurrogate(metric.charAt(i - 1)));
      boolean isTaken =
          i == 0 && (c == '_' || metric.equals("time") || metric.equals(InfluxSchema.DEVICE));
      if (isTaken || isHalf || c == '%' || c == '"' || c == '\\' || Character.isISOControl(c)) {
        key.append('%').append(String.format("%04x", (int) c));
      } else {
        key.append(c);
      }
    }
    return key.toString();
  }

  /** The metric stored under a key. */
  static String metric(String key) {
    if (key.indexOf('%') < 0) {
      return key;
    }
    var metric = new StringBuilder(key.length());
    for (int i = 0; i < key.length(); i++) {
      if (key.charAt(i) == '%') {
        metric.append((char) Integer.parseInt(key, i + 1, i + 5, 16));
        i += 4;
      } else {
        metric.append(key.charAt(i));
      }
    }
    return metric.toString();
  }

  /** Appends a tag's value or a field's key as the line protocol wants it. */
  static void appendKey(StringBuilder line, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ',' || c == '=' || c == ' ') {
        line.append('\\');
      }
      line.append(c);
    }
  }

  /** A name in an InfluxQL statement. */
  static String identifier(String name) {
    return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** A string in an InfluxQL statement. */
  static String literal(String text) {
    return '\'' + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + '\'';
  }
}
