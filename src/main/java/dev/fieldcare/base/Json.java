package dev.fieldcare.base;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** JSON as we read it and as we hash it. */
public final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}

  /** Strict: a repeated name or anything after the value is refused. Shared; do not configure. */
  public static ObjectMapper mapper() {
    return MAPPER;
  }

  /** As {@link CanonicalJson} defines it. */
  public static String canonical(JsonNode node) {
    return CanonicalJson.write(node);
  }

  /** As {@link CanonicalJson} defines it. */
  public static String canonical(JsonObject object) {
    try {
      return CanonicalJson.write(MAPPER.readTree(object.encode()));
    } catch (JsonProcessingException e) {
      throw Problem.badInput("json.malformed", "no JSON: " + e.getOriginalMessage());
    }
  }

  public static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Of the text's UTF-8. */
  public static byte[] sha256(String text) {
    return sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  public static String sha256Hex(byte[] bytes) {
    return HexFormat.of().formatHex(sha256(bytes));
  }
}
