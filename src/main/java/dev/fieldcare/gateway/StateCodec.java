package dev.fieldcare.gateway;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.fieldcare.registry.Device;
import dev.fieldcare.telemetry.StateReport;
import java.io.IOException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * State from the tokens of JSON or CBOR: {@code {"online","firmware":{"version","sha256"},
 * "bootId"}}. Who says anything without {@code online} is online.
 */
final class StateCodec {
  private static final int LONGEST = 128;

  private final LongSupplier arrivals;
  private @Nullable String version;
  private @Nullable String sha256;
  private @Nullable String bootId;

  StateCodec(LongSupplier arrivals) {
    this.arrivals = arrivals;
  }

  /** Reads the object the parser stands on. */
  void read(JsonParser parser, Device device, Decoded into) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      into.fault("payload.shape", "", "expected a state object, found " + parser.currentToken());
      parser.skipChildren();
      return;
    }
    version = null;
    sha256 = null;
    bootId = null;
    boolean online = true;
    boolean told = true;
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      JsonToken token = parser.nextToken();
      switch (name) {
        case "online" -> {
          told = token.isBoolean();
          online = token == JsonToken.VALUE_TRUE;
          parser.skipChildren();
        }
        case "firmware" -> readFirmware(parser, token, into);
        case "bootId" -> bootId = readText(parser, token, name, into);
        default -> parser.skipChildren();
      }
    }
    if (told) {
      into.add(new StateReport(device, online, version, sha256, bootId, arrivals.getAsLong()));
    } else {
      into.fault("state.online", "online", "expected true or false");
    }
  }

  private void readFirmware(JsonParser parser, JsonToken token, Decoded into) throws IOException {
    if (token != JsonToken.START_OBJECT) {
      if (token != JsonToken.VALUE_NULL) {
        into.fault("state.firmware", "firmware", "expected an object, found " + token);
      }
      parser.skipChildren();
      return;
    }
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      JsonToken value = parser.nextToken();
      switch (name) {
        case "version" -> version = readText(parser, value, name, into);
        case "sha256" -> sha256 = readText(parser, value, name, into);
        default -> parser.skipChildren();
      }
    }
  }

  private static @Nullable String readText(
      JsonParser parser, JsonToken token, String name, Decoded into) throws IOException {
    if (token == JsonToken.VALUE_STRING || token.isNumeric()) {
      String text = parser.getText();
      if (Texts.isName(text, LONGEST)) {
        return text;
      }
    }
    if (token != JsonToken.VALUE_NULL) {
      into.fault("state.text", name, "expected 1 to 128 characters for " + name);
    }
    parser.skipChildren();
    return null;
  }
}
