package dev.fieldcare.base;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;

/**
 * Writes equal JSON values as equal text, so that they can be hashed: RFC 8785, but for two things.
 *
 * <p>As there: names sorted by UTF-16 units, no white space, only what must be escaped is, and a
 * number with a fraction or exponent is written as ECMAScript writes the nearest double. Unlike
 * there: a number written as an integer keeps all its digits however large, and half a surrogate
 * pair, which no UTF-8 can hold, becomes U+FFFD instead of an error. What comes out, read and
 * written again, is the same text.
 */
final class CanonicalJson {
  private final StringBuilder out = new StringBuilder();

  private CanonicalJson() {}

  static String write(JsonNode node) {
    var canonical = new CanonicalJson();
    canonical.value(node);
    return canonical.out.toString();
  }

  private void value(JsonNode node) {
    switch (node.getNodeType()) {
      case OBJECT -> object(node);
      case ARRAY -> array(node);
      case STRING -> string(node.textValue());
      case NUMBER -> number(node);
      case BOOLEAN -> out.append(node.booleanValue());
      case NULL -> out.append("null");
      default ->
          throw Problem.badInput("json.type", "JSON has no value such as " + node.getNodeType());
    }
  }

  private void object(JsonNode node) {
    var names = new ArrayList<String>();
    node.fieldNames().forEachRemaining(names::add);
    Collections.sort(names);
    String separator = "{";
    for (String name : names) {
      out.append(separator);
      string(name);
      out.append(':');
      value(node.get(name));
      separator = ",";
    }
    out.append(names.isEmpty() ? "{}" : "}");
  }

  private void array(JsonNode node) {
    out.append('[');
    for (int i = 0; i < node.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      value(node.get(i));
    }
    out.append(']');
  }

  private void string(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\t' -> out.append("\\t");
        case '\n' -> out.append("\\n");
        case '\f' -> out.append("\\f");
        case '\r' -> out.append("\\r");
        default -> {
          if (c < 0x20) {
            out.append(String.format("\\u%04x", (int) c));
          } else if (!Character.isSurrogate(c)) {
            out.append(c);
          } else if (isPair(text, i)) {
            out.append(c).append(text.charAt(++i));
          } else {
            out.append('\uFFFD');
          }
        }
      }
    }
    out.append('"');
  }

  private static boolean isPair(String text, int at) {
    return at + 1 < text.length()
        && Character.isSurrogatePair(text.charAt(at), text.charAt(at + 1));
  }

  private void number(JsonNode node) {
    if (node.isIntegralNumber()) {
      out.append(node.bigIntegerValue());
      return;
    }
    double value = node.doubleValue();
    if (!Double.isFinite(value)) {
      throw Problem.badInput("json.number", "JSON has no number such as " + node.asText());
    }
    out.append(ecmaScript(value));
  }

  /** ECMA-262, Number::toString: plain from 1e-6 up to 1e21, with an exponent outside. */
  static String ecmaScript(double value) {
    if (value == 0) {
      return "0";
    }
    BigDecimal decimal = shortest(Math.abs(value));
    String digits = decimal.unscaledValue().toString();
    int point = digits.length() - decimal.scale();
    String sign = value < 0 ? "-" : "";
    if (point > 21 || point < -5) {
      String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
      int exponent = point - 1;
      return sign + digits.charAt(0) + fraction + "e" + (exponent < 0 ? "" : "+") + exponent;
    }
    if (point <= 0) {
      return sign + "0." + "0".repeat(-point) + digits;
    }
    if (point >= digits.length()) {
      return sign + digits + "0".repeat(point - digits.length());
    }
    return sign + digits.substring(0, point) + "." + digits.substring(point);
  }

  /**
   * Double.toString gives the fewest digits that round-trip (JDK 19 and later), but at least two.
   */
  private static BigDecimal shortest(double value) {
    BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    BigDecimal oneDigit = decimal.round(new MathContext(1));
    return oneDigit.doubleValue() == value ? oneDigit.stripTrailingZeros() : decimal;
  }
}
