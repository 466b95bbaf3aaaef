package dev.fieldcare.firmware.tuf;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fieldcare.base.Json;
import dev.fieldcare.base.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;

/**
 * Canonical JSON after OLPC, the form in which TUF signs: names sorted by code point, no white
 * space, in strings only the quote and the backslash escaped, numbers whole. What has a fraction is
 * refused and not rounded. A line break in a string stays one, so that this is not always JSON:
 * files are written by {@link #write}.
 */
public final class TufJson {
  private final StringBuilder out = new StringBuilder();

  private TufJson() {}

  /**
   * The bytes that are signed and hashed.
   *
   * @throws Problem {@code tuf.json} when the value has no canonical form
   */
  public static byte[] canonical(JsonNode node) {
    var writer = new TufJson();
    writer.value(node);
    return writer.out.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads one object, strictly: no name twice, nothing behind it.
   *
   * @param name the file, for the message
   * @throws Problem {@code tuf.json}
   */
  public static ObjectNode parse(byte[] bytes, String name) {
    try {
      JsonNode node = Json.mapper().readTree(bytes);
      if (node instanceof ObjectNode object) {
        return object;
      }
      throw bad(name + ": expected a JSON object, found " + kind(node));
    } catch (JsonProcessingException e) {
      throw bad(name + ": expected JSON, found: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw bad(name + ": expected JSON in UTF-8, found: " + e.getMessage());
    }
  }

  /** The bytes of a file: ordinary JSON without white space. */
  public static byte[] write(JsonNode node) {
    try {
      return Json.mapper().writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON can always be written", e);
    }
  }

  static Problem bad(String message) {
    return Problem.badInput("tuf.json", message);
  }

  private static String kind(JsonNode node) {
    return node.getNodeType().name().toLowerCase(java.util.Locale.ROOT);
  }

  private void value(JsonNode node) {
    switch (node.getNodeType()) {
      case OBJECT -> object(node);
      case ARRAY -> array(node);
      case STRING -> string(node.textValue());
      case NUMBER -> number(node);
      case BOOLEAN -> out.append(node.booleanValue());
      case NULL -> out.append("null");
      default -> throw bad("canonical JSON has no value such as " + kind(node));
    }
  }

  private void object(JsonNode node) {
    var names = new ArrayList<String>();
    node.fieldNames().forEachRemaining(names::add);
    names.sort((a, b) -> Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray()));
    out.append('{');
    for (int i = 0; i < names.size(); i++) {
      out.append(i == 0 ? "" : ",");
      string(names.get(i));
      out.append(':');
      value(node.get(names.get(i)));
    }
    out.append('}');
  }

  private void array(JsonNode node) {
    out.append('[');
    for (int i = 0; i < node.size(); i++) {
      out.append(i == 0 ? "" : ",");
      value(node.get(i));
    }
    out.append(']');
  }

  private void string(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (i + 1 == text.length() || !Character.isSurrogatePair(c, text.charAt(i + 1))) {
          throw bad("canonical JSON has no half of a surrogate pair");
        }
        out.append(c).append(text.charAt(++i));
      } else {
        out.append(c == '"' || c == '\\' ? "\\" : "").append(c);
      }
    }
    out.append('"');
  }

  private void number(JsonNode node) {
    if (!node.isIntegralNumber()) {
      throw bad("canonical JSON has whole numbers only, found " + node.asText());
    }
    out.append(node.bigIntegerValue());
  }
}
