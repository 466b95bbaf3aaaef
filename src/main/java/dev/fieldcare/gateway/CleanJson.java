package dev.fieldcare.gateway;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * Copies what a device sent into JSON every database takes: no NUL in a text, no number beyond a
 * double, no bytes. What does not fit becomes text or null.
 */
final class CleanJson {
  private CleanJson() {}

  /** Copies the value the parser stands on. */
  static void copy(JsonParser from, JsonGenerator to) throws IOException {
    int depth = 0;
    do {
      JsonToken token = from.currentToken();
      switch (token) {
        case START_OBJECT -> to.writeStartObject();
        case START_ARRAY -> to.writeStartArray();
        case END_OBJECT -> to.writeEndObject();
        case END_ARRAY -> to.writeEndArray();
        case FIELD_NAME -> to.writeFieldName(clean(from.currentName()));
        case VALUE_STRING -> to.writeString(clean(from.getText()));
        case VALUE_NUMBER_INT -> to.writeNumber(from.getBigIntegerValue());
        case VALUE_NUMBER_FLOAT -> copyFloat(from, to);
        case VALUE_TRUE, VALUE_FALSE -> to.writeBoolean(token == JsonToken.VALUE_TRUE);
        default -> to.writeNull();
      }
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      if (depth > 0 && from.nextToken() == null) {
        return;
      }
    } while (depth > 0);
  }

  private static void copyFloat(JsonParser from, JsonGenerator to) throws IOException {
    double value = from.getDoubleValue();
    if (Double.isFinite(value)) {
      to.writeNumber(value);
    } else {
      to.writeString(clean(from.getText()));
    }
  }

  private static String clean(String text) {
    return text.replace('\0', '\uFFFD');
  }
}
