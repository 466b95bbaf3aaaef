package dev.fieldcare.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.fieldcare.registry.Device;
import dev.fieldcare.telemetry.Event;
import java.io.IOException;
import java.io.StringWriter;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Events from the tokens of JSON or CBOR: {@code {"ts","type","code","data"}} or an array. */
final class EventCodec {
  private static final int LONGEST_TYPE = 64;
  private static final int LONGEST_CODE = 64;
  private static final int LONGEST_DATA = 65_536;

  private final JsonFactory json;
  private final LongSupplier arrivals;
  private final Stamp stamp;
  private @Nullable String type;
  private @Nullable String code;
  private String data = "{}";

  EventCodec(JsonFactory json, LongSupplier arrivals, ServerTime time) {
    this.json = json;
    this.arrivals = arrivals;
    this.stamp = new Stamp(time);
  }

  /** Reads the object or array the parser stands on. */
  void read(JsonParser parser, Device device, Decoded into) throws IOException {
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      readOne(parser, device, into);
      return;
    }
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      into.fault("payload.shape", "", "expected an event object, found " + parser.currentToken());
      return;
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() == JsonToken.START_OBJECT) {
        readOne(parser, device, into);
      } else {
        into.fault("payload.shape", "", "expected an event in the array");
        parser.skipChildren();
      }
    }
    if (into.isEmpty() && into.faults().isEmpty()) {
      into.fault("event.type", "type", "expected at least one event, found an empty array");
    }
  }

  private void readOne(JsonParser parser, Device device, Decoded into) throws IOException {
    stamp.clear();
    type = null;
    code = null;
    data = "{}";
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      JsonToken token = parser.nextToken();
      switch (name) {
        case "ts" -> stamp.read(parser, token, into);
        case "type" -> type = readType(parser, token);
        case "code" -> readCode(parser, token, into);
        case "data" -> readData(parser, token, into);
        default -> parser.skipChildren();
      }
    }
    if (stamp.isRefused(into)) {
      return;
    }
    String known = type;
    if (known == null) {
      into.fault("event.type", "type", "expected a type of 1 to 64 characters");
    } else {
      into.add(new Event(device, stamp.orServerTime(), known, code, data, arrivals.getAsLong()));
    }
  }

  private static @Nullable String readType(JsonParser parser, JsonToken token) throws IOException {
    if (token == JsonToken.VALUE_STRING) {
      String text = parser.getText();
      return Texts.isName(text, LONGEST_TYPE) ? text : null;
    }
    parser.skipChildren();
    return null;
  }

  private void readCode(JsonParser parser, JsonToken token, Decoded into) throws IOException {
    if (token == JsonToken.VALUE_STRING || token.isNumeric()) {
      String text = parser.getText();
      if (Texts.isName(text, LONGEST_CODE)) {
        code = text;
        return;
      }
    }
    if (token != JsonToken.VALUE_NULL) {
      into.fault("event.code", "code", "expected a code of 1 to 64 characters or a number");
    }
    parser.skipChildren();
  }

  private void readData(JsonParser parser, JsonToken token, Decoded into) throws IOException {
    if (token != JsonToken.START_OBJECT) {
      if (token != JsonToken.VALUE_NULL) {
        into.fault("event.data", "data", "expected an object, found " + token);
      }
      parser.skipChildren();
      return;
    }
    var text = new StringWriter();
    try (var generator = json.createGenerator(text)) {
      CleanJson.copy(parser, generator);
    }
    if (text.getBuffer().length() > LONGEST_DATA) {
      into.fault("event.data", "data", "expected at most " + LONGEST_DATA + " characters");
    } else {
      data = text.toString();
    }
  }
}
