package dev.fieldcare.simulator.update.trust;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Reads what strangers wrote: strict JSON, and members that are there and of the right kind. */
public final class Fields {
  private static final JsonMapper STRICT =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(32)
                          .maxNumberLength(20)
                          .maxNameLength(1_000)
                          .maxStringLength(100_000)
                          .build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Fields() {}

  /** An object in UTF-8 with nothing after it and no name twice. */
  public static JsonNode parse(byte[] bytes, String file) {
    JsonNode root;
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      root = STRICT.readTree(text);
    } catch (CharacterCodingException e) {
      throw Refusal.malformed(file, "UTF-8", "other bytes");
    } catch (JsonProcessingException e) {
      throw Refusal.malformed(file, "JSON", e.getOriginalMessage());
    }
    return object(root, file);
  }

  static JsonNode object(JsonNode value, String where) {
    if (!value.isObject()) {
      throw Refusal.malformed(where, "an object", kind(value));
    }
    return value;
  }

  public static String text(JsonNode parent, String name, String file) {
    JsonNode value = parent.path(name);
    if (!value.isTextual()) {
      throw Refusal.malformed(file, "a text \"" + name + "\"", kind(value));
    }
    return value.textValue();
  }

  /** A whole number that is not negative. */
  public static long number(JsonNode parent, String name, String file) {
    JsonNode value = parent.path(name);
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
      throw Refusal.malformed(
          file, "a whole number \"" + name + "\" of at least 0", kind(value) + " " + value);
    }
    return value.longValue();
  }

  static Instant instant(JsonNode parent, String name, String file) {
    String text = text(parent, name, file);
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw Refusal.malformed(file, "\"" + name + "\" as 2026-11-22T08:15:00Z", text);
    }
  }

  /** A SHA-256 as 64 hex digits, in lower case. */
  public static String sha256(JsonNode parent, String name, String file) {
    String text = text(parent, name, file);
    if (!text.matches("[0-9a-fA-F]{64}")) {
      throw Refusal.malformed(file, "64 hex digits as \"" + name + "\"", text);
    }
    return text.toLowerCase(Locale.ROOT);
  }

  static Map<String, JsonNode> members(JsonNode parent, String name, String file) {
    var all = new HashMap<String, JsonNode>();
    object(parent.path(name), file + " \"" + name + "\"")
        .properties()
        .forEach(each -> all.put(each.getKey(), each.getValue()));
    return all;
  }

  private static String kind(JsonNode value) {
    return value.isMissingNode() ? "nothing" : value.getNodeType().name().toLowerCase(Locale.ROOT);
  }
}
