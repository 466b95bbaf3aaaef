package dev.fieldcare.api;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;

/**
 * The OpenAPI 3.1 description of everything under {@code /api/v1}, kept by hand beside the code.
 */
public final class OpenApi {
  private OpenApi() {}

  /** The document, as served at {@code /api/v1/openapi.json}. */
  public static JsonObject document() {
    try (InputStream in = OpenApi.class.getResourceAsStream("/openapi/openapi.yaml")) {
      if (in == null) {
        throw new IllegalStateException("the class path lacks /openapi/openapi.yaml");
      }
      return new JsonObject(
          new YAMLMapper().readValue(in, new TypeReference<LinkedHashMap<String, Object>>() {}));
    } catch (IOException e) {
      throw new IllegalStateException("/openapi/openapi.yaml cannot be read", e);
    }
  }
}
