package dev.fieldcare.simulator.update.trust;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * OLPC canonical JSON: the one way to write a value down, over which signatures are made. Names are
 * sorted by code point, only quote and backslash are escaped, numbers are whole.
 */
public final class CanonicalJson {
  private static final Comparator<String> BY_CODE_POINT =
      (one, other) -> {
        int[] left = one.codePoints().toArray();
        int[] right = other.codePoints().toArray();
        return Arrays.compare(left, right);
      };

  private CanonicalJson() {}

  /** The canonical bytes; throws {@link Refusal} FORMAT for what has none. */
  public static byte[] bytes(JsonNode value) {
    var text = new StringBuilder();
    write(value, text);
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void write(JsonNode value, StringBuilder to) {
    switch (value.getNodeType()) {
      case OBJECT -> writeObject(value, to);
      case ARRAY -> writeArray(value, to);
      case STRING -> writeText(value.textValue(), to);
      case BOOLEAN, NULL -> to.append(value.asText());
      case NUMBER -> {
        if (!value.isIntegralNumber()) {
          throw Refusal.malformed("canonical JSON", "a whole number", value.asText());
        }
        to.append(value.bigIntegerValue());
      }
      default -> throw Refusal.malformed("canonical JSON", "JSON", value.getNodeType().name());
    }
  }

  private static void writeObject(JsonNode value, StringBuilder to) {
    List<String> names = new ArrayList<>();
    value.fieldNames().forEachRemaining(names::add);
    names.sort(BY_CODE_POINT);
    to.append('{');
    for (String name : names) {
      if (to.charAt(to.length() - 1) != '{') {
        to.append(',');
      }
      writeText(name, to);
      to.append(':');
      write(value.path(name), to);
    }
    to.append('}');
  }

  private static void writeArray(JsonNode value, StringBuilder to) {
    to.append('[');
    for (int i = 0; i < value.size(); i++) {
      if (i > 0) {
        to.append(',');
      }
      write(value.path(i), to);
    }
    to.append(']');
  }

  private static void writeText(String text, StringBuilder to) {
    if (text.codePoints().anyMatch(each -> each >= 0xD800 && each <= 0xDFFF)) {
      // no UTF-8 has it: it would be signed as "?", and so would another text
      throw Refusal.malformed("canonical JSON", "text", "half a surrogate pair");
    }
    to.append('"').append(text.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
  }
}
