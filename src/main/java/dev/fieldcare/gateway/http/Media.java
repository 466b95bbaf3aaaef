package dev.fieldcare.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import dev.fieldcare.base.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The forms in which documents go out and come in. */
enum Media {
  HAL("application/hal+json"),
  JSON("application/json"),
  CBOR("application/cbor");

  private static final ObjectMapper CBOR_MAPPER = CBORMapper.builder().build();

  private final String type;

  Media(String type) {
    this.type = type;
  }

  String type() {
    return type;
  }

  /** What answers an Accept header: of what it likes best the first; null when we have nothing. */
  static @Nullable Media accepted(@Nullable String accept) {
    if (accept == null || accept.equals("*/*") || accept.isBlank()) {
      return HAL;
    }
    Media best = null;
    double bestWeight = 0;
    for (String each : accept.split(",", 50)) {
      int parameters = each.indexOf(';');
      String name = (parameters < 0 ? each : each.substring(0, parameters)).strip();
      Media media = named(name.toLowerCase(Locale.ROOT));
      double weight = parameters < 0 ? 1 : weight(each.substring(parameters));
      if (media != null && weight > bestWeight) {
        best = media;
        bestWeight = weight;
      }
    }
    return best;
  }

  private static @Nullable Media named(String name) {
    return switch (name) {
      case "application/hal+json", "*/*", "application/*" -> HAL;
      case "application/json" -> JSON;
      case "application/cbor" -> CBOR;
      default -> null;
    };
  }

  private static double weight(String parameters) {
    int at = parameters.indexOf("q=");
    try {
      return at < 0 ? 1 : Double.parseDouble(parameters.substring(at + 2).split(";", 2)[0].strip());
    } catch (NumberFormatException e) {
      return 1;
    }
  }

  /** In which form a body comes; null when it is none we read. HAL is only for answers. */
  static @Nullable Media ofBody(@Nullable String contentType) {
    if (contentType == null) {
      return JSON;
    }
    int parameters = contentType.indexOf(';');
    String name = parameters < 0 ? contentType : contentType.substring(0, parameters);
    return switch (name.strip().toLowerCase(Locale.ROOT)) {
      case "application/json" -> JSON;
      case "application/cbor" -> CBOR;
      default -> null;
    };
  }

  Buffer write(JsonObject document) {
    return this == CBOR ? cbor(document.encode()) : document.toBuffer();
  }

  static Buffer cbor(String json) {
    try {
      JsonNode tree = Json.mapper().readTree(json);
      return Buffer.buffer(CBOR_MAPPER.writeValueAsBytes(tree));
    } catch (IOException e) {
      throw new IllegalStateException("JSON that we wrote ourselves cannot be read", e);
    }
  }

  JsonNode read(byte[] body) throws IOException {
    return (this == CBOR ? CBOR_MAPPER : Json.mapper()).readTree(body);
  }
}
